import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../src/conversation/decide.js';
import { defaultLimits, initialState, legalMoves, type ConversationRules, type ConversationState, type Effect, type Input, type Senses, type TimerName } from '../../../src/conversation/state.js';
import { AppError } from '../../../src/kernel/errors.js';

const rules: ConversationRules = {
  ...defaultLimits,
  opening: 'begin',
  resumption: (after) => ({ absence: 'welcome back', break: 'go on' })[after],
  backoffMs: (failures) => (failures - 1) * 100,
  idlePrompt: (given) => ['still there?', 'hello?'][given] ?? null,
  dispositionOf: (end) => ({ left: 'break_off', silent: 'no_response', fault: 'error' })[end],
};

/** Feeds inputs one by one; gives the last state and all effects of the last input. */
function play(inputs: readonly (Input | { readonly at: number; readonly input: Input })[], from = initialState(0)): { state: ConversationState; effects: readonly Effect[] } {
  let state = from;
  let effects: readonly Effect[] = [];
  for (const item of inputs) {
    const [input, nowMs] = 'at' in item ? [item.input, item.at] : [item, 0];
    const decision = decide(rules, state, input, nowMs);
    state = decision.state;
    effects = decision.effects;
  }
  return { state, effects };
}

const opened: Input = { type: 'opened', stream: 1, audibleUntilMs: 0 };
const quiet: Senses = { voice: false, unnoticed: false, quietMs: 60_000, lastSoundMs: 0, audibleUntilMs: 0 };
const fire = (timer: TimerName, senses: Partial<Senses> = {}): Input => ({ type: 'timer', timer, senses: { ...quiet, ...senses } });
const opening: Input[] = [{ type: 'start' }, opened];
const speaking: Input[] = [...opening, { type: 'planned', text: 'How are you?' }];
/** Timers that watch the line to the model; they have tests of their own (line.test.ts). */
const ofLine: readonly TimerName[] = ['answer', 'bridge', 'vacant', 'renewal', 'retry', 'deaf'];
const dialogue = (effects: readonly Effect[]): readonly Effect[] => effects.filter((effect) => !('timer' in effect && ofLine.includes(effect.timer)));
const toClient = (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.type === 'tellClient' ? [effect.message] : []));

describe('opening', () => {
  it('makes the agent speak at once, without waiting for a sign of life', () => {
    expect(dialogue(play(opening.slice(0, 1)).effects)).toEqual([{ type: 'openStream', stream: 1, role: 'current', history: [] }, { type: 'tellModel', text: 'begin' }]);
  });
  it('is ready at the first sign of life', () => {
    expect(play(opening).effects).toEqual([{ type: 'ready' }, { type: 'setTimer', timer: 'idle', delayMs: 15_000 }]);
  });
});

describe('a voice that is stopped by hand', () => {
  const stopped: Input[] = [...speaking, { type: 'bargeIn' }];
  it('is cut, and what the model still says of that utterance is not heard', () => {
    const { state, effects } = play(stopped);
    expect(toClient(effects)).toEqual([{ type: 'interrupted', epoch: 2 }]);
    expect(toClient(effects.filter((effect) => effect.type === 'tellModel'))).toEqual([]);
    expect(play([{ at: 20_000, input: { type: 'planned', text: 'And another thing.' } }], state).effects).toEqual([]);
  });
  it('is heard again in the next utterance', () => {
    const { effects } = play([...stopped, { at: 5000, input: { type: 'turnEnded', audibleUntilMs: 5000 } }, { at: 6000, input: { type: 'planned', text: 'Well?' } }]);
    expect(toClient(effects)).toEqual([{ type: 'agentText', stage: 'planned', text: 'Well?', epoch: 3, sentence: 0 }]);
  });
  it('answers a typed word, and tells the result of a tool', () => {
    const typed = play([...stopped, { at: 2000, input: { type: 'text', text: 'Stop that.' } }, { at: 3100, input: { type: 'planned', text: 'All right.' } }]);
    expect(toClient(typed.effects)).toMatchObject([{ type: 'agentText', text: 'All right.' }]);
    const call: Input = { type: 'toolRequest', toolUseId: 't1', name: 'look', input: {} };
    const told = play([...stopped, { at: 2000, input: call }, { at: 2500, input: { type: 'toolReply', toolUseId: 't1', result: {} } }, { at: 2600, input: { type: 'planned', text: 'I see.' } }]);
    expect(toClient(told.effects)).toMatchObject([{ type: 'agentText', text: 'I see.' }]);
  });
  it('changes nothing when nobody speaks', () => {
    const before = play(opening).state;
    expect(play([{ type: 'bargeIn' }], before)).toEqual({ state: before, effects: [] });
  });
});

