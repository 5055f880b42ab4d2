import { z } from 'zod';
import { jsonObjectFromText, type JsonObject } from '../../kernel/json.js';
import { phrasesForQuestion, yesNo } from './answer-phrases.js';
import type { Brain, BrainAction, BrainPrompt, Expectation } from './brain.js';
import { actionsFromServerText } from './server-text.js';
import { surveyQuestion, type SurveyQuestion } from './survey-question.js';

/** The tool by which a survey is known. */
export const surveyTool = 'record_response';

/** What every tool of the interview gives back. */
const toolReply = z.object({
  status: z.string().optional(),
  say: z.string().optional(),
  question: surveyQuestion.nullish(),
});

/**
 * The interviewer as a well-behaved model plays it: the server owns the flow, so the words of each reply are spoken as they
 * are, and whatever the participant says goes to `record_response` for the open question.
 */
export function createSurveyBrain(prompt: BrainPrompt): Brain {
  const declared = new Set(prompt.tools.map((tool) => tool.name));
  let open: SurveyQuestion | null = openQuestionFrom(prompt.systemPrompt);
  /** The server spoke in between: which question is open must be asked before the next answer is recorded. */
  let openInDoubt = open === null && prompt.history.some((message) => message.role === 'ASSISTANT');
  /** Words that wait for the question which they answer. */
  let waitingAnswer: string | null = null;
  let lastSaid = '';
  let callsUnderWay = 0;
  let over = false;
  /** The last answer was read back: a yes or a no is likely now. */
  let confirming = false;

  const say = (text: string): readonly BrainAction[] => (text === '' ? [] : [{ kind: 'say', text }]);

  const call = (tool: string, input: JsonObject): readonly BrainAction[] => {
    if (!declared.has(tool)) return [];
    callsUnderWay += 1;
    return [{ kind: 'call', tool, input }];
  };

  const record = (response: string): readonly BrainAction[] => {
    if (open !== null && !openInDoubt) return call(surveyTool, { questionId: open.questionId, response });
    if (openInDoubt) waitingAnswer = response;
    return call('get_next_question', {});
  };

  const onUser = (text: string, overlapped: boolean): readonly BrainAction[] => {
    const words = text.trim();
    if (words === '') return [];
    if (over) return say('Thank you again, and goodbye.');
    // Said into the time in which the next words were prepared, or a tool ran: it cannot answer what was not heard yet.
    if (overlapped || callsUnderWay > 0) return [];
    if (asksToStop(words)) return call('end_interview', { reason: 'participant_request' });
    if (asksToRepeat(words) && lastSaid !== '') return say(lastSaid);
    if (asksWhy(words)) return call('get_demo_context', {});
    return record(words);
  };

  const onReply = (result: JsonObject): readonly BrainAction[] => {
    callsUnderWay = Math.max(0, callsUnderWay - 1);
    const parsed = toolReply.safeParse(result);
    const reply = parsed.success ? parsed.data : {};
    confirming = reply.status === 'confirm';
    if (reply.status === 'complete' || reply.status === 'terminated') {
      over = true;
      open = null;
    } else if (reply.question != null) {
      open = reply.question;
      openInDoubt = false;
    } else if (reply.status === undefined) {
      // A tool that failed or came too late may have moved the interview on all the same.
      openInDoubt = true;
    }
    const answer = waitingAnswer;
    waitingAnswer = null;
    if (answer !== null && open !== null && !over) return record(answer);
    if (reply.say === undefined) return [];
    lastSaid = reply.say;
    return say(reply.say);
  };

  const onServer = (text: string): readonly BrainAction[] => {
    const actions = actionsFromServerText(text, prompt.tools);
    for (const action of actions) {
      if (action.kind === 'call') callsUnderWay += 1;
      if (action.kind !== 'say') continue;
      lastSaid = action.text;
      openInDoubt = true;
    }
    return actions;
  };

  return {
    on(event) {
      switch (event.kind) {
        case 'userText':
          return onUser(event.text, event.overlapped);
        case 'serverText':
          return onServer(event.text);
        case 'toolResult':
          return onReply(event.result);
        case 'notHeard':
          return callsUnderWay > 0 ? [] : say(over || lastSaid === '' ? 'Sorry, I did not catch that.' : `Sorry, I did not catch that. ${lastSaid}`);
        case 'started':
        case 'interrupted':
          return [];
      }
    },
    expectation(): Expectation {
      const answers = open === null ? null : phrasesForQuestion(open);
      const phrases = confirming && answers !== null ? [...new Set([...answers, ...yesNo])] : answers;
      return phrases === null ? { kind: 'anything' } : { kind: 'phrases', phrases };
    },
  };
}

/** A prompt of an interview that is under way says which question is open. */
function openQuestionFrom(systemPrompt: string): SurveyQuestion | null {
  const text = /^The interview is under way already.*?(\{.*\})$/m.exec(systemPrompt)?.[1];
  const parsed = surveyQuestion.safeParse(text === undefined ? null : jsonObjectFromText(text));
  return parsed.success ? parsed.data : null;
}

const lead = /^(?:(?:please|can you|could you|would you|sorry|um|uh|okay|no|i(?: would|'d) like to|i want to|let's|let us|can we|well)[, ]+)*/i;
const bare = (words: string): string => words.replace(lead, '').replace(/[.!?,]+$/, '').toLowerCase();

const asksToStop = (words: string): boolean =>
  /^(?:stop|quit|end|cancel|abort)(?: (?:it|now|here|please|(?:the|this) (?:interview|survey|call|questionnaire)))*$|^(?:good ?bye|bye(?: bye)?)$/.test(
    bare(words),
  );

const asksToRepeat = (words: string): boolean =>
  words.trim() === '*' ||
  /^(?:repeat(?: (?:it|that|please|the question|the question please|that please))?|say (?:it|that) again(?: please)?|pardon(?: me)?|come again|what did you say|what was (?:that|the question)|once (?:more|again)(?: please)?)$/.test(
    bare(words),
  );

const asksWhy = (words: string): boolean =>
  /what(?:'s| is) (?:this|it|the (?:survey|interview|call))(?: (?:survey|interview|call))? (?:all )?(?:about|for)|why are you (?:calling|asking)|who (?:are you|is (?:this|calling))/i.test(
    words,
  );
