import { connect, constants } from 'node:http2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { dtmfTone } from '../../src/audio/dtmf.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { ScriptStep } from '../../src/emulator/brains/script-brain.js';
import { faultFromInput, type FaultInput } from '../../src/emulator/faults/fault.js';
import { knownExceptions } from '../../src/emulator/faults/known-exceptions.js';
import { randomFaults } from '../../src/emulator/faults/random-faults.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import type { HeardAudio, StreamSummary } from '../../src/emulator/stream-roll.js';
import { systemClock } from '../../src/kernel/clock.js';
import { eventually } from '../support/eventually.js';
import { audio, audioFrames, closing, openTalk, opening, silence, toolResult, typed, type RawTalk, type Seen } from './emulator-client.js';

/** What the SDK's own client makes of each fault: nova-sonic.md, section 5.6. */

const fast = { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity, endpointingMs: 60 };
let emulator: Emulator | null = null;
let fired: string[] = [];
let onFired = (): void => undefined;
const start = async (faults: readonly FaultInput[], options: EmulatorOptions = {}): Promise<Emulator> => {
  fired = [];
  const log = (event: string, fields: { readonly [key: string]: unknown }): void => {
    if (event !== 'fault_fired') return;
    fired.push(`${String(fields['stream'])} ${String(fields['kind'])}`);
    onFired();
  };
  emulator = await startEmulator({ clock: systemClock, log }, { speech: 'tone', hearing: 'none', timing: fast, faults, ...options });
  return emulator;
};
afterEach(async () => {
  await emulator?.close();
  emulator = null;
});

/** Resolves when a fault of the kind has happened. */
const fault = (kind: string): Promise<void> =>
  new Promise((resolve) => {
    onFired = () => {
      if (fired.some((one) => one.endsWith(kind))) resolve();
    };
    onFired();
  });
/** What became of the newest stream, read when it has got so many events. */
const received = (server: Emulator, events: number): Promise<StreamSummary | undefined> =>
  eventually(() => Promise.resolve(server.streams().at(-1)), (stream) => (stream?.eventsIn ?? 0) >= events);

const isTurnEnd = (event: Seen): boolean => event.name === 'contentEnd' && event.type === 'AUDIO' && event.stopReason === 'END_TURN';
const names = (talk: RawTalk): readonly string[] => talk.seen.map(({ name }) => name);
const textOf = (error: Error | null): string => (error === null ? 'none' : `${error.name}: ${error.message}`);
/** Says hello, and waits until the stream is over. */
const talkToTheEnd = async (endpoint: string): Promise<{ readonly error: string; readonly talk: RawTalk }> => {
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...typed('Hello'));
  return { error: textOf(await talk.over), talk };
};
/** A whole good conversation. */
const talkWell = async (endpoint: string): Promise<void> => {
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...typed('Hello'));
  await talk.find(isTurnEnd);
  talk.send(...closing());
  talk.finish();
  expect(await talk.over).toBeNull();
};