describe('an interruption', () => {
  it('raises the epoch and tells the client, when the agent speaks', () => {
    const { state, effects } = play([...speaking, { type: 'interrupted' }]);
    expect(state.epoch).toBe(2);
    expect(toClient(effects)).toEqual([{ type: 'interrupted', epoch: 2 }]);
  });
  it('changes nothing when the agent is silent', () => {
    const before = play(opening).state;
    expect(play([{ type: 'interrupted' }], before)).toEqual({ state: before, effects: [] });
  });
  it('still counts after the model has finished, while its speech is being heard', () => {
    const { effects } = play([...speaking, { type: 'turnEnded', audibleUntilMs: 4000 }, { at: 1000, input: { type: 'interrupted' } }]);
    expect(toClient(effects)).toEqual([{ type: 'interrupted', epoch: 2 }]);
  });
  it('of our own making ignores the rest of the utterance until the model has noticed', () => {
    const cut = play([...speaking, { at: 100, input: { type: 'text', text: 'nine' } }]).state;
    const late = play([{ at: 200, input: { type: 'planned', text: 'And how is' } }], cut);
    expect(late.effects).toEqual([]);
    const noticed = play([{ at: 300, input: { type: 'interrupted' } }, { at: 310, input: { type: 'planned', text: 'Nine, noted.' } }], cut);
    expect(toClient(noticed.effects)).toEqual([{ type: 'agentText', stage: 'planned', text: 'Nine, noted.', epoch: 3, sentence: 0 }]);
  });
});

describe('what was said', () => {
  it('gives each final text to the sentence that was planned', () => {
    const { effects } = play([...speaking, { type: 'planned', text: 'Tell me.' }, { type: 'spoken', text: 'How are you?' }, { type: 'spoken', text: 'Tell me.' }]);
    expect(toClient(effects)).toEqual([{ type: 'agentText', stage: 'spoken', text: 'Tell me.', epoch: 1, sentence: 1 }]);
  });
  it('knows a cut sentence by its beginning, and records what was never said as planned', () => {
    const cut = play([...speaking, { type: 'planned', text: 'Please rate the store.' }, { type: 'planned', text: 'From one to five.' }, { type: 'interrupted' }, { type: 'spoken', text: 'How are you?' }]).state;
    const { effects } = play([{ type: 'spoken', text: 'Please rate' }], cut);
    expect(toClient(effects)).toEqual([{ type: 'agentText', stage: 'spoken', text: 'Please rate', epoch: 1, sentence: 1 }]);
    const later = play([{ type: 'spoken', text: 'Please rate' }, { type: 'userText', text: 'four' }, { type: 'planned', text: 'Thank you.' }, { type: 'spoken', text: 'Thank you.' }], cut);
    expect(later.effects).toContainEqual({ type: 'record', entry: expect.objectContaining({ content: 'From one to five.', stage: 'planned', epoch: 1 }) });
  });
  it('belongs to the turn in which it was planned, however late its final text comes', () => {
    const { effects } = play([...speaking, { type: 'userText', text: 'fine' }, { type: 'spoken', text: 'How are you?' }]);
    expect(effects).toContainEqual({ type: 'record', entry: expect.objectContaining({ content: 'How are you?', stage: 'spoken', turnNumber: 1 }) });
  });
  it('was said to its end when it was heard and not cut, though its final text never came', () => {
    const heard = play([...speaking, { type: 'turnEnded', audibleUntilMs: 0 }, fire('audible'), { type: 'end' }, { type: 'streamClosed', stream: 1, audibleUntilMs: 0, end: { kind: 'asked' } }]);
    expect(heard.effects).toContainEqual({ type: 'record', entry: expect.objectContaining({ content: 'How are you?', stage: 'spoken' }) });
    const cut = play([...speaking, { type: 'interrupted' }, { type: 'end' }, { type: 'streamClosed', stream: 1, audibleUntilMs: 0, end: { kind: 'asked' } }]);
    expect(cut.effects).toContainEqual({ type: 'record', entry: expect.objectContaining({ content: 'How are you?', stage: 'planned' }) });
  });
  it('counts a change of speaker as a turn', () => {
    const { state } = play([...speaking, { type: 'planned', text: 'Well?' }, { type: 'userText', text: 'fine' }, { type: 'userText', text: 'really' }, { type: 'planned', text: 'Good.' }]);
    expect(state.turn).toBe(3);
  });
});

