import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createInputWriter } from '../../src/models/nova-sonic/input-writer.js';
import { AppError } from '../../src/kernel/errors.js';
import type { StreamRequest } from '../../src/conversation/ports.js';
import { voiceterBench } from '../support/dialect-bench.js';

const inference = { maxTokens: 1024, topP: 0.9, temperature: 0.7, endpointingSensitivity: 'HIGH' } as const;
const request: StreamRequest = { sessionId: 's', voiceId: 'matthew', systemPrompt: 'p', tools: [], history: [], inputSampleRateHz: 16000, outputSampleRateHz: 24000 };
const pcm = fc.uint8Array({ minLength: 2, maxLength: 20_000 }).map((bytes) => Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))));

/** The base64 texts that reached the model after the client sent this. */
function toModel(audioData: string | Buffer, start: object = {}): string[] {
  const { connection, model } = voiceterBench();
  connection.receive('session:start', { questionnaireId: 'quick-pulse', ...start });
  connection.receive('audio:chunk', { audioData, sequenceNumber: 0 });
  return model.sent.flatMap((item) => (typeof item === 'object' && 'audio' in item ? [item.audio] : []));
}

describe('property 4: names are unique over all streams', () => {
  it.each([10, 50, 100])('of %d streams', (count) => {
    const names: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const writer = createInputWriter(request, inference);
      writer.toolRequested('t');
      const events = [...writer.begin(), ...writer.text('hello'), ...writer.toolResult('t', {})];
      names.push(writer.promptName, ...events.flatMap((event) => ('contentStart' in event ? [event.contentStart.contentName] : [])));
    }
    expect(names).toHaveLength(count * 5);
    expect(new Set(names).size).toBe(count * 5);
  });
});

describe('property 5: audio reaches the model as base64 of the same samples', () => {
  it('whether it came as base64 or binary, in one piece or cut', () => {
    fc.assert(
      fc.property(pcm, fc.boolean(), (bytes, binary) => {
        const pieces = toModel(binary ? bytes : bytes.toString('base64'));
        expect(Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).equals(bytes)).toBe(true);
        for (const piece of pieces) expect(piece).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('property 6: the audio format stays', () => {
  it.each([8000, 16000, 24000] as const)('whole 16-bit mono samples, at most 100 ms a piece, at %d Hz', (sampleRateHz) => {
    fc.assert(
      fc.property(pcm, (bytes) => {
        for (const piece of toModel(bytes.toString('base64'), { sampleRateHz })) {
          const size = Buffer.byteLength(piece, 'base64');
          expect(size % 2).toBe(0);
          expect(size).toBeLessThanOrEqual((sampleRateHz / 10) * 2);
        }
      }),
      { numRuns: 100 },
    );
    const opened = createInputWriter({ ...request, inputSampleRateHz: sampleRateHz }, inference).begin().at(-1);
    expect(opened).toMatchObject({ contentStart: { type: 'AUDIO', audioInputConfiguration: { sampleRateHertz: sampleRateHz, sampleSizeBits: 16, channelCount: 1, mediaType: 'audio/lpcm', encoding: 'base64' } } });
  });
  it('and what has another format is refused, by name', () => {
    const bad = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 99 }).filter((bytes) => bytes.length % 2 === 1).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('', 'A', 'AAA', 'AA A', 'AAAA=', '====', 'äöüß', 'AAAA\n', '[object Blob]', 'AAA='.repeat(2)),
    );
    fc.assert(
      fc.property(bad, (audioData) => {
        expect(() => toModel(audioData)).toThrow(expect.objectContaining({ code: 'AUDIO_FORMAT_INVALID' }));
        expect(() => toModel(audioData)).toThrow(AppError);
      }),
      { numRuns: 200 },
    );
  });
});

describe('property 7: one content name for all audio of a stream', () => {
  it('through turns of 1 to 10 chunks, with text and tools between', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 8 }), (turns) => {
        const writer = createInputWriter(request, inference);
        writer.begin();
        const used = new Set<string>();
        for (const chunks of turns) {
          for (let n = 0; n < chunks; n += 1) {
            const { event } = JSON.parse(new TextDecoder().decode(writer.audio('AAAA') ?? new Uint8Array())) as { event: { audioInput: { contentName: string } } };
            used.add(event.audioInput.contentName);
          }
          writer.text('typed');
        }
        expect([...used]).toEqual([writer.audioContentName]);
      }),
      { numRuns: 100 },
    );
  });
});
