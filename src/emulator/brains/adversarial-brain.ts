import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../kernel/json.js';
import { unreachable } from '../../kernel/result.js';
import { inventedValue, spoiltArguments, wrongQuestionId, wrongToolName, type CallInput } from './bad-calls.js';
import type { Brain, BrainAction, BrainPrompt } from './brain.js';
import { createSeededRandom } from './seeded-random.js';
import { actionsFromServerText } from './server-text.js';
import { surveyQuestion, type SurveyQuestion } from './survey-question.js';

/** What it may do when the user has said something. The numbers are weights: about half of its turns are good. */
const misdeeds = {
  behaves: 45,
  wrong_tool: 4,
  bad_arguments: 7,
  wrong_question: 7,
  invented_value: 7,
  same_twice: 5,
  twice_differing: 4,
  several_tools: 5,
  no_call: 5,
  claims_recorded: 4,
  asks_again: 3,
  answers_ahead: 4,
  ends: 1,
} as const;
export type Misdeed = Exclude<keyof typeof misdeeds | 'answers_unasked' | 'other_words' | 'deaf_to_results' | 'deaf_to_server' | 'goes_on_after_the_end', 'behaves'>;

const afterResult = { behaves: 75, other_words: 8, deaf_to_results: 8, answers_unasked: 5, asks_again: 4 } as const;
const afterServerText = { behaves: 78, deaf_to_server: 10, answers_unasked: 8, wrong_tool: 4 } as const;

/** After so many bad turns on end comes a good one: whoever talks to it always gets on. */
const maxBadTurns = 3;
/** Calls that it makes before it waits for the user, or for the server, again. */
const maxCallsPerTurn = 8;

/** A call as it went out, and what came back. */
export interface ObservedCall {
  readonly tool: string;
  readonly input: CallInput;
  readonly result: JsonObject;
}

export interface AdversarialBrain extends Brain {
  /** Calls that have their result, in the order of the results. Grows with the conversation. */
  readonly observed: readonly ObservedCall[];
  readonly committed: ReadonlyMap<Misdeed, number>;
}

const toolReply = z.object({ status: z.string().optional(), say: z.string().optional(), question: surveyQuestion.nullish() });

const chatter = [
  'Mm.',
  'How lovely.',
  'Let us talk about the weather.',
  'On a scale from one to a hundred, how tall are you?',
  'I have skipped the next question for you.',
] as const;
const claims = ['Your answer is recorded.', 'Noted, and saved. That was the last question. Goodbye.', 'I have written that down for the earlier question too.'] as const;

/**
 * A model that breaks every rule of good behaviour, and none of the protocol: wrong tools, wrong ids, spoilt arguments, values
 * that nobody said, answers ahead, behind, twice and never, claims without a call, other words than it was told. The seed decides
 * what it does. The conversation stays alive: it says something in every turn, and behaves in every fourth at the latest.
 */