describe('silence', () => {
  const silent = play([...speaking, { type: 'turnEnded', audibleUntilMs: 3000 }]).state;
  it('counts from the audible end of speech', () => {
    expect(play([{ at: 3000, input: fire('audible') }], silent).effects).toEqual([{ type: 'setTimer', timer: 'idle', delayMs: 15_000 }]);
  });
  it('brings the prompts in order, then the end', () => {
    const listening = play([fire('audible')], silent).state;
    const first = play([fire('idle')], listening);
    expect(first.effects[0]).toEqual({ type: 'tellModel', text: 'still there?' });
    const second = play([fire('idle')], first.state);
    expect(second.effects[0]).toEqual({ type: 'tellModel', text: 'hello?' });
    expect(play([fire('idle')], second.state).state.outcome).toEqual({ status: 'abandoned', disposition: 'no_response' });
  });
  it('of a model that says nothing after a tool is not endless', () => {
    const call: Input = { type: 'toolRequest', toolUseId: 't1', name: 'record_response', input: {} };
    const { effects } = play([...opening, call, { type: 'toolReply', toolUseId: 't1', result: { status: 'recorded' } }]);
    expect(effects).toContainEqual({ type: 'setTimer', timer: 'idle', delayMs: 15_000 });
  });
  it('begins anew when the participant taps', () => {
    const listening = play([fire('audible')], silent).state;
    const { effects } = play([{ type: 'actionReply', tellModel: 'tapped' }], listening);
    expect(dialogue(effects)).toEqual([{ type: 'tellModel', text: 'tapped' }, { type: 'setTimer', timer: 'idle', delayMs: 15_000 }]);
  });
  it('brings no prompt once the interview is over', () => {
    const over = play([fire('audible'), { type: 'finish', outcome: { status: 'completed', disposition: 'completed' } }, { type: 'detached' }, { type: 'attached', unheardMs: 0 }], silent).state;
    expect(play([fire('idle')], over).effects).toEqual([]);
  });
  it('begins anew when the participant speaks', () => {
    const prompted = play([fire('audible'), fire('idle'), { type: 'userText', text: 'yes, yes' }, fire('idle')], silent);
    expect(prompted.effects[0]).toEqual({ type: 'tellModel', text: 'still there?' });
  });
});

describe('tools', () => {
  const request: Input = { type: 'toolRequest', toolUseId: 't1', name: 'record_response', input: {} };
  it('run, and give their result once', () => {
    const called = play([...opening, request]);
    expect(called.effects).toContainEqual({ type: 'runTool', toolUseId: 't1', name: 'record_response', input: {} });
    const replied = play([{ type: 'toolReply', toolUseId: 't1', result: { status: 'recorded' } }], called.state);
    expect(replied.effects[0]).toEqual({ type: 'toolResult', toolUseId: 't1', result: { status: 'recorded' } });
    expect(play([{ type: 'toolReply', toolUseId: 't1', result: { status: 'recorded' } }], replied.state).effects).toEqual([]);
  });
  it('that are asked for twice run once, and their one result is the real one', () => {
    expect(play([...opening, request, request]).effects).toEqual([]);
  });
  it('are refused when too many wait', () => {
    const many = Array.from({ length: 24 }, (_, index): Input => ({ ...request, toolUseId: `t${index}` }));
    expect(dialogue(play([...opening, ...many, { ...request, toolUseId: 't24' }]).effects)).toEqual([
      { type: 'toolResult', toolUseId: 't24', result: { error: 'This call is not possible now.' } },
    ]);
  });
});

describe('a tool call that the model forgot', () => {
  const turn: Input[] = [{ type: 'planned', text: 'Lovely.' }, { type: 'turnEnded', audibleUntilMs: 0 }];
  const forgotten: Input[] = [...opening, { type: 'userText', text: 'nine' }, ...turn];
  it('is missed when the turn has ended: the model is reminded', () => {
    expect(play(forgotten).effects).toContainEqual({ type: 'remind', heard: 'nine' });
  });
  it('is done without the model when the reminder did not help, and once', () => {
    const again = play([...forgotten, { type: 'actionReply', tellModel: 'use the tool' }, ...turn]);
    expect(again.effects).toContainEqual({ type: 'recover', heard: 'nine' });
    expect(play(turn, again.state).effects.map(({ type }) => type)).not.toContain('recover');
  });
  it.each<[string, Input]>([
    ['called it after all', { type: 'toolRequest', toolUseId: 't1', name: 'record_response', input: {} }],
    ['was asked nothing that needs it', { type: 'nothingMissed' }],
    ['sees the participant tap the answer', { type: 'action', action: { kind: 'answer', data: {} } }],
  ])('is not missed when the model %s', (_name, input) => {
    const { effects } = play([...forgotten, input, ...turn]);
    expect(effects.map(({ type }) => type)).not.toContain('recover');
    expect(effects.map(({ type }) => type)).not.toContain('remind');
  });
  it('is not missed before the participant has spoken', () => {
    expect(play([...opening, ...turn]).effects.map(({ type }) => type)).not.toContain('remind');
  });
});

