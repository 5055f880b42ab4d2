import { z } from 'zod';
import type { ActionReply, Agent, AgentAction, ToolContext } from '../../conversation/ports.js';
import type { AppError } from '../../kernel/errors.js';
import { sayNote, serverNote } from '../server-note.js';
import type { Interview } from './interview.js';
import { standingPrompt, systemPrompt } from './system-prompt.js';
import { interviewTools } from './tools/index.js';
import { responseValue } from './tools/record-response.js';
import { announce } from './tools/tool-deps.js';
import { introductionNotice, openQuestion, summaryNotice } from './views.js';

/** An answer given by hand. */
const answerAction = z.object({ kind: z.literal('answer'), data: z.object({ questionId: z.string(), value: responseValue }) });

const nothing: ActionReply = { tellModel: null };

/** The agent that conducts one interview. */
/** @param options `resumed`: the participant comes back to an interview that was begun before */
export function createInterviewer(deps: { readonly interview: Interview; readonly onFault: (error: AppError) => void }, options: { readonly resumed: boolean } = { resumed: false }): Agent {
  const { interview } = deps;
  const { phrases } = interview;
  const stop = (context: ToolContext): void => context.finish({ status: 'terminated', disposition: interview.isPartial ? 'partial' : 'break_off' });
  const again = (): string => interview.ask();
  const isBack = (): string => sayNote('The participant is back.', `${phrases.welcomeBack} ${again()}`);

  async function act(action: AgentAction, context: ToolContext): Promise<ActionReply> {
    const known = answerAction.safeParse(action);
    if (!known.success) return nothing;
    const { questionId, value } = known.data.data;
    const result = await interview.answer({ questionId, value, heard: '', via: 'touch', moment: context.moment });
    if (result.status === 'recorded') {
      announce(interview, result, context);
      if (result.repeated) return nothing;
      return { tellModel: sayNote(result.saving === null ? 'The participant answered on the page, and it is recorded.' : 'The participant answered on the page.', result.say) };
    }
    if (result.status === 'not_saved' && result.fault !== undefined) deps.onFault(result.fault);
    context.notify({ kind: 'refused', data: { questionId, reason: result.say } });
    return result.status === 'unfinished' ? { tellModel: sayNote('The participant has chosen "something else" on the page.', result.say) } : nothing;
  }

  /** The open question, if these words can be an answer to it. Of an open one only a sentence counts that asks nothing back. */
  function answeredBy(heard: string): string | null {
    const open = interview.path.next?.question;
    if (open === undefined) return null;
    if (open.type === 'open_ended' && (heard.includes('?') || heard.split(/\s+/).length < 4)) return null;
    return interview.check(open.questionId, heard).valid ? open.questionId : null;
  }

  async function recover(heard: string, context: ToolContext): Promise<ActionReply> {
    const questionId = answeredBy(heard);
    if (questionId === null) return nothing;
    const result = await interview.answer({ questionId, value: heard, heard, via: 'voice', moment: context.moment, provisional: true });
    if (result.status === 'confirm' || result.status === 'unfinished') return { tellModel: sayNote('The answer is not complete yet.', result.say) };
    if (result.status !== 'recorded') return nothing;
    announce(interview, result, context);
    return { tellModel: sayNote(result.saving === null ? 'The answer is recorded.' : 'The participant has answered.', result.say) };
  }

  return {
    name: 'interviewer',
    systemPrompt: systemPrompt(interview.questionnaire),
    tools: interviewTools({ interview, stop, onFault: deps.onFault }),
    opening: options.resumed ? isBack() : serverNote('The participant has joined. Begin: call get_next_question.'),
    apology: phrases.notSaved,
    idlePrompt(given) {
      const words = phrases.stillThere[given];
      return words === undefined ? null : sayNote('The participant is silent.', `${words} ${again()}`);
    },
    introduction: () => introductionNotice(interview),
    act,
    lateResult({ status, say }) {
      if (typeof say !== 'string') return null;
      if (status === 'saving') return sayNote('The answer was taken after all.', say);
      return status === 'recorded' || status === 'noted' || status === 'complete' || status === 'terminated' ? sayNote('The answer was saved after all.', say) : null;
    },
    missedTool: (heard) =>
      answeredBy(heard) === null ? null : serverNote('If the participant has answered the open question, use record_response now.'),
    recover,
    standing: () => standingPrompt(openQuestion(interview.path)),
    resumption: (after) =>
      after === 'absence'
        ? isBack()
        : sayNote('The line was interrupted for a moment.', `${phrases.lineBroke} ${again()}`),
    summary: () => summaryNotice(interview),
    dispositionOf: (end) => interview.path.disposition ?? (interview.isPartial ? 'partial' : { left: 'break_off', silent: 'no_response', fault: 'error' }[end]),
  };
}
