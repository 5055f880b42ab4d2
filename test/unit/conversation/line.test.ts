import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../src/conversation/decide.js';
import { defaultLimits, initialState, type ConversationRules, type ConversationState, type Effect, type Input, type Senses, type TimerName } from '../../../src/conversation/state.js';
import { AppError } from '../../../src/kernel/errors.js';

const rules: ConversationRules = {
  ...defaultLimits,
  opening: 'begin',
  resumption: (after, unsaid) => [{ absence: 'welcome back', break: 'where were we' }[after], ...unsaid.flatMap(({ done }) => (typeof done === 'string' ? [`done: ${done}`] : []))].join('; '),
  backoffMs: (failures) => (failures - 1) * 100,
  idlePrompt: () => 'still there?',
  dispositionOf: (end) => end,
};

/** A conversation that is played input by input, at times of its own. */
function start(inputs: readonly Input[] = [{ type: 'start' }, opened(1)]) {
  let state = initialState(0);
  let effects: readonly Effect[] = [];
  const put = (atMs: number, ...next: readonly Input[]): readonly Effect[] => {
    effects = next.flatMap((input) => {
      const decision = decide(rules, state, input, atMs);
      state = decision.state;
      return decision.effects;
    });
    return effects;
  };
  put(0, ...inputs);
  return {
    put,
    get state() {
      return state;
    },
  };
}

const opened = (stream: number, audibleUntilMs = 0): Input => ({ type: 'opened', stream, audibleUntilMs });
const quiet: Senses = { voice: false, unnoticed: false, quietMs: 60_000, lastSoundMs: 0, audibleUntilMs: 0 };
const fire = (timer: TimerName, senses: Partial<Senses> = {}): Input => ({ type: 'timer', timer, senses: { ...quiet, ...senses } });
const reset = new AppError('BEDROCK_STREAM_ERROR', 'reset');
const busy = new AppError('BEDROCK_RATE_LIMIT', 'no stream to spare');
const died = (stream: number, audibleUntilMs = 0, error = reset): Input => ({ type: 'streamClosed', stream, end: { kind: 'retry', error }, audibleUntilMs });
const said: readonly Input[] = [{ type: 'planned', text: 'How was it?' }, { type: 'sounded' }, { type: 'turnEnded', audibleUntilMs: 2000 }, fire('audible'), { type: 'spoken', text: 'How was it?' }];
const about = (effects: readonly Effect[], ...types: readonly Effect['type'][]): readonly Effect[] => effects.filter((effect) => types.includes(effect.type));
const timersOf = (effects: readonly Effect[]) => Object.fromEntries(effects.flatMap((effect) => (effect.type === 'setTimer' ? [[effect.timer, effect.delayMs]] : [])));
const history = [{ role: 'assistant', text: 'How was it?', turn: 1 }];

