import { expect, it } from '@jest/globals';
import { createAdversarialBrain, type AdversarialBrain } from '../../../../src/emulator/brains/adversarial-brain.js';
import type { BrainAction, BrainEvent } from '../../../../src/emulator/brains/brain.js';
import type { JsonObject } from '../../../../src/kernel/json.js';

const tools = ['get_next_question', 'record_response', 'validate_answer', 'get_demo_context', 'end_interview'].map((name) => ({ name, description: '', inputSchema: {} }));
const brainOf = (seed: number): AdversarialBrain => createAdversarialBrain({ systemPrompt: '', tools, history: [], voiceId: 'matthew' }, { seed });

const said = (text: string): BrainEvent => ({ kind: 'userText', text, source: 'typed', overlapped: false });
const open = { status: 'open', say: 'How likely?', question: { questionId: 'q3', questionType: 'nps', questionText: 'How likely?', scale: { min: 0, max: 10 } } };

/** Every call gets this result until the brain only speaks; gives all that it did. */
function turn(brain: AdversarialBrain, event: BrainEvent, result: JsonObject = open): readonly BrainAction[] {
  const done: BrainAction[] = [];
  const events: BrainEvent[] = [event];
  for (let next = events.shift(); next !== undefined; next = events.shift()) {
    const actions = brain.on(next);
    done.push(...actions);
    for (const action of actions) if (action.kind === 'call') events.push({ kind: 'toolResult', tool: action.tool, toolUseId: action.toolUseId ?? '', result });
  }
  return done;
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const conversation = (brain: AdversarialBrain): readonly BrainAction[][] => [
  [...turn(brain, { kind: 'serverText', text: 'Begin: call get_next_question.' })],
  ...Array.from({ length: 12 }, (_, n) => [...turn(brain, said(`answer ${n}`))]),
];

it('does the same for the same seed, and something else for another', () => {
  expect(conversation(brainOf(7))).toEqual(conversation(brainOf(7)));
  expect(new Set(seeds.map((seed) => JSON.stringify(conversation(brainOf(seed))))).size).toBe(seeds.length);
});

it('says something in every turn, and makes at most eight calls in one', () => {
  for (const actions of seeds.flatMap((seed) => conversation(brainOf(seed)))) {
    expect(actions.filter(({ kind }) => kind === 'say').length).toBeGreaterThan(0);
    expect(actions.filter(({ kind }) => kind === 'call').length).toBeLessThanOrEqual(8);
  }
});

it('records what was said for the open question in every fourth turn at the latest', () => {
  const isRight = (actions: readonly BrainAction[], n: number): boolean =>
    actions.some((action) => action.kind === 'call' && action.tool === 'record_response' && JSON.stringify(action.input) === JSON.stringify({ questionId: 'q3', response: `answer ${n}` }));
  for (const seed of seeds) {
    const brain = brainOf(seed);
    turn(brain, { kind: 'serverText', text: 'Begin: call get_next_question.' });
    // It knows the open question once a tool has told it.
    brain.on({ kind: 'toolResult', tool: 'get_next_question', toolUseId: 'x', result: open });
    const right = Array.from({ length: 40 }, (_, n) => isRight(turn(brain, said(`answer ${n}`)), n));
    for (let from = 0; from + 4 <= right.length; from += 1) expect(right.slice(from, from + 4)).toContain(true);
  }
});

it('commits every misdeed that it knows, and remembers each call with its result', () => {
  const brains = seeds.map((seed) => {
    const brain = brainOf(seed);
    conversation(brain);
    turn(brain, said('the last word'), { status: 'complete', say: 'Goodbye.', question: null });
    turn(brain, said('one more'));
    return brain;
  });
  expect([...new Set(brains.flatMap(({ committed }) => [...committed.keys()]))].sort()).toEqual([
    'answers_ahead',
    'answers_unasked',
    'asks_again',
    'bad_arguments',
    'claims_recorded',
    'deaf_to_results',
    'deaf_to_server',
    'ends',
    'goes_on_after_the_end',
    'invented_value',
    'no_call',
    'other_words',
    'same_twice',
    'several_tools',
    'twice_differing',
    'wrong_question',
    'wrong_tool',
  ]);
  const calls = brains.flatMap(({ observed }) => observed);
  expect(calls.filter(({ tool, input }) => tool === 'record_response' && typeof input === 'string').length).toBeGreaterThan(20);
  expect(calls.every(({ result }) => 'status' in result)).toBe(true);
});
