import { afterEach, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { FaultInput } from '../../src/emulator/faults/fault.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { systemClock } from '../../src/kernel/clock.js';
import { closing, openTalk, opening, typed, type RawTalk, type Seen } from './emulator-client.js';

/** What the SDK's own client makes of each fault: nova-sonic.md, section 5.6. */

const fast = { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity, endpointingMs: 60 };
let emulator: Emulator | null = null;
let fired: string[] = [];
const start = async (faults: readonly FaultInput[], options: EmulatorOptions = {}): Promise<Emulator> => {
  fired = [];
  const log = (event: string, fields: { readonly [key: string]: unknown }): void => {
    if (event === 'fault_fired') fired.push(`${String(fields['stream'])} ${String(fields['kind'])}`);
  };
  emulator = await startEmulator({ clock: systemClock, log }, { speech: 'tone', hearing: 'none', timing: fast, faults, ...options });
  return emulator;
};
afterEach(async () => {
  await emulator?.close();
  emulator = null;
});

const isTurnEnd = (event: Seen): boolean => event.name === 'contentEnd' && event.type === 'AUDIO' && event.stopReason === 'END_TURN';
const names = (talk: RawTalk): readonly string[] => talk.seen.map(({ name }) => name);
/** Says hello, and waits until the stream is over. */
const talkToTheEnd = async (endpoint: string): Promise<{ readonly error: string; readonly talk: RawTalk }> => {
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...typed('Hello'));
  const error = await talk.over;
  return { error: error === null ? 'none' : `${error.name}: ${error.message}`, talk };
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
  const at = { output: 'audioOutput', nth: 3 } as const;
  it.each<[string, FaultInput, string]>([
    ['RST_STREAM', { kind: 'reset', when: { at } }, 'none'],
    ['RST_STREAM CANCEL', { kind: 'reset', code: 'CANCEL', when: { at } }, 'none'],
    ['RST_STREAM NO_ERROR', { kind: 'reset', code: 'NO_ERROR', when: { at } }, 'none'],
    ['GOAWAY', { kind: 'goaway', when: { at } }, 'none'],
    ['a clean end', { kind: 'clean_end', when: { at } }, 'none'],
    ['a TCP reset', { kind: 'tcp_reset', when: { at } }, 'Error: Premature close'],
    ['half a frame', { kind: 'truncated_frame', when: { at } }, 'Error: Truncated event message received.'],
    ['an exception', { kind: 'exception', type: 'throttlingException', message: 'Slow down.', when: { at } }, 'ThrottlingException: Slow down.'],
  ])('by %s ends after exactly what was said before', async (_, fault, expected) => {
    const { endpoint } = await start([fault]);
    const { error, talk } = await talkToTheEnd(endpoint);
    expect(error).toBe(expected);
    expect(names(talk).filter((name) => name === 'audioOutput')).toHaveLength(2);
    expect(names(talk).at(-1)).toBe('audioOutput');
    expect(fired).toEqual([`1 ${fault.kind}`]);
    await talkWell(endpoint);
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