describe('renewal', () => {
  it('opens a successor with the history at a quiet moment, and hands over when it lives', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(about(call.put(360_000, fire('renewal')), 'openStream')).toEqual([{ type: 'openStream', stream: 2, role: 'successor', history }]);
    expect(call.state.line.current).toBe(1);
    const over = call.put(360_200, opened(2));
    expect(about(over, 'handOver', 'closeStream', 'tellModel', 'tellClient')).toEqual([{ type: 'handOver', from: 1, to: 2 }]);
    expect(timersOf(over)).toEqual({ renewal: 359_800 });
    expect(call.put(361_000, { type: 'streamClosed', stream: 1, end: { kind: 'asked' }, audibleUntilMs: 0 })).toEqual([]);
  });
  it.each<[string, readonly Input[], Partial<Senses>]>([
    ['a voice is in the microphone', said, { voice: true }],
    ['the agent speaks', [{ type: 'planned', text: 'And' }, { type: 'sounded' }], {}],
    ['what the agent said is still being heard', [{ type: 'planned', text: 'And' }, { type: 'sounded' }, { type: 'turnEnded', audibleUntilMs: 400_000 }], {}],
    ['the participant waits for an answer', [...said, { type: 'userText', text: 'nine' }], {}],
    ['a tool runs', [...said, { type: 'userText', text: 'nine' }, { type: 'toolRequest', toolUseId: 't', name: 'x', input: {} }], {}],
  ])('waits while %s', (_what, before, senses) => {
    const call = start([{ type: 'start' }, opened(1), ...before]);
    expect(call.put(360_000, fire('renewal', senses))).toEqual([{ type: 'setTimer', timer: 'renewal', delayMs: 250 }]);
  });
  it('lets the successor go when the participant was recognised meanwhile', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    call.put(360_000, fire('renewal'));
    call.put(360_100, { type: 'userText', text: 'nine' });
    expect(call.put(360_200, opened(2))).toEqual([{ type: 'closeStream', stream: 2, how: 'politely' }]);
    expect(call.state.line).toMatchObject({ current: 1, successor: null });
  });
  it('comes from 7:15 on over a voice, and at 7:40 in the middle of a sentence, which is owed again', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(call.put(434_000, fire('renewal', { voice: true }))).toHaveLength(1);
    expect(about(call.put(435_000, fire('renewal', { voice: true })), 'openStream')).toHaveLength(1);
    const talking = start([{ type: 'start' }, opened(1), ...said, { type: 'planned', text: 'And' }, { type: 'sounded' }]);
    expect(about(talking.put(459_000, fire('renewal')), 'openStream')).toEqual([]);
    expect(about(talking.put(460_000, fire('renewal')), 'openStream')).toHaveLength(1);
    expect(about(talking.put(460_200, opened(2)), 'handOver', 'tellModel')).toEqual([{ type: 'handOver', from: 1, to: 2 }, { type: 'tellModel', text: 'where were we' }]);
  });
  it('that cannot be had leaves the old stream at work, and is tried again', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    call.put(360_000, fire('renewal'));
    expect(call.put(360_100, died(2, 0, busy))).toEqual([{ type: 'setTimer', timer: 'renewal', delayMs: 250 }]);
    expect(call.state.line.current).toBe(1);
    expect(about(call.put(361_000, fire('renewal')), 'openStream')).toMatchObject([{ stream: 3 }]);
  });
  it('under way when the old stream dies, is the recovery', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    call.put(360_000, fire('renewal'));
    expect(about(call.put(360_100, died(1)), 'handOver', 'openStream')).toEqual([{ type: 'handOver', from: 1, to: 2 }]);
  });
  it('never brings a result to a stream that did not ask for it', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'userText', text: 'nine' }, { type: 'toolRequest', toolUseId: 't', name: 'x', input: {} }]);
    call.put(460_000, fire('renewal'));
    call.put(460_200, opened(2));
    expect(about(call.put(460_300, { type: 'toolReply', toolUseId: 't', result: {} }), 'toolResult', 'tellModel')).toEqual([{ type: 'tellModel', text: 'where were we' }]);
  });
});

