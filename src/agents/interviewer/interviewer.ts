import { z } from 'zod';
import type { ActionReply, Agent, AgentAction, ToolContext } from '../../conversation/ports.js';
import type { AppError } from '../../kernel/errors.js';
import type { Interview } from './interview.js';
import { phrases } from './phrases.js';
import { sayNote, serverNote, systemPrompt } from './system-prompt.js';
import { interviewTools } from './tools/index.js';
import { responseValue } from './tools/record-response.js';
import { announce } from './tools/tool-deps.js';
import { introductionNotice, summaryNotice } from './views.js';

/** An answer given by hand. */
const answerAction = z.object({ kind: z.literal('answer'), data: z.object({ questionId: z.string(), value: responseValue }) });

const nothing: ActionReply = { tellModel: null };

/** The agent that conducts one interview. */
export function createInterviewer(deps: { readonly interview: Interview; readonly onFault: (error: AppError) => void }): Agent {
  const { interview } = deps;
  const stop = (context: ToolContext): void => context.finish({ status: 'terminated', disposition: 'break_off' });
  const again = (): string => interview.ask();

  async function act(action: AgentAction, context: ToolContext): Promise<ActionReply> {
    const known = answerAction.safeParse(action);
    if (!known.success) return nothing;
    const { questionId, value } = known.data.data;
    const result = await interview.answer({ questionId, value, heard: '', via: 'touch' });
    if (result.status === 'recorded') {
      announce(interview, result, context);
      if (result.repeated) return nothing;
      return { tellModel: sayNote('The participant answered on the page, and it is recorded.', result.say) };
    }
    if (result.status === 'not_saved' && result.fault !== undefined) deps.onFault(result.fault);
    context.notify({ kind: 'refused', data: { questionId, reason: result.say } });
    return nothing;
  }

  return {
    name: 'interviewer',
    systemPrompt: systemPrompt(interview.questionnaire),
    tools: interviewTools({ interview, stop, onFault: deps.onFault }),
    opening: serverNote('The participant has joined. Begin: call get_next_question.'),
    apology: phrases.notSaved,
    idlePrompt(given) {
      const words = phrases.stillThere[given];
      return words === undefined ? null : sayNote('The participant is silent.', `${words} ${again()}`);
    },
    introduction: () => introductionNotice(interview),
    act,
    resumption: () => sayNote('The participant is back.', `${phrases.welcomeBack} ${again()}`),
    summary: () => summaryNotice(interview.path),
    dispositionOf: (end) => (interview.path.disposition ?? { left: 'break_off', silent: 'no_response', fault: 'error' }[end]),
  };
}