export function createAdversarialBrain(prompt: BrainPrompt, options: { readonly seed: number }): AdversarialBrain {
  const random = createSeededRandom(options.seed);
  const observed: ObservedCall[] = [];
  const committed = new Map<Misdeed, number>();
  const underWay = new Map<string, { readonly tool: string; readonly input: CallInput }>();
  const asked: string[] = [];
  let open: SurveyQuestion | null = null;
  let lastWords = '';
  let badTurns = 0;
  let behaving = false;
  let over = false;
  let callsLeft = 0;
  let calls = 0;

  const say = (text: string): readonly BrainAction[] => (text === '' ? [] : [{ kind: 'say', text }]);

  const call = (tool: string, input: CallInput): readonly BrainAction[] => {
    if (callsLeft === 0) return [];
    callsLeft -= 1;
    calls += 1;
    const toolUseId = `call-${options.seed}-${calls}`;
    underWay.set(toolUseId, { tool, input });
    return [{ kind: 'call', tool, input, toolUseId }];
  };

  const openId = (): string => open?.questionId ?? 'q0';
  const record = (questionId: string, response: JsonValue): readonly BrainAction[] => call('record_response', { questionId, response });
  const invent = (): JsonValue => inventedValue(random, open);
  const anotherId = (): string => wrongQuestionId(random, openId(), asked);

  const commit = (misdeed: Misdeed): void => void committed.set(misdeed, (committed.get(misdeed) ?? 0) + 1);

  /** A new turn: once it has been bad for long enough, it behaves to the end of this one. */
  const beginTurn = (): void => {
    callsLeft = maxCallsPerTurn;
    behaving = badTurns >= maxBadTurns;
    badTurns = behaving ? 0 : badTurns;
  };

  function onUser(words: string): readonly BrainAction[] {
    beginTurn();
    lastWords = words;
    const deed = behaving ? 'behaves' : random.weighted(misdeeds);
    if (deed === 'behaves') badTurns = 0;
    else {
      badTurns += 1;
      commit(deed);
    }
    const actions = doing(deed, words);
    return actions.length === 0 ? say('Mm.') : actions;
  }

  function doing(deed: keyof typeof misdeeds, words: string): readonly BrainAction[] {
    switch (deed) {
      case 'behaves':
        return open === null ? call('get_next_question', {}) : record(open.questionId, words);
      case 'wrong_tool':
        return call(wrongToolName(random), { questionId: openId(), response: words });
      case 'bad_arguments':
        return call('record_response', spoiltArguments(random, openId(), words));
      case 'wrong_question':
        return record(anotherId(), random.next() < 0.5 ? words : invent());
      case 'invented_value':
        return record(openId(), invent());
      case 'same_twice':
        return [...record(openId(), words), ...record(openId(), words)];
      case 'twice_differing':
        return [...record(openId(), words), ...record(openId(), invent())];
      case 'several_tools':
        return [
          ...call('validate_answer', { questionId: openId(), response: words }),
          ...record(openId(), words),
          ...call('get_next_question', { questionId: anotherId() }),
          ...record(anotherId(), invent()),
          ...call('get_demo_context', {}),
        ];
      case 'no_call':
        return say(random.pick(chatter));
      case 'claims_recorded':
        return say(random.pick(claims));
      case 'asks_again':
        return [1, 2, 3].flatMap(() => call('get_next_question', {}));
      case 'answers_ahead':
        // The whole interview at once, of which only one question was asked.
        return [...record(openId(), words), ...[1, 2, 3, 4].flatMap((ahead) => record(following(ahead), invent()))];
      case 'ends':
        return [...call('end_interview', { reason: random.pick(['participant_request', 'bored', '']) }), ...(random.next() < 0.5 ? record(openId(), words) : [])];
      default:
        return unreachable(deed);
    }
  }

  const following = (ahead: number): string => openId().replace(/\d+$/, (digits) => String(Number(digits) + ahead));

  function onReply(toolUseId: string, result: JsonObject): readonly BrainAction[] {
    const made = underWay.get(toolUseId);
    underWay.delete(toolUseId);
    if (made !== undefined) observed.push({ ...made, result });
    const parsed = toolReply.safeParse(result);
    const reply = parsed.success ? parsed.data : {};
    if (reply.status === 'complete' || reply.status === 'terminated') over = true;
    if (reply.question != null) {
      open = reply.question;
      if (!asked.includes(open.questionId)) asked.push(open.questionId);
    }
    const words = say(reply.say ?? 'Mm.');
    const deed = behaving || callsLeft === 0 ? 'behaves' : random.weighted(afterResult);
    if (deed === 'behaves') return words;
    commit(over ? 'goes_on_after_the_end' : deed);
    switch (deed) {
      case 'other_words':
        return say(random.pick(chatter));
      case 'deaf_to_results':
        return record(openId(), lastWords === '' ? invent() : lastWords);
      case 'answers_unasked':
        return [...words, ...record(openId(), invent())];
      case 'asks_again':
        return call('get_next_question', {});
      default:
        return unreachable(deed);
    }
  }

  function onServer(text: string): readonly BrainAction[] {
    beginTurn();
    const deed = behaving ? 'behaves' : random.weighted(afterServerText);
    if (deed !== 'behaves') commit(deed);
    switch (deed) {
      case 'behaves':
        return actionsFromServerText(text, prompt.tools).flatMap((action) => (action.kind === 'call' ? call(action.tool, action.input) : [action]));
      case 'deaf_to_server':
        return say(random.pick(chatter));
      case 'answers_unasked':
        return record(openId(), invent());
      case 'wrong_tool':
        return call(wrongToolName(random), {});
      default:
        return unreachable(deed);
    }
  }

  return {
    observed,
    committed,
    on(event) {
      switch (event.kind) {
        case 'userText':
          return onUser(event.text.trim());
        case 'serverText':
          return onServer(event.text);
        case 'toolResult':
          return onReply(event.toolUseId, event.result);
        case 'notHeard':
          return say('Mm.');
        case 'started':
        case 'interrupted':
          return [];
        default:
          return unreachable(event);
      }
    },
    expectation: () => ({ kind: 'anything' }),
  };
}