describe('a stream that dies', () => {
  const reopened = (call: ReturnType<typeof start>, atMs: number) => about(call.put(atMs, fire('retry')), 'openStream', 'tellModel');

  it('while nobody speaks, is replaced without a word', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(timersOf(call.put(30_000, died(1)))).toEqual({ retry: 0, bridge: 700 });
    expect(reopened(call, 30_000)).toEqual([{ type: 'openStream', stream: 2, role: 'current', history }]);
    expect(call.put(30_200, opened(2))).toEqual([{ type: 'clearTimer', timer: 'bridge' }]);
  });
  it('in the middle of a sentence: it is asked again, when what was sent of it has been heard', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'planned', text: 'What else' }, { type: 'sounded' }]);
    const lost = call.put(30_000, died(1, 30_400));
    expect(about(lost, 'tellClient')).toEqual([{ type: 'tellClient', message: { type: 'audioEnded', epoch: 2 } }]);
    expect(timersOf(lost)).toMatchObject({ audible: 400, bridge: 1100 });
    expect(reopened(call, 30_000)).toMatchObject([{ stream: 2, history }, { type: 'tellModel', text: 'where were we' }]);
  });
  it('after the participant has spoken: the new one is told what they said, once', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'userText', text: 'nine' }]);
    call.put(30_000, died(1));
    expect(reopened(call, 30_000)).toEqual([{ type: 'openStream', stream: 2, role: 'current', history }, { type: 'tellModel', text: 'nine' }]);
  });
  it('while a tool runs: what came of it is told when it is there', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'userText', text: 'nine' }, { type: 'toolRequest', toolUseId: 't', name: 'x', input: {} }]);
    call.put(30_000, died(1));
    expect(about(call.put(30_000, fire('retry')), 'tellModel')).toEqual([]);
    expect(about(call.put(30_500, { type: 'toolReply', toolUseId: 't', result: {} }), 'toolResult', 'tellModel')).toEqual([{ type: 'tellModel', text: 'where were we' }]);
  });
  it('takes nothing with it of what was done and not said', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'userText', text: 'two of them' }]);
    for (const done of ['first', 'second']) call.put(20_000, { type: 'toolRequest', toolUseId: done, name: 'x', input: {} }, { type: 'toolReply', toolUseId: done, result: { done } });
    call.put(21_000, died(1));
    expect(reopened(call, 21_000)).toMatchObject([{ type: 'openStream' }, { type: 'tellModel', text: 'where were we; done: first; done: second' }]);
    // Planned is not heard: what is torn is said again; what was heard is not.
    call.put(22_000, opened(2), { type: 'planned', text: 'Both are done.' }, { type: 'sounded' }, died(2));
    expect(reopened(call, 23_000)).toMatchObject([{ type: 'openStream' }, { type: 'tellModel', text: 'where were we; done: first; done: second' }]);
    // Of an utterance that was torn in its second sentence, the first was heard, though the model's word for it never came.
    const heard = start([{ type: 'start' }, opened(1), ...said, { type: 'toolRequest', toolUseId: 't', name: 'x', input: {} }, { type: 'toolReply', toolUseId: 't', result: { done: 'third' } }]);
    heard.put(20_000, { type: 'planned', text: 'It is done.' }, { type: 'sounded' }, { type: 'planned', text: 'What else' }, { type: 'sounded' }, died(1, 20_400));
    expect(reopened(heard, 20_000)).toMatchObject([{ type: 'openStream' }, { type: 'tellModel', text: 'where were we' }]);
    call.put(24_000, opened(3), { type: 'planned', text: 'Both are done.' }, { type: 'sounded' }, { type: 'spoken', text: 'Both are done.' }, { type: 'planned', text: 'What else' }, died(3));
    expect(reopened(call, 25_000)).toMatchObject([{ type: 'openStream' }, { type: 'tellModel', text: 'where were we' }]);
  });
  it('does not lose what had to be told meanwhile', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    call.put(30_000, died(1));
    expect(about(call.put(30_000, { type: 'actionReply', tellModel: 'tapped' }), 'tellModel')).toEqual([]);
    expect(reopened(call, 30_000)).toMatchObject([{ type: 'openStream' }, { type: 'tellModel', text: 'tapped' }]);
  });
  it('before it has opened, is tried again from the beginning, and the client is told that it takes a moment', () => {
    const call = start([{ type: 'start' }]);
    call.put(100, died(1));
    expect(about(call.put(800, fire('bridge')), 'tellClient', 'bridge')).toEqual([{ type: 'tellClient', message: { type: 'oneMoment' } }]);
    expect(reopened(call, 900)).toEqual([{ type: 'openStream', stream: 2, role: 'current', history: [] }, { type: 'tellModel', text: 'begin' }]);
    expect(about(call.put(1000, opened(2)), 'ready')).toHaveLength(1);
  });
  it('of what it was told, is replaced by one that is not told it', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    call.put(30_000, { type: 'streamClosed', stream: 1, end: { kind: 'retry', error: reset, withoutHistory: true }, audibleUntilMs: 0 });
    expect(reopened(call, 30_000)).toEqual([{ type: 'openStream', stream: 2, role: 'current', history: [] }]);
    call.put(30_100, opened(2), { type: 'userText', text: 'nine' });
    call.put(30_200, died(2));
    expect(about(call.put(30_200, fire('retry')), 'openStream')).toMatchObject([{ stream: 3, history }]);
  });
  it('again and again, without a word between, ends the conversation with its error', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    let effects: readonly Effect[] = [];
    let streams = 1;
    while (call.state.phase === 'live') {
      effects = call.put(30_000, died(streams));
      if (call.state.phase === 'live') call.put(30_000, fire('retry'));
      streams += 1;
    }
    expect(streams).toBe(8);
    expect(about(effects, 'tellClient')).toEqual([{ type: 'tellClient', message: { type: 'fault', error: reset } }]);
    expect(call.state.outcome).toEqual({ status: 'error', disposition: 'fault' });
  });
  it('counts from one again after speech has come out of the one that replaced it', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    for (let round = 1; round <= 20; round += 1) {
      call.put(round * 1000, died(round), fire('retry'), opened(round + 1), { type: 'planned', text: 'Again' }, { type: 'sounded' });
    }
    expect(call.state).toMatchObject({ phase: 'live', line: { current: 21, failures: 0 } });
  });
  it('because the account has no stream to spare, is waited for up to two minutes', () => {
    const call = start([{ type: 'start' }]);
    let stream = 1;
    let nowMs = 0;
    for (; call.state.phase === 'opening'; nowMs += 5_000, stream += 1) call.put(nowMs, died(stream, 0, busy), fire('retry'));
    expect(nowMs).toBe(125_000);
  });
  it('by a filter or a wrong setting ends the conversation at once', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    const filtered = new AppError('BEDROCK_MODEL_ERROR', 'filtered');
    const effects = call.put(30_000, { type: 'streamClosed', stream: 1, end: { kind: 'fatal', error: filtered }, audibleUntilMs: 0 });
    expect(about(effects, 'tellClient')).toEqual([{ type: 'tellClient', message: { type: 'fault', error: filtered } }]);
  });
  it('after the goodbye was sent, is not missed', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'finish', outcome: { status: 'completed', disposition: 'completed' } }, { type: 'planned', text: 'Goodbye.' }, { type: 'sounded' }, { type: 'turnEnded', audibleUntilMs: 9000 }]);
    expect(timersOf(call.put(8000, died(1, 9000)))).toEqual({});
    expect(about(call.put(9000, fire('audible')), 'closeJournal')).toEqual([{ type: 'closeJournal', outcome: { status: 'completed', disposition: 'completed' } }]);
  });
  it('before the goodbye, is replaced by one that says it', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'userText', text: 'nine' }, { type: 'toolRequest', toolUseId: 't', name: 'x', input: {} }, { type: 'finish', outcome: { status: 'completed', disposition: 'completed' } }, { type: 'toolReply', toolUseId: 't', result: {} }]);
    call.put(8000, died(1));
    expect(reopened(call, 8000)).toMatchObject([{ type: 'openStream' }, { type: 'tellModel', text: 'where were we' }]);
  });
});

