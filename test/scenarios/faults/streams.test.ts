import { afterEach, describe, expect, it } from '@jest/globals';
import type { FaultInput } from '../../../src/emulator/faults/fault.js';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import type { ConversationLimits } from '../../../src/conversation/state.js';
import { frameNumber, listenTo, type Listener } from '../../support/listener.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { connectCaller, type VoiceCaller } from '../../support/voice-caller.js';

/* Rows of the fault table that begin at the model: what the participant hears of them, and what is kept. */

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };
/** As the real model, with shorter pauses, and words that last a fifth. */
const brisk: EmulatorOptions = { toneSpeed: 5, timing: { completionStartMs: 20, endpointingMs: 300, transcriptMs: 30, thinkMs: 150, deliverySpeed: 4, playbackSpeed: 1 } };

interface Call {
  readonly server: TestServer;
  readonly caller: VoiceCaller;
  readonly ear: Listener;
  /** Numbers of microphone frames that each stream has heard. */
  readonly frames: ReadonlyMap<number, readonly number[]>;
}

const open: Call[] = [];
afterEach(async () => {
  for (const { server, caller, ear } of open.splice(0)) {
    ear.stop();
    caller.close();
    await server.stop();
    expect(server.emulator?.openStreams).toBe(0);
    expect(server.sessions.count).toBe(0);
  }
});

async function call(options: { readonly faults?: readonly FaultInput[]; readonly limits?: Partial<ConversationLimits>; readonly emulator?: EmulatorOptions } = {}): Promise<Call> {
  const frames = new Map<number, number[]>();
  const server = await startTestServer({
    emulator: {
      ...brisk,
      ...options.emulator,
      ...(options.faults === undefined ? {} : { faults: options.faults }),
      onAudio({ stream, samples }) {
        const number = frameNumber(samples);
        if (number !== null) frames.set(stream, [...(frames.get(stream) ?? []), number]);
      },
    },
    ...(options.limits === undefined ? {} : { overrides: { limits: options.limits } }),
  });
  const caller = await connectCaller(server.url, { listens: true });
  const ear = listenTo(caller);
  const made = { server, caller, ear, frames };
  open.push(made);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  return made;
}

/** The question is asked and has been heard. */
async function asked({ caller, ear }: Call, words: string): Promise<void> {
  await caller.next('transcription:assistant', ({ isFinal, text }) => !isFinal && text.includes(words));
  await caller.next('audio:end');
  await ear.quiet();
}

const recorded = async ({ caller }: Call, questionId: string): Promise<string> => (await caller.next('response:recorded', (data) => data.questionId === questionId)).answer;

async function firstAnswer(one: Call): Promise<void> {
  await asked(one, 'get done');
  one.caller.send('text:message', { text: 'yes' });
  expect(await recorded(one, 'p1')).toBe('Yes');
}

/** The rest by keys and words, and what is stored then. */
async function rest(one: Call, keys = '9'): Promise<void> {
  await asked(one, 'How likely');
  await one.ear.press(keys);
  expect(await recorded(one, 'p2')).toBe('9');
  await finish(one);
}

async function finish(one: Call): Promise<void> {
  const { caller, server } = one;
  await asked(one, 'one thing');
  caller.send('text:message', { text: 'The opening hours, please.' });
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
  const rows = await server.storage.responses.list(caller.sessionId);
  expect(rows.map(({ questionId, value, revision }) => [questionId, value, revision])).toEqual([['p1', true, 1], ['p2', 9, 1], ['p3', 'The opening hours, please.', 1]]);
}

describe('row 1: the stream dies while the agent speaks', () => {
  const deaths: [string, FaultInput][] = [
    ['reset', { kind: 'reset', when: { streams: [1], at: { output: 'audioOutput', nth: 6 } } }],
    ['GOAWAY', { kind: 'goaway', when: { streams: [1], at: { output: 'audioOutput', nth: 6 } } }],
    ['TCP reset', { kind: 'tcp_reset', when: { streams: [1], at: { output: 'audioOutput', nth: 6 } } }],
    ['clean end', { kind: 'clean_end', when: { streams: [1], at: { output: 'audioOutput', nth: 6 } } }],
    ['truncated frame', { kind: 'truncated_frame', when: { streams: [1], at: { output: 'audioOutput', nth: 6 } } }],
    ['system instability', { kind: 'exception', known: 'system_instability', when: { streams: [1], at: { output: 'audioOutput', nth: 6 } } }],
  ];
  it.each(deaths)('by %s: speech goes on within 1.5 s, and the question is asked again', async (_name, fault) => {
    const one = await call({ faults: [fault] });
    const { caller, ear } = one;
    await caller.next('transcription:assistant', ({ text }) => text.includes('line was gone'));
    const [first] = ear.heard();
    await asked(one, 'get done');
    const gap = ear.untilSpeech(first?.toMs ?? 0);
    expect(gap?.speechMs).toBeLessThan(1500);
    caller.send('text:message', { text: 'yes' });
    expect(await recorded(one, 'p1')).toBe('Yes');
    await rest(one);
  });
});

it('row 2: the stream dies while the participant speaks: what they said is not lost, and they are not asked again', async () => {
  const one = await call();
  await firstAnswer(one);
  await asked(one, 'How likely');
  const pressed = one.ear.press('9');
  one.server.emulator?.faults.add({ kind: 'reset', when: { streams: 'live', at: { input: 'audioInput', nth: 6 } } });
  await pressed;
  expect(await recorded(one, 'p2')).toBe('9');
  expect(one.caller.received.filter(({ event, data }) => event === 'transcription:assistant' && 'isFinal' in data && !data.isFinal && data.text.includes('How likely'))).toHaveLength(1);
  await finish(one);
});
