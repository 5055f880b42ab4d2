import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createInputWriter } from '../../../../src/models/nova-sonic/input-writer.js';
import type { InputEvent } from '../../../../src/models/nova-sonic/wire.js';

const inference = { maxTokens: 1024, topP: 0.9, temperature: 0.7, endpointingSensitivity: 'MEDIUM' } as const;
const request = {
  sessionId: 's',
  voiceId: 'matthew',
  systemPrompt: 'You interview people.',
  tools: [{ name: 'get_next_question', description: 'Next.', inputSchema: { type: 'object', properties: {} } }],
  history: [],
  inputSampleRateHz: 16000,
  outputSampleRateHz: 24000,
} as const;
const writerOf = (systemPrompt: string = request.systemPrompt) => createInputWriter({ ...request, systemPrompt }, inference);
const names = (events: readonly InputEvent[]): string[] => events.map((event) => Object.keys(event)[0] ?? '');

describe('the beginning', () => {
  it('is the literal frames that Nova 2 Sonic wants, in order', () => {
    const writer = writerOf();
    const { promptName, audioContentName } = writer;
    const events = writer.begin();
    expect(names(events)).toEqual(['sessionStart', 'promptStart', 'contentStart', 'textInput', 'contentEnd', 'contentStart']);
    expect(events[0]).toEqual({
      sessionStart: {
        inferenceConfiguration: { maxTokens: 1024, topP: 0.9, temperature: 0.7 },
        turnDetectionConfiguration: { endpointingSensitivity: 'MEDIUM' },
      },
    });
    expect(events[1]).toMatchObject({
      promptStart: {
        promptName,
        audioOutputConfiguration: { mediaType: 'audio/lpcm', sampleRateHertz: 24000, sampleSizeBits: 16, channelCount: 1, voiceId: 'matthew', encoding: 'base64', audioType: 'SPEECH' },
        toolConfiguration: { tools: [{ toolSpec: { name: 'get_next_question', inputSchema: { json: '{"type":"object","properties":{}}' } } }] },
      },
    });
    expect(events[2]).toMatchObject({ contentStart: { type: 'TEXT', role: 'SYSTEM', interactive: false } });
    expect(events[5]).toEqual({
      contentStart: {
        promptName,
        contentName: audioContentName,
        type: 'AUDIO',
        interactive: true,
        role: 'USER',
        audioInputConfiguration: { mediaType: 'audio/lpcm', sampleRateHertz: 16000, sampleSizeBits: 16, channelCount: 1, audioType: 'SPEECH', encoding: 'base64' },
      },
    });
  });
  it('takes the turn as the request says, where it says so', () => {
    expect(createInputWriter({ ...request, endpointingSensitivity: 'HIGH' }, inference).begin()[0]).toMatchObject({ sessionStart: { turnDetectionConfiguration: { endpointingSensitivity: 'HIGH' } } });
  });
  it('comes once', () => {
    const writer = writerOf();
    writer.begin();
    expect(writer.begin()).toEqual([]);
  });
  it('leaves the tool configuration out when there are no tools', () => {
    const [, promptStart] = createInputWriter({ ...request, tools: [] }, inference).begin();
    expect(Object.keys(promptStart !== undefined && 'promptStart' in promptStart ? promptStart.promptStart : {})).not.toContain('toolConfiguration');
  });
  it('cuts a long system prompt into pieces of one block, and loses no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 3990, maxLength: 9000 }), (prompt) => {
        const pieces = writerOf(prompt).begin().flatMap((event) => ('textInput' in event ? [event.textInput.content] : []));
        expect(pieces.join('')).toBe(prompt);
        expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4000);
      }),
      { numRuns: 30 },
    );
  });
});

describe('audio', () => {
  it('is one literal event, base64 untouched, in the one container', () => {
    const writer = writerOf();
    writer.begin();
    expect(new TextDecoder().decode(writer.audio('AAEC') ?? new Uint8Array())).toBe(
      `{"event":{"audioInput":{"promptName":"${writer.promptName}","contentName":"${writer.audioContentName}","content":"AAEC"}}}`,
    );
  });
  it('is not possible before the beginning or after the end', () => {
    const writer = writerOf();
    expect(writer.audio('AAEC')).toBeNull();
    writer.begin();
    writer.end();
    expect(writer.audio('AAEC')).toBeNull();
  });
});

describe('tool results', () => {
  it('are given once, and only for calls of this stream', () => {
    const writer = writerOf();
    writer.begin();
    expect(writer.toolResult('unknown', {})).toEqual([]);
    writer.toolRequested('t1');
    const events = writer.toolResult('t1', { status: 'recorded' });
    expect(names(events)).toEqual(['contentStart', 'toolResult', 'contentEnd']);
    expect(events[1]).toMatchObject({ toolResult: { content: '{"status":"recorded"}' } });
    expect(writer.toolResult('t1', {})).toEqual([]);
  });
});

it('ends the container, the prompt and the session, in this order and once', () => {
  const writer = writerOf();
  writer.begin();
  expect(names(writer.end())).toEqual(['contentEnd', 'promptEnd', 'sessionEnd']);
  expect(writer.end()).toEqual([]);
  expect(writer.text('late')).toEqual([]);
});
