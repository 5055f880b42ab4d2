import { connect, constants } from 'node:http2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { faultFromInput, type FaultInput } from '../../src/emulator/faults/fault.js';
import { knownExceptions } from '../../src/emulator/faults/known-exceptions.js';
import { openTalk, opening, typed } from './emulator-client.js';
import { createFaultBench, isTurnEnd, namesOf, talkToTheEnd, talkWell, textOf } from './fault-bench.js';

/** What the SDK's own client makes of streams that are refused, or cut. */

const bench = createFaultBench();
afterEach(() => bench.close());

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
    const server = await bench.start([]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'));
    await talk.find(isTurnEnd);
    const before = talk.seen.length;
    server.faults.add(fault);
    talk.send(...typed('Hello again'));
    expect(textOf(await talk.over)).toBe(expected);
    const last = namesOf(talk).slice(before);
    expect(last.filter((name) => name === 'audioOutput')).toHaveLength(2);
    expect(last.at(-1)).toBe('audioOutput');
    expect(bench.fired).toEqual([`1 ${fault.kind}`]);
    expect(await talkWell(server.endpoint)).toBe('none');
  });

  it('by a TCP reset that comes along with the first events is no normal end either', async () => {
    const { endpoint } = await bench.start([{ kind: 'tcp_reset', when: { at: { output: 'audioOutput', nth: 3 } } }]);
    const { error, talk } = await talkToTheEnd(endpoint);
    expect(error).toBe('Error: Error [ERR_STREAM_PREMATURE_CLOSE]: Premature close');
    expect(namesOf(talk).filter((name) => name === 'audioOutput')).toHaveLength(2);
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
    const { endpoint } = await bench.start([fault]);
    const { error, talk } = await talkToTheEnd(endpoint);
    expect(error).toMatch(expected);
    expect(talk.seen).toEqual([]);
    expect(await talkWell(endpoint)).toBe('none');
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
    const { endpoint } = await bench.start([fault]);
    expect((await talkToTheEnd(endpoint)).error).toBe(expected);
    expect(bench.emulator.openStreams).toBe(0);
    expect(await talkWell(endpoint)).toBe('none');
  });
});

it('leaves a stream that it never answers when its life is over', async () => {
  const { endpoint } = await bench.start([{ kind: 'stalled_open' }], { timeFactor: 4800 });
  const { error, talk } = await talkToTheEnd(endpoint);
  expect(error).toMatch(/abnormally aborted in mid-communication with result code 0/);
  expect(talk.seen).toEqual([]);
});

describe('every exception that is known by name', () => {
  it.each(Object.entries(knownExceptions))('%s comes with its type and words', async (known, { type, message }) => {
    const { endpoint } = await bench.start([]);
    const read = faultFromInput({ kind: 'exception', known, when: { at: { output: 'completionStart' } } });
    if (!read.ok) throw new Error(read.error);
    bench.emulator.faults.add(read.value);
    const { error } = await talkToTheEnd(endpoint);
    // The SDK's classes begin with a capital, the wire's names do not.
    expect(error.split(':')[0]?.toLowerCase()).toBe(type.toLowerCase());
    expect(error).toContain(message);
  });
});

it('gives an exception that is known by name words of one’s own', async () => {
  const { endpoint } = await bench.start([{ kind: 'exception', known: 'content_filter', message: 'Blocked.' }]);
  expect((await talkToTheEnd(endpoint)).error).toBe('ValidationException: Blocked.');
});

it('cuts off a client that reads nothing, too', async () => {
  const { endpoint } = await bench.start([{ kind: 'reset', code: 'CANCEL', when: { at: { output: 'any', nth: 2 } } }]);
  const connection = connect(endpoint, { settings: { initialWindowSize: 0 } });
  const stream = connection.request({ ':method': 'POST', ':path': '/model/amazon.nova-2-sonic-v1%3A0/invoke-with-bidirectional-stream' });
  let bytes = 0;
  stream.on('data', (part: Buffer) => (bytes += part.length));
  stream.on('error', () => undefined);
  for (const event of opening()) stream.write(outerFrame(event));
  await new Promise((resolve) => stream.on('close', resolve));
  expect([stream.rstCode, bytes, bench.fired]).toEqual([constants.NGHTTP2_CANCEL, 0, ['1 reset']]);
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