describe('the end', () => {
  const outcome = { status: 'completed', disposition: 'completed' } as const;
  it('waits until the goodbye has been heard, not for what was said before', () => {
    const finishing = play([...speaking, { type: 'turnEnded', audibleUntilMs: 500 }, { type: 'finish', outcome }]).state;
    expect(play([fire('audible')], finishing).state.phase).toBe('live');
    const goodbye = play([{ type: 'planned', text: 'Goodbye.' }, { type: 'turnEnded', audibleUntilMs: 2000 }, fire('audible')], finishing);
    expect(goodbye.state.phase).toBe('ending');
    expect(goodbye.effects).toContainEqual({ type: 'closeStream', stream: 1, how: 'politely' });
  });
  it('has its goodbye also when the last answer was tapped, in place of the question that is still being spoken', () => {
    const tapped = play([...speaking, { type: 'action', action: { kind: 'answer', data: {} } }, { type: 'finish', outcome }, { type: 'actionReply', tellModel: 'Say: Goodbye.' }]);
    expect(dialogue(tapped.effects)).toEqual([
      { type: 'tellClient', message: { type: 'interrupted', epoch: 2 } },
      { type: 'clearTimer', timer: 'audible' },
      { type: 'tellModel', text: 'Say: Goodbye.' },
    ]);
    const goodbye = play([{ type: 'interrupted' }, { type: 'planned', text: 'Goodbye.' }, { type: 'turnEnded', audibleUntilMs: 2000 }, fire('audible')], tapped.state);
    expect(goodbye.state).toMatchObject({ phase: 'ending', outcome });
  });
  it('comes all the same when no goodbye is ever spoken', () => {
    expect(play([...opening, { type: 'finish', outcome }, fire('goodbye')]).state).toMatchObject({ phase: 'ending', outcome });
  });
  it('closes stream, then journal, then tells the client', () => {
    const closing = play([...opening, { type: 'end' }]);
    expect(closing.effects).toContainEqual({ type: 'closeStream', stream: 1, how: 'politely' });
    const closed = play([{ type: 'streamClosed', stream: 1, audibleUntilMs: 0, end: { kind: 'asked' } }], closing.state);
    expect(closed.effects[0]).toEqual({ type: 'closeJournal', outcome: { status: 'abandoned', disposition: 'break_off' } });
    const done = play([{ at: 60_000, input: { type: 'journalClosed' } }], closed.state);
    expect(done.state.phase).toBe('ended');
    expect(done.effects).toContainEqual({ type: 'finish', outcome: { status: 'abandoned', disposition: 'break_off' }, durationMs: 60_000 });
  });
  it('closes the journal once, also when the stream closes after its deadline', () => {
    const late = play([...opening, { type: 'end' }, fire('closing'), { type: 'streamClosed', stream: 1, audibleUntilMs: 0, end: { kind: 'asked' } }]);
    expect(late.effects).toEqual([]);
    expect(play([{ type: 'journalClosed' }], late.state).state.phase).toBe('ended');
  });
  it('comes honestly when the stream fails', () => {
    const error = new AppError('BEDROCK_STREAM_ERROR', 'reset');
    const { state, effects } = play([...opening, { type: 'streamClosed', stream: 1, audibleUntilMs: 0, end: { kind: 'fatal', error } }]);
    expect(toClient(effects)).toEqual([{ type: 'fault', error }]);
    expect(state).toMatchObject({ phase: 'ending', outcome: { status: 'error', disposition: 'error' } });
  });
  it('comes when the participant stays away, not when they return', () => {
    const away = play([...opening, { type: 'detached' }]);
    expect(away.effects).toContainEqual({ type: 'setTimer', timer: 'detached', delayMs: 60_000 });
    const back = play([{ at: 5000, input: { type: 'attached', unheardMs: 0 } }], away.state);
    expect(dialogue(back.effects)).toEqual([{ type: 'clearTimer', timer: 'detached' }, { type: 'ready' }, { type: 'tellModel', text: 'welcome back' }, { type: 'setTimer', timer: 'idle', delayMs: 15_000 }]);
    expect(play([fire('detached')], away.state).state.outcome).toEqual({ status: 'parked', disposition: 'break_off' });
  });
});