describe('a stream that lives and says nothing', () => {
  it('is bridged after 2.5 s, reminded after 3 s, and given up after 6 s', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(timersOf(call.put(10_000, { type: 'userText', text: 'nine' }))).toMatchObject({ answer: 3000, bridge: 2500 });
    expect(about(call.put(13_000, fire('answer')), 'remind', 'setTimer')).toEqual([{ type: 'remind', heard: 'nine' }, { type: 'setTimer', timer: 'answer', delayMs: 3000 }]);
    expect(about(call.put(12_500, fire('bridge')), 'tellClient', 'bridge')).toEqual([{ type: 'tellClient', message: { type: 'oneMoment' } }, { type: 'bridge' }]);
    const given = call.put(16_000, fire('answer'));
    expect(about(given, 'closeStream')).toEqual([{ type: 'closeStream', stream: 1, how: 'now' }]);
    expect(timersOf(given)).toMatchObject({ retry: 0 });
  });
  it('to words that it was told by the stream before, and is renewed: the agent takes them', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'userText', text: 'nine' }]);
    call.put(30_000, died(1), fire('retry'), opened(2));
    call.put(490_000, fire('renewal'));
    expect(about(call.put(490_200, opened(3)), 'handOver', 'tellModel', 'recover')).toEqual([{ type: 'handOver', from: 2, to: 3 }, { type: 'recover', heard: 'nine' }]);
  });
  it('to the same words twice, has them taken for it by the agent', () => {
    const call = start([{ type: 'start' }, opened(1), ...said, { type: 'userText', text: 'nine' }]);
    call.put(3_000, fire('answer'));
    call.put(6_000, fire('answer'));
    expect(about(call.put(6_000, fire('retry')), 'openStream', 'tellModel', 'recover')).toMatchObject([{ type: 'openStream', stream: 2 }, { type: 'tellModel', text: 'nine' }]);
    expect(about(call.put(9_000, fire('answer')), 'remind')).toEqual([{ type: 'remind', heard: 'nine' }]);
    call.put(12_000, fire('answer'));
    expect(about(call.put(12_000, fire('retry')), 'openStream', 'tellModel', 'recover')).toMatchObject([{ type: 'openStream', stream: 3 }, { type: 'recover', heard: 'nine' }]);
    expect(about(call.put(12_500, { type: 'actionReply', tellModel: 'noted, next' }), 'tellModel')).toEqual([{ type: 'tellModel', text: 'noted, next' }]);
  });
  it('in the middle of a turn is given up 6 s after its last sound', () => {
    const call = start([{ type: 'start' }, opened(1), { type: 'planned', text: 'How' }, { type: 'sounded' }]);
    expect(call.put(6_000, fire('answer', { lastSoundMs: 4_000 }))).toEqual([{ type: 'setTimer', timer: 'answer', delayMs: 4_000 }]);
    expect(about(call.put(10_000, fire('answer', { lastSoundMs: 4_000 })), 'closeStream')).toHaveLength(1);
  });
  it('to a reminder, may have its reasons', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(call.put(10_000, { type: 'reminder', text: 'use the tool' })).toEqual([{ type: 'tellModel', text: 'use the tool' }]);
    expect(call.put(20_000, fire('answer'))).toEqual([]);
  });
  it('although there was a voice, is changed once, and not again before something was heard', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(call.put(20_000, { type: 'voice' })).toEqual([{ type: 'setTimer', timer: 'deaf', delayMs: 6000 }]);
    expect(call.put(26_000, fire('deaf', { unnoticed: true, quietMs: 4000 }))).toEqual([{ type: 'setTimer', timer: 'deaf', delayMs: 2000 }]);
    expect(about(call.put(28_000, fire('deaf', { unnoticed: true, quietMs: 6000 })), 'closeStream')).toHaveLength(1);
    call.put(28_000, fire('retry'), opened(2));
    expect(call.put(40_000, { type: 'voice' })).toEqual([]);
    call.put(41_000, { type: 'userText', text: 'nine' }, ...said);
    expect(call.put(60_000, { type: 'voice' })).toHaveLength(1);
  });
});

