import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFrameReader, eventTextFromPayload, frameFromEvent, frameFromException } from '../../../../src/emulator/wire/frames.js';

const event = frameFromEvent({ completionEnd: { sessionId: 's', promptName: 'p', completionId: 'c', stopReason: 'END_TURN' } });

it('frames an event in one layer of JSON with base64 bytes', () => {
  expect(event.readUInt32BE(0)).toBe(event.length);
  expect(eventTextFromPayload(event)).toBe(
    '{"event":{"completionEnd":{"sessionId":"s","promptName":"p","completionId":"c","stopReason":"END_TURN"}}}',
  );
});

it('frames an exception with its type and message', () => {
  const text = frameFromException({ type: 'modelTimeoutException', message: 'too long' }).toString('latin1');
  expect(text).toContain(':exception-type\x07\x00\x15modelTimeoutException');
  expect(text).toContain('{"message":"too long"}');
});

it('reads frames whatever the pieces in which they come', () => {
  const stream = Buffer.concat([event, event, event]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }), (sizes) => {
      const reader = createFrameReader({ maxFrameBytes: 1000 });
      let frames = 0;
      let at = 0;
      for (const size of [...sizes, stream.length]) {
        expect(reader.push(stream.subarray(at, at + size), () => (frames += 1)).ok).toBe(true);
        at = Math.min(stream.length, at + size);
      }
      expect(frames).toBe(3);
    }),
  );
});

it('stops at a frame that is too large, and at one that is broken', () => {
  const none = (): void => undefined;
  expect(createFrameReader({ maxFrameBytes: 50 }).push(event, none)).toEqual({ ok: false, error: 'too_large' });
  const broken = Buffer.from(event);
  broken[event.length - 6] = (broken[event.length - 6] ?? 0) ^ 1;
  expect(createFrameReader({ maxFrameBytes: 1000 }).push(broken, none)).toEqual({ ok: false, error: 'malformed' });
});

it('never throws, whatever comes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      createFrameReader({ maxFrameBytes: 1000 }).push(Buffer.from(bytes), () => undefined);
      expect(eventTextFromPayload(bytes)).toBeNull();
    }),
  );
});
