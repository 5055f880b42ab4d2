import { afterEach, expect } from '@jest/globals';
import type { ConversationLimits } from '../../src/conversation/state.js';
import type { FaultInput } from '../../src/emulator/faults/fault.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import type { Environment } from '../../src/config.js';
import type { Clock } from '../../src/kernel/clock.js';
import { createHurriedClock } from './hurried-clock.js';
import { frameNumber, listenTo, type Listener } from './listener.js';
import { startTestServer, type TestServer } from './server.js';
import { connectCaller, type VoiceCaller } from './voice-caller.js';

export const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };
/** As the real model, with shorter pauses, and words that last a tenth. */
export const brisk: EmulatorOptions = { toneSpeed: 10, timing: { completionStartMs: 20, endpointingMs: 300, transcriptMs: 30, thinkMs: 80, deliverySpeed: 4, playbackSpeed: 1 } };

/** One participant with ears and a microphone, in the `quick-pulse` interview of a server of their own. */
export interface Call {
  readonly server: TestServer;
  readonly caller: VoiceCaller;
  readonly ear: Listener;
  /** Numbers of microphone frames that each stream has heard, in order. */
  readonly frames: ReadonlyMap<number, readonly number[]>;
}

export interface CallOptions {
  readonly faults?: readonly FaultInput[];
  readonly limits?: Partial<ConversationLimits>;
  readonly emulator?: EmulatorOptions;
  /** Of server and listener. */
  readonly clock?: Clock;
  /** So much faster does time pass for all of them, as soon as the server is there. */
  readonly timeFactor?: number;
  /** Of the microphone; 32 unless given. */
  readonly frameMs?: number;
  readonly environment?: Environment;
  readonly questionnaireId?: string;
  /** Given on the page; null: the agent has to ask. */
  readonly consent?: null;
}

export async function call(options: CallOptions = {}): Promise<Call> {
  const frames = new Map<number, number[]>();
  const clock = createHurriedClock(options.clock);
  const { timeFactor } = options;
  const server = await startTestServer({
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    emulator: {
      ...brisk,
      ...options.emulator,
      ...(timeFactor === undefined ? {} : { timeFactor }),
      ...(options.faults === undefined ? {} : { faults: options.faults }),
      onAudio({ stream, samples }) {
        const number = frameNumber(samples);
        const heard = frames.get(stream) ?? [];
        frames.set(stream, heard);
        if (number !== null) heard.push(number);
      },
    },
    overrides: { clock, ...(options.limits === undefined ? {} : { limits: options.limits }) },
  });
  if (timeFactor !== undefined) clock.hurry(timeFactor);
  const caller = await connectCaller(server.url, { listens: true });
  const ear = listenTo(caller, clock, options.frameMs);
  caller.send('session:start', { questionnaireId: options.questionnaireId ?? 'quick-pulse', ...(options.consent === null ? {} : { consent }) });
  return { server, caller, ear, frames };
}

/** Calls of a file of tests; what is open is hung up after each test. @param shared options of all of them */
export function calls(shared: () => CallOptions = () => ({})) {
  const open: Call[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await hangUp(one);
  });
  return {
    async begin(options: CallOptions = {}): Promise<Call> {
      const { environment, ...rest } = shared();
      const one = await call({ ...rest, ...options, ...(environment === undefined ? {} : { environment: { ...environment, ...options.environment } }) });
      open.push(one);
      return one;
    },
    /** The same call in another connection. */
    goOn(one: Call, caller: VoiceCaller): Call {
      one.ear.stop();
      const next = { ...one, caller, ear: listenTo(caller) };
      open.splice(open.indexOf(one), 1, next);
      return next;
    },
  };
}

/** Ends it, and shows that nothing is left. */
export async function hangUp({ server, caller, ear }: Call): Promise<void> {
  ear.stop();
  caller.close();
  await server.stop();
  expect(server.emulator?.openStreams).toBe(0);
  expect(server.sessions.count).toBe(0);
}

/** A question is asked and has been heard. */
export async function asked({ caller, ear }: Pick<Call, 'caller' | 'ear'>, words: string): Promise<void> {
  await caller.next('transcription:assistant', ({ isFinal, text }) => !isFinal && text.includes(words));
  await caller.next('audio:end');
  await ear.quiet();
}

export const recorded = async ({ caller }: Call, questionId: string): Promise<string> => (await caller.next('response:recorded', (data) => data.questionId === questionId)).answer;

/** How often words were announced. */
export const timesSaid = ({ caller }: Call, words: string): number =>
  caller.received.filter((envelope) => envelope.event === 'transcription:assistant' && !envelope.data.isFinal && envelope.data.text.includes(words)).length;

export async function firstAnswer(one: Call): Promise<void> {
  await asked(one, 'get done');
  one.caller.send('text:message', { text: 'yes' });
  expect(await recorded(one, 'p1')).toBe('Yes');
}

/** The second question, by keys. */
export async function secondAnswer(one: Call): Promise<void> {
  await asked(one, 'How likely');
  await one.ear.press('9');
  expect(await recorded(one, 'p2')).toBe('9');
}

/** The last question, the end, and what is stored then: each answer once. */
export async function lastAnswer(one: Call): Promise<void> {
  const { caller, server } = one;
  await asked(one, 'one thing');
  caller.send('text:message', { text: 'The opening hours, please.' });
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
  const rows = await server.storage.responses.list(caller.sessionId);
  expect(rows.map(({ questionId, value, revision }) => [questionId, value, revision])).toEqual([['p1', true, 1], ['p2', 9, 1], ['p3', 'The opening hours, please.', 1]]);
}
