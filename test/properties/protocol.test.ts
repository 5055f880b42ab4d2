import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ModelEvent } from '../../src/conversation/ports.js';
import { AppError, errorTable, publicErrorFrom, type ErrorCode } from '../../src/kernel/errors.js';
import { decode } from '../../src/transports/dialects/voiceter/decode.js';
import { clientSchemas } from '../../src/transports/dialects/voiceter/wire.js';
import { voiceterBench } from '../support/dialect-bench.js';

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const codes = Object.keys(errorTable) as ErrorCode[];

const words = fc.string({ minLength: 1, maxLength: 40 });
const modelEvent: fc.Arbitrary<ModelEvent> = fc.oneof(
  words.map((text): ModelEvent => ({ type: 'userText', text })),
  words.map((text): ModelEvent => ({ type: 'planned', text })),
  words.map((text): ModelEvent => ({ type: 'spoken', text })),
  fc.uint8Array({ minLength: 2, maxLength: 200 }).map((bytes): ModelEvent => ({ type: 'audio', contentId: 'a', audio: Buffer.from(bytes).toString('base64') })),
  fc.constantFrom<ModelEvent>({ type: 'interrupted' }, { type: 'turnEnded' }, { type: 'usage', inputTokens: 1, outputTokens: 2, inputSpeechTokens: 1, outputSpeechTokens: 1 }),
  fc.constantFrom(...codes).map((code): ModelEvent => ({ type: 'closed', end: { kind: 'retry', error: new AppError(code, 'secret') } })),
);

describe('property 2: every message of the server conforms to the envelope', () => {
  it('has event, sessionId, timestamp and data, and is JSON', () => {
    fc.assert(
      fc.property(fc.array(modelEvent, { maxLength: 30 }), (events) => {
        const { connection, emitted, model } = voiceterBench();
        connection.receive('session:start', { questionnaireId: 'quick-pulse' });
        model.emit({ type: 'opened' }, ...events);
        expect(emitted.length).toBeGreaterThanOrEqual(3);
        for (const { event, payload } of emitted) {
          const place = 'seq' in payload ? { run: expect.stringMatching(uuid), seq: expect.any(Number) } : {};
          expect(JSON.parse(JSON.stringify(payload))).toEqual({ event, sessionId: expect.stringMatching(uuid), timestamp: expect.stringMatching(iso), ...place, data: expect.anything() });
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('property 3: what does not conform is refused with a clear error', () => {
  const refusal = (event: string, payload: unknown): AppError => {
    try {
      decode(event, payload);
    } catch (thrown) {
      if (thrown instanceof AppError) return thrown;
      throw thrown;
    }
    throw new Error(`accepted ${event} ${JSON.stringify(payload)}`);
  };

  it('unknown events, prototype names too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty')), fc.anything(), (event, payload) => {
        fc.pre(!Object.hasOwn(clientSchemas, event));
        expect(refusal(event, payload).code).toBe('WS_MESSAGE_INVALID');
      }),
      { numRuns: 1000 },
    );
  });

  it('known events with anything that is not an object', () => {
    const noObject = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.anything()));
    fc.assert(
      fc.property(fc.constantFrom('session:start', 'audio:chunk', 'answer:submit', 'text:message', 'mic:mute', 'config:update', 'questionnaire:select', 'playback:progress'), noObject, (event, payload) => {
        const error = refusal(event, payload);
        expect(error.code).toBe('WS_MESSAGE_INVALID');
        expect(publicErrorFrom(error).detail).toContain(event);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['session:start', { questionnaireId: 7 }],
    ['session:start', { questionnaireId: 'x'.repeat(129) }],
    ['session:start', { questionnaireId: 'x', consent: { version: '1', agreedAt: 'yesterday' } }],
    ['audio:chunk', { audioData: 5, sequenceNumber: 0 }],
    ['audio:chunk', { audioData: 'AAAA', sequenceNumber: -1 }],
    ['answer:submit', { questionId: 'q1', value: { toString: 'x' } }],
    ['answer:submit', { questionId: 'q1' }],
    ['text:message', { text: '   ' }],
    ['text:message', { text: 'x'.repeat(2001) }],
    ['mic:mute', { muted: 'yes' }],
    ['session:end', { reason: 'because' }],
    ['playback:progress', { epoch: 1.5, playedSamples: 3 }],
  ])('%s %j', (event, payload) => {
    expect(refusal(event, payload).code).toBe('WS_MESSAGE_INVALID');
    expect(refusal(event, { event, sessionId: 's', timestamp: 't', data: payload }).code).toBe('WS_MESSAGE_INVALID');
  });

  it('accepts what conforms, bare and in an envelope alike', () => {
    fc.assert(
      fc.property(fc.record({ questionnaireId: fc.string({ minLength: 1, maxLength: 128 }), voiceId: fc.string({ maxLength: 64 }) }), (data) => {
        const bare = decode('session:start', data);
        expect(decode('session:start', { event: 'session:start', sessionId: 's', timestamp: '2026-11-21T09:00:00Z', data })).toEqual(bare);
        expect(bare).toEqual({ event: 'session:start', data });
      }),
      { numRuns: 200 },
    );
  });
});