describe('a stream that is cut in the middle of speech', () => {
  const when = { streams: 'live', at: { output: 'audioOutput', nth: 3 } } as const;
  it.each<[string, FaultInput, string]>([
    ['RST_STREAM', { kind: 'reset', when }, 'none'],
    ['RST_STREAM CANCEL', { kind: 'reset', code: 'CANCEL', when }, 'none'],
    ['RST_STREAM NO_ERROR', { kind: 'reset', code: 'NO_ERROR', when }, 'none'],
    ['GOAWAY', { kind: 'goaway', when }, 'none'],
    ['a clean end', { kind: 'clean_end', when }, 'none'],
    ['a TCP reset', { kind: 'tcp_reset', when }, 'Error: Error [ERR_STREAM_PREMATURE_CLOSE]: Premature close'],
    ['half a frame', { kind: 'truncated_frame', when }, 'Error: Truncated event message received.'],
    ['an exception', { kind: 'exception', type: 'throttlingException', message: 'Slow down.', when }, 'ThrottlingException: Slow down.'],
  ])('by %s ends after exactly what was said before', async (_, fault, expected) => {
    const server = await start([]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'));
    await talk.find(isTurnEnd);
    const before = talk.seen.length;
    server.faults.add(fault);
    talk.send(...typed('Hello again'));
    expect(textOf(await talk.over)).toBe(expected);
    const last = names(talk).slice(before);
    expect(last.filter((name) => name === 'audioOutput')).toHaveLength(2);
    expect(last.at(-1)).toBe('audioOutput');
    expect(fired).toEqual([`1 ${fault.kind}`]);
    await talkWell(server.endpoint);
  });

  it('by a TCP reset that comes along with the first events is no normal end either', async () => {
    const { endpoint } = await start([{ kind: 'tcp_reset', when: { at: { output: 'audioOutput', nth: 3 } } }]);
    const { error, talk } = await talkToTheEnd(endpoint);
    expect(error).toBe('Error: Error [ERR_STREAM_PREMATURE_CLOSE]: Premature close');
    expect(names(talk).filter((name) => name === 'audioOutput')).toHaveLength(2);
  });
});

describe('a stream that is cut at the open', () => {
  const aborted = (code: number): RegExp => new RegExp(`abnormally aborted in mid-communication with result code ${code}\\.`);
  it.each<[string, FaultInput, RegExp]>([
    ['RST_STREAM REFUSED_STREAM', { kind: 'reset', code: 'REFUSED_STREAM' }, aborted(7)],
    ['RST_STREAM INTERNAL_ERROR', { kind: 'reset' }, aborted(2)],
    ['a TCP reset', { kind: 'tcp_reset' }, /abnormally aborted/],
    ['GOAWAY', { kind: 'goaway' }, /abnormally aborted/],
    ['an exception', { kind: 'exception', known: 'system_instability' }, /^ValidationException: RequestId=\S+ : System instability detected\. Please retry your request\.$/],
    ['half a frame', { kind: 'truncated_frame' }, /Truncated event message received/],
    ['a clean end', { kind: 'clean_end' }, /^none$/],
  ])('by %s', async (_, fault, expected) => {
    const { endpoint } = await start([fault]);
    const { error, talk } = await talkToTheEnd(endpoint);
    expect(error).toMatch(expected);
    expect(talk.seen).toEqual([]);
    await talkWell(endpoint);
  });
});

describe('a request that is refused', () => {
  it.each<[FaultInput, string]>([
    [{ kind: 'throttled' }, 'ThrottlingException: Too many requests, please wait before trying again.'],
    [{ kind: 'quota' }, 'ServiceQuotaExceededException: Your request exceeds the service quota for your account.'],
    [{ kind: 'unavailable' }, "ServiceUnavailableException: The service isn't currently available. Try again later."],
    [{ kind: 'access_denied' }, "AccessDeniedException: You don't have access to the model with the specified model ID."],
    [{ kind: 'expired_token' }, 'ExpiredTokenException: The security token included in the request is expired'],
    [{ kind: 'not_ready', message: 'Warming up.' }, 'ModelNotReadyException: Warming up.'],
  ])('%j', async (fault, expected) => {
    const { endpoint } = await start([fault]);
    expect((await talkToTheEnd(endpoint)).error).toBe(expected);
    expect(emulator?.openStreams).toBe(0);
    await talkWell(endpoint);
  });
});

describe('a stream that lives on', () => {
  it('says nothing from the open on, takes what it is told, and ends when it is asked to', async () => {
    const server = await start([{ kind: 'silence' }]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'), ...closing());
    talk.finish();
    expect(await talk.over).toBeNull();
    expect(talk.seen).toEqual([]);
    expect(server.streams()).toMatchObject([{ number: 1, eventsIn: 13, eventsOut: 0, samplesHeard: 1600, faults: ['silence'] }]);
  });

  it('falls silent in the middle of speech, and speaks again when the fault is taken back', async () => {
    const server = await start([]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'));
    await talk.find(isTurnEnd);
    const id = server.faults.add({ kind: 'silence', when: { streams: [1], at: { output: 'audioOutput', nth: 3 } } });
    const before = talk.seen.length;
    talk.send(...typed('Hello again'));
    await fault('silence');
    talk.send(...typed('Do you hear me?'));
    expect(await received(server, 16)).toMatchObject({ state: 'open', eventsIn: 16 });
    expect(names(talk).slice(before).filter((name) => name === 'audioOutput')).toHaveLength(2);
    expect(server.faults.remove(id)).toBe(true);
    talk.send(...typed('Are you there?'));
    await talk.find(isTurnEnd, before);
  });

  it('answers nothing at all, not even with headers, until the client gives up', async () => {
    const server = await start([{ kind: 'stalled_open' }]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'));
    expect(await received(server, 10)).toMatchObject({ eventsIn: 10, eventsOut: 0, faults: ['stalled_open'] });
    talk.abort();
    expect(textOf(await talk.over)).toMatch(/abnormally aborted in mid-communication with result code 0/);
    expect(talk.seen).toEqual([]);
    await talkWell(server.endpoint);
  });
});

it('leaves a stream that it never answers when its life is over', async () => {
  const { endpoint } = await start([{ kind: 'stalled_open' }], { timeFactor: 4800 });
  const { error, talk } = await talkToTheEnd(endpoint);
  expect(error).toMatch(/abnormally aborted in mid-communication with result code 0/);
  expect(talk.seen).toEqual([]);
});

describe('a stream whose words are late', () => {
  it.each<[string, FaultInput]>([
    ['the first of them', { kind: 'late_first_event', delayMs: 300 }],
    ['every one', { kind: 'slow', delayMs: 300 }],
  ])('%s', async (_, late) => {
    const { endpoint } = await start([late]);
    const startedMs = performance.now();
    const talk = openTalk(endpoint);
    talk.send(...opening(), ...typed('Hello'));
    await talk.find(({ name }) => name === 'completionStart');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(299);
    await talk.find(isTurnEnd);
    const order = names(talk).filter((name, at, all) => name !== 'usageEvent' && name !== all[at - 1]);
    expect(order.slice(0, 6)).toEqual(['completionStart', 'contentStart', 'textOutput', 'contentEnd', 'contentStart', 'audioOutput']);
    talk.send(...closing());
    talk.finish();
    expect(await talk.over).toBeNull();
    expect(names(talk).at(-1)).toBe('completionEnd');
  });

  it('in the order in which they were said, also before an end in their midst', async () => {
    const { endpoint } = await start([
      { kind: 'slow', delayMs: 100 },
      { kind: 'exception', known: 'unexpected_error', when: { streams: [1], at: { output: 'audioOutput', nth: 3 } } },
    ]);
    const { error, talk } = await talkToTheEnd(endpoint);
    expect(error).toMatch(/^ModelStreamErrorException: RequestId=\S+ : The system encountered an unexpected error during processing/);
    expect(names(talk).filter((name) => name === 'audioOutput')).toHaveLength(2);
  });
});

describe('a model that does its work badly', () => {
  const script: ScriptStep[] = [
    { on: 'userText', matching: /look/, reply: [{ kind: 'call', tool: 'look', input: { at: 'sky' }, toolUseId: 'look-1' }], always: true },
    { on: 'userText', reply: [{ kind: 'say', text: 'Good.' }], always: true },
    { on: 'toolResult', reply: [{ kind: 'say', text: 'It is blue.' }], always: true },
  ];
  const tools = [{ name: 'look', schema: { type: 'object' } }];
  const openWith = async (faults: readonly FaultInput[]): Promise<RawTalk> => {
    const { endpoint } = await start(faults, { script });
    const talk = openTalk(endpoint);
    talk.send(...opening({ tools }));
    return talk;
  };

  it.each<[string, FaultInput, number]>([
    ['every call', { kind: 'missed_tools' }, 0],
    ['the first call', { kind: 'missed_tools', count: 1 }, 2],
    ['from the second call on', { kind: 'missed_tools', when: { at: { output: 'toolUse', nth: 2 } } }, 1],
  ])('misses %s', async (_, missed, sent) => {
    const talk = await openWith([missed]);
    talk.send(...typed('look'), ...typed('look'), ...typed('look'), ...typed('Hello'));
    await talk.find(isTurnEnd);
    expect(names(talk).filter((name) => name === 'toolUse')).toHaveLength(sent);
    expect(talk.seen.filter(({ type }) => type === 'TOOL')).toHaveLength(sent * 2);
    expect(fired).toEqual(['1 missed_tools']);
  });

  it('encodes arguments twice, and takes the result all the same', async () => {
    const talk = await openWith([{ kind: 'double_encoded' }]);
    talk.send(...typed('look'));
    const call = await talk.find(({ name }) => name === 'toolUse');
    expect(call.content).toBe('"{\\"at\\":\\"sky\\"}"');
    talk.send(...toolResult('look-1', '{"colour":"blue"}'));
    await talk.find(({ content }) => content === 'It is blue.');
  });

  it('gives what the user said twice, in blocks of their own', async () => {
    const { endpoint } = await start([{ kind: 'duplicate_transcripts' }]);
    const talk = openTalk(endpoint);
    talk.send(...opening(), ...audioFrames(dtmfTone('5', 80, 16000)), ...audioFrames(silence(400)));
    const isTranscript = (event: Seen): boolean => event.name === 'textOutput' && event.role === 'USER';
    await talk.find(isTurnEnd);
    const transcripts = talk.seen.filter(isTranscript);
    expect(transcripts.map(({ content, stage }) => `${stage} ${content}`)).toEqual(['FINAL 5', 'FINAL 5']);
    expect(new Set(transcripts.map(({ contentId }) => contentId)).size).toBe(2);
    expect(talk.seen.filter(({ contentId }) => contentId === transcripts[1]?.contentId).map(({ name }) => name)).toEqual(['contentStart', 'textOutput', 'contentEnd']);
  });
});

describe('where and when', () => {
  it.each<[string, FaultInput, readonly string[]]>([
    ['the next two', { kind: 'throttled', when: { streams: { next: 2 } } }, ['no', 'no', 'yes']],
    ['numbers', { kind: 'throttled', when: { streams: [1, 3] } }, ['no', 'yes', 'no']],
    ['every one', { kind: 'throttled', when: { streams: 'every' } }, ['no', 'no', 'no']],
    ['one that is open', { kind: 'throttled', when: { streams: 'live' } }, ['yes', 'yes', 'yes']],
  ])('streams: %s', async (_, refused, expected) => {
    const { endpoint } = await start([refused]);
    const seen: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const talk = openTalk(endpoint);
      talk.send(...opening(), ...closing());
      talk.finish();
      seen.push((await talk.over) === null ? 'yes' : 'no');
    }
    expect(seen).toEqual(expected);
  });

  it('after so much of the user’s audio', async () => {
    const server = await start([{ kind: 'exception', known: 'system_instability', when: { at: { input: 'audioInput', nth: 4 } } }]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...audioFrames(silence(320)));
    expect(textOf(await talk.over)).toMatch(/System instability detected/);
    expect(server.streams()[0]?.samplesHeard).toBe(1600 + 3 * 512);
  });

  it('at the result of a tool', async () => {
    const script: ScriptStep[] = [{ on: 'userText', reply: [{ kind: 'call', tool: 'look', input: {}, toolUseId: 'look-1' }] }];
    const { endpoint } = await start([{ kind: 'exception', known: 'unexpected_error', when: { at: { input: 'toolResult' } } }], { script });
    const talk = openTalk(endpoint);
    talk.send(...opening({ tools: [{ name: 'look', schema: { type: 'object' } }] }), ...typed('look'));
    await talk.find(({ name }) => name === 'toolUse');
    talk.send(...toolResult('look-1', '{}'));
    expect((await talk.over)?.name).toBe('ModelStreamErrorException');
  });

  it('after a time, while nobody says anything; and on a stream that is open already, at once', async () => {
    const server = await start([{ kind: 'goaway', when: { at: { afterMs: 100 } } }]);
    const first = openTalk(server.endpoint);
    first.send(...opening());
    expect(await first.over).toBeNull();
    const second = openTalk(server.endpoint);
    second.send(...opening());
    await second.find(({ name }) => name === 'completionStart');
    server.faults.add({ kind: 'clean_end', when: { streams: 'every' } });
    expect(await second.over).toBeNull();
    expect(fired).toEqual(['1 goaway', '2 clean_end']);
    expect(server.faults.list().map(({ id, fired: times }) => [id, times])).toEqual([['fault-1', 1], ['fault-2', 1]]);
    server.faults.clear();
    await talkWell(server.endpoint);
  });
});

describe('every exception that is known by name', () => {
  const sdkNames: Readonly<Record<string, string>> = { invalidSignatureException: 'invalidSignatureException' };
  it.each(Object.entries(knownExceptions))('%s comes with its type and words', async (known, { type, message }) => {
    const { endpoint } = await start([]);
    const read = faultFromInput({ kind: 'exception', known, when: { at: { output: 'completionStart' } } });
    if (!read.ok) throw new Error(read.error);
    emulator?.faults.add(read.value);
    const { error } = await talkToTheEnd(endpoint);
    expect(error.startsWith(`${sdkNames[type] ?? `${type.charAt(0).toUpperCase()}${type.slice(1)}`}: `)).toBe(true);
    expect(error).toContain(message);
  });
});

it('gives an exception that is known by name words of one’s own', async () => {
  const { endpoint } = await start([{ kind: 'exception', known: 'content_filter', message: 'Blocked.' }]);
  expect((await talkToTheEnd(endpoint)).error).toBe('ValidationException: Blocked.');
});

it('does the same things to the same streams when the seed is the same', async () => {
  const menu: readonly FaultInput[] = [{ kind: 'throttled' }, { kind: 'exception', known: 'idle' }, { kind: 'silence', when: { at: { output: 'any', nth: 3 } } }];
  const runs: string[][] = [];
  for (const seed of [5, 5, 6]) {
    const { endpoint } = await start(randomFaults(seed, { streams: 20, probability: 0.5, menu, spread: true }));
    for (let n = 0; n < 20; n += 1) {
      const talk = openTalk(endpoint);
      talk.send(...opening(), ...closing());
      talk.finish();
      await talk.over;
    }
    runs.push(fired);
    await emulator?.close();
  }
  expect(runs[0]?.length).toBeGreaterThan(3);
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).not.toEqual(runs[0]);
});

describe('faster time', () => {
  it('brings the end of eight minutes in half a second, and signatures still fit', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-real-secret' };
    const { endpoint } = await start([], { timeFactor: 960, credentials, limits: { idleMs: 1_000_000 } });
    const startedMs = performance.now();
    const talks = [openTalk(endpoint, { credentials }), openTalk(endpoint, { credentials })];
    for (const talk of talks) talk.send(...opening(), ...typed('Hello'));
    for (const talk of talks) expect((await talk.over)?.name).toBe('ModelTimeoutException');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(499);
    const late = openTalk(endpoint, { credentials });
    late.send(...opening());
    await late.find(({ name }) => name === 'completionStart');
  });

  it('hurries the delays of faults, too', async () => {
    const { endpoint } = await start([{ kind: 'clean_end', when: { at: { afterMs: 300_000 } } }], { timeFactor: 1000, limits: { idleMs: 480_000 } });
    expect((await talkToTheEnd(endpoint)).error).toBe('none');
    expect(fired).toEqual(['1 clean_end']);
  });

  it('refuses a factor that is none', async () => {
    await expect(startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', timeFactor: 0 })).rejects.toThrow(RangeError);
  });
});

describe('the tap', () => {
  it('hears every sample of every stream in order, at the rate that was declared', async () => {
    const heard: HeardAudio[] = [];
    const { endpoint } = await start([], { onAudio: (one) => heard.push(one) });
    const ramp = Int16Array.from({ length: 8000 }, (_, at) => (at % 200) - 100);
    const first = openTalk(endpoint);
    first.send(...opening({ inputRateHz: 8000 }), ...audioFrames(ramp, 8000), ...closing());
    first.finish();
    await first.over;
    const second = openTalk(endpoint);
    second.send(...opening(), audio(silence(20)), ...closing());
    second.finish();
    await second.over;
    const all = (stream: number): readonly number[] => heard.filter((one) => one.stream === stream).flatMap(({ samples }) => [...samples]);
    expect(all(1)).toEqual([...silence(100, 8000), ...ramp]);
    expect(all(2)).toHaveLength(1600 + 320);
    expect([...new Set(heard.map(({ stream, sampleRateHz }) => `${stream} ${sampleRateHz}`))]).toEqual(['1 8000', '2 16000']);
  });
});

it('cuts off a client that reads nothing, too', async () => {
  const { endpoint } = await start([{ kind: 'reset', code: 'CANCEL', when: { at: { output: 'any', nth: 2 } } }]);
  const connection = connect(endpoint, { settings: { initialWindowSize: 0 } });
  const stream = connection.request({ ':method': 'POST', ':path': '/model/amazon.nova-2-sonic-v1%3A0/invoke-with-bidirectional-stream' });
  let bytes = 0;
  stream.on('data', (part: Buffer) => (bytes += part.length));
  stream.on('error', () => undefined);
  for (const event of opening()) stream.write(outerFrame(event));
  await new Promise((resolve) => stream.on('close', resolve));
  expect([stream.rstCode, bytes, fired]).toEqual([constants.NGHTTP2_CANCEL, 0, ['1 reset']]);
  connection.destroy();
});

/** An event as a client frames it, but for the signature. */
function outerFrame(event: object): Buffer {
  const codec = new EventStreamCodec((bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')), (text) => Buffer.from(text, 'utf8'));
  const text = (value: string): { type: 'string'; value: string } => ({ type: 'string', value });
  const headers = { ':event-type': text('chunk'), ':message-type': text('event'), ':content-type': text('application/json') };
  const chunk = Buffer.from(JSON.stringify({ bytes: Buffer.from(JSON.stringify({ event })).toString('base64') }));
  return Buffer.from(codec.encode({ headers: {}, body: codec.encode({ headers, body: chunk }) }));
}