describe('the prompt for the silent', () => {
  it('waits while a voice goes on, but not for noise without end', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(call.put(17_000, fire('idle', { voice: true }))).toEqual([{ type: 'setTimer', timer: 'idle', delayMs: 250 }]);
    expect(about(call.put(76_000, fire('idle', { voice: true })), 'tellModel')).toEqual([{ type: 'tellModel', text: 'still there?' }]);
  });
});

describe('a participant who is away', () => {
  it('keeps the stream for 5 s, and gets a new one on return', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    expect(timersOf(call.put(10_000, { type: 'detached' }))).toEqual({ detached: 60_000, vacant: 5_000 });
    expect(about(call.put(15_000, fire('vacant')), 'closeStream')).toEqual([{ type: 'closeStream', stream: 1, how: 'politely' }]);
    expect(about(call.put(15_100, { type: 'streamClosed', stream: 1, end: { kind: 'asked' }, audibleUntilMs: 0 }), 'openStream')).toEqual([]);
    expect(about(call.put(40_000, { type: 'attached', unheardMs: 0 }), 'ready', 'openStream', 'tellModel')).toEqual([{ type: 'ready' }, { type: 'openStream', stream: 2, role: 'current', history }, { type: 'tellModel', text: 'welcome back' }]);
  });
  it('needs no new stream when the old one dies meanwhile', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    call.put(10_000, { type: 'detached' });
    expect(timersOf(call.put(11_000, died(1)))).toEqual({});
    expect(about(call.put(16_000, { type: 'attached', unheardMs: 0 }), 'openStream', 'tellModel')).toMatchObject([{ stream: 2 }, { text: 'welcome back' }]);
  });
  it('for less than 5 s, hears again what was sent and never played', () => {
    const call = start([{ type: 'start' }, opened(1), ...said]);
    call.put(10_000, { type: 'detached' });
    expect(about(call.put(12_000, { type: 'attached', unheardMs: 900 }), 'tellModel')).toEqual([{ type: 'tellModel', text: 'where were we' }]);
  });
  it('for less than 5 s, and missed nothing, is not disturbed; one who missed words hears them again', () => {
    const listening = start([{ type: 'start' }, opened(1), ...said]);
    listening.put(10_000, { type: 'detached' });
    expect(about(listening.put(14_000, { type: 'attached', unheardMs: 0 }), 'ready', 'tellModel', 'tellClient')).toEqual([{ type: 'ready' }]);
    const hearing = start([{ type: 'start' }, opened(1), ...said, { type: 'planned', text: 'And' }, { type: 'sounded' }, { type: 'turnEnded', audibleUntilMs: 12_000 }]);
    hearing.put(10_000, { type: 'detached' });
    expect(about(hearing.put(11_000, { type: 'attached', unheardMs: 0 }), 'ready', 'tellModel', 'tellClient')).toEqual([
      { type: 'ready' },
      { type: 'tellClient', message: { type: 'interrupted', epoch: 3 } },
      { type: 'tellModel', text: 'where were we' },
    ]);
  });
});