describe('another connection that takes over', () => {
  it('gets ready and the question again, although the loss of the first was not noticed yet', () => {
    expect(dialogue(play([...speaking, { type: 'attached', unheardMs: 0 }]).effects)).toEqual([
      { type: 'clearTimer', timer: 'detached' },
      { type: 'ready' },
      { type: 'tellClient', message: { type: 'interrupted', epoch: 2 } },
      { type: 'clearTimer', timer: 'audible' },
      { type: 'setTimer', timer: 'idle', delayMs: 15_000 },
      { type: 'tellModel', text: 'go on' },
    ]);
  });
});

describe('whatever comes', () => {
  const text = fc.string({ maxLength: 20 });
  const error = new AppError('BEDROCK_STREAM_ERROR', 'x');
  const anyInput: fc.Arbitrary<Input> = fc.oneof(
    fc.constantFrom<Input>(opened, { type: 'attached', unheardMs: 0 }, { type: 'detached' }, { type: 'end' }, { type: 'drain' }, { type: 'interrupted' }, { type: 'journalClosed' }, { type: 'nothingMissed' }),
    fc.record({ type: fc.constant('actionReply' as const), tellModel: fc.option(text) }),
    fc.constantFrom<Input>({ type: 'streamClosed', stream: 1, audibleUntilMs: 0, end: { kind: 'asked' } }, { type: 'streamClosed', stream: 1, audibleUntilMs: 0, end: { kind: 'fatal', error } }, { type: 'bug', error }),
    fc.record({ type: fc.constantFrom('text', 'userText', 'planned', 'spoken'), text }) as fc.Arbitrary<Input>,
    fc.record({ type: fc.constant('turnEnded' as const), audibleUntilMs: fc.nat(20_000) }),
    fc.record({ type: fc.constant('toolRequest' as const), toolUseId: fc.constantFrom('a', 'b', 'c'), name: text, input: fc.constant({}) }),
    fc.record({ type: fc.constant('toolReply' as const), toolUseId: fc.constantFrom('a', 'b', 'c'), result: fc.constant({}) }),
    fc.record({ type: fc.constant('timer' as const), timer: fc.constantFrom<TimerName>('idle', 'audible', 'goodbye', 'closing', 'detached', 'answer', 'bridge', 'deaf', 'renewal', 'retry', 'vacant'), senses: fc.record({ voice: fc.boolean(), unnoticed: fc.boolean(), quietMs: fc.nat(10_000), lastSoundMs: fc.constant(0), audibleUntilMs: fc.nat(20_000) }) }) as fc.Arbitrary<Input>,
    fc.constant<Input>({ type: 'finish', outcome: { status: 'completed', disposition: 'completed' } }),
  );

  it('moves legally, never lowers the epoch, answers each call at most once, ends once and then is still', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        let { state } = play(opening.slice(0, 1));
        let nowMs = 0;
        let finished = 0;
        const owed = new Map<string, number>();
        for (const input of inputs) {
          nowMs += 100;
          const before = state;
          const { state: after, effects } = decide(rules, before, input, nowMs);
          if (after.phase !== before.phase) {
            // A fault before the first event may pass two phases in one step, so walk the table.
            const reachable = legalMoves[before.phase].flatMap((next) => [next, ...legalMoves[next]]);
            expect(reachable).toContain(after.phase);
          }
          expect(after.epoch).toBeGreaterThanOrEqual(before.epoch);
          if (before.phase === 'ended') expect(effects).toEqual([]);
          for (const effect of effects) {
            if (effect.type === 'finish') finished += 1;
            if (effect.type === 'runTool') owed.set(effect.toolUseId, (owed.get(effect.toolUseId) ?? 0) + 1);
            if (effect.type === 'toolResult' && !('error' in effect.result)) owed.set(effect.toolUseId, (owed.get(effect.toolUseId) ?? 0) - 1);
          }
          expect([...owed.values()].every((count) => count >= 0)).toBe(true);
          expect(after.unspoken.length).toBeLessThanOrEqual(200);
          state = after;
        }
        expect(finished).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });
});
