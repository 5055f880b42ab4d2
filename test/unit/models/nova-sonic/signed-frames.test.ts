import { createHmac } from 'node:crypto';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { expect, it } from '@jest/globals';
import { createFrameReader, eventTextFromPayload, type SignedFrame } from '../../../../src/emulator/wire/frames.js';
import { createFrameVerifier } from '../../../../src/emulator/wire/signature.js';
import { createFrameSigner } from '../../../../src/models/nova-sonic/signed-frames.js';

const signing = { secretAccessKey: 'secret', region: 'us-east-1', service: 'bedrock', seed: 'ab'.repeat(32) };
const noon = Date.UTC(2026, 6, 1, 12, 0, 0, 250);
const codec = new EventStreamCodec(toUtf8, fromUtf8);
const text = (value: string): { type: 'string'; value: string } => ({ type: 'string', value });
const signingKey = (scope: string): Buffer => scope.split('/').reduce<Buffer>((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from('AWS4secret'));

function framesFrom(...bytes: readonly Uint8Array[]): readonly SignedFrame[] {
  const frames: SignedFrame[] = [];
  expect(createFrameReader({ maxFrameBytes: 1_000_000 }).push(Buffer.concat(bytes), (frame) => frames.push(frame))).toEqual({ ok: true, value: null });
  return frames;
}

it('is, byte for byte, what the published codec makes of an event, its date and its signature', () => {
  const event = Buffer.from('{"event":{"audioInput":{"content":"AAAA"}}}');
  const bytes = createFrameSigner(signing).frame(event, noon);
  const inner = codec.encode({
    headers: { ':event-type': text('chunk'), ':message-type': text('event'), ':content-type': text('application/json') },
    body: Buffer.from(`{"bytes":"${event.toString('base64')}"}`),
  });
  const signature = framesFrom(bytes)[0]?.signature;
  expect(signature).toHaveLength(32);
  const whole = codec.encode({ headers: { ':date': { type: 'timestamp', value: new Date(noon) }, ':chunk-signature': { type: 'binary', value: signature ?? new Uint8Array() } }, body: inner });
  expect(Buffer.from(bytes)).toEqual(Buffer.from(whole));
});

it('chains signatures from the request on, to the empty frame at the end', () => {
  const signer = createFrameSigner(signing);
  const frames = framesFrom(signer.frame(Buffer.from('{"a":1}'), noon), signer.frame(Buffer.from('{"b":"ü"}'), noon + 32), signer.frame(new Uint8Array(0), noon + 2000), signer.lastFrame(noon + 2001));
  const scope = '20260701/us-east-1/bedrock/aws4_request';
  const isSigned = createFrameVerifier({ scope, signingKey: signingKey(scope), seed: signing.seed });
  expect(frames.map(isSigned)).toEqual([true, true, true, true]);
  expect(frames.map(({ payload }) => eventTextFromPayload(payload))).toEqual(['{"a":1}', '{"b":"ü"}', '', null]);
  expect(frames.at(-1)?.payload).toHaveLength(0);
});

it('signs with the key of the day, also when a stream goes on past midnight', () => {
  const lateMs = Date.UTC(2026, 6, 1, 23, 59, 59, 990);
  const signer = createFrameSigner(signing);
  const [before, after] = framesFrom(signer.frame(Buffer.from('{}'), lateMs), signer.frame(Buffer.from('{}'), lateMs + 20));
  if (before === undefined || after === undefined) throw new Error('two frames');
  const [today, tomorrow] = ['20260701/us-east-1/bedrock/aws4_request', '20260702/us-east-1/bedrock/aws4_request'];
  expect(createFrameVerifier({ scope: today, signingKey: signingKey(today), seed: signing.seed })(before)).toBe(true);
  expect(createFrameVerifier({ scope: tomorrow, signingKey: signingKey(tomorrow), seed: Buffer.from(before.signature ?? []).toString('hex') })(after)).toBe(true);
});