describe('the history', () => {
  it('has what was heard, in the order in which it was said, however late it is known', () => {
    const call = start([
      { type: 'start' },
      opened(1),
      { type: 'planned', text: 'How was it?' },
      { type: 'sounded' },
      { type: 'turnEnded', audibleUntilMs: 0 },
      fire('audible'),
      { type: 'userText', text: 'nine' },
      { type: 'spoken', text: 'How was it?' },
      { type: 'planned', text: 'And how likely' },
      { type: 'interrupted' },
      { type: 'spoken', text: 'And how' },
    ]);
    expect(call.state.history.map(({ role, text }) => `${role}: ${text}`)).toEqual(['assistant: How was it?', 'user: nine', 'assistant: And how']);
  });
});

describe('over any course of faults', () => {
  it('one stream at most has the conversation, a successor at most waits, and every stream that was opened is closed', () => {
    const anyInput = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<Input>({ type: 'userText', text: 'nine' }, { type: 'planned', text: 'x' }, { type: 'sounded' }, { type: 'turnEnded', audibleUntilMs: 0 }, { type: 'interrupted' }, { type: 'attached', unheardMs: 0 }, { type: 'detached' }, { type: 'voice' }) },
      { weight: 3, arbitrary: fc.constantFrom<TimerName>('audible', 'answer', 'bridge', 'deaf', 'renewal', 'retry', 'vacant', 'idle').map((timer) => fire(timer)) },
      { weight: 2, arbitrary: fc.constantFrom<Input>({ type: 'toolRequest', toolUseId: 't', name: 'x', input: {} }, { type: 'toolReply', toolUseId: 't', result: {} }, { type: 'actionReply', tellModel: 'tapped' }) },
    );
    const step = fc.record({ input: anyInput, afterMs: fc.constantFrom(1, 300, 6_000, 360_000), dies: fc.option(fc.nat(3), { freq: 4 }), opens: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const live = new Map<number, 'current' | 'successor' | 'leaving'>();
        let state: ConversationState = initialState(0);
        let nowMs = 0;
        const put = (input: Input): void => {
          const decision = decide(rules, state, input, nowMs);
          state = decision.state;
          for (const effect of decision.effects) {
            if (effect.type === 'openStream') live.set(effect.stream, effect.role);
            if (effect.type === 'handOver') {
              if (live.has(effect.from)) live.set(effect.from, 'leaving');
              live.set(effect.to, 'current');
            }
            if (effect.type === 'closeStream') live.set(effect.stream, 'leaving');
            if (effect.type === 'tellModel' || effect.type === 'toolResult') expect([...live.values()]).toContain('current');
          }
          expect([...live.values()].filter((role) => role === 'current').length).toBeLessThanOrEqual(1);
          expect([...live.values()].filter((role) => role === 'successor').length).toBeLessThanOrEqual(1);
          expect([...live].filter(([, role]) => role === 'current').map(([stream]) => stream)).toEqual(state.line.current === null || state.phase === 'ending' ? [] : [state.line.current]);
        };
        put({ type: 'start' });
        for (const { input, afterMs, dies, opens } of steps) {
          nowMs += afterMs;
          if (opens) for (const stream of live.keys()) put(opened(stream));
          put(input);
          const victim = dies === null ? undefined : [...live.keys()][dies];
          if (victim !== undefined) {
            live.delete(victim);
            put(died(victim));
          }
        }
        put({ type: 'end' });
        expect([...live.values()].every((role) => role === 'leaving')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
