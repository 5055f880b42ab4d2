import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createOutputReader } from '../../../../src/models/nova-sonic/output-reader.js';

const bytes = (event: object): Uint8Array => new TextEncoder().encode(JSON.stringify({ event }));
const common = { sessionId: 's', promptName: 'p', completionId: 'c' };

function readAll(...events: object[]) {
  const reader = createOutputReader();
  return events.flatMap((event) => reader.read(bytes(event)));
}

const textBlock = (role: string, stage: string | null, content: string) => [
  { contentStart: { ...common, contentId: 'x', type: 'TEXT', role, ...(stage === null ? {} : { additionalModelFields: `{"generationStage":"${stage}"}` }) } },
  { textOutput: { ...common, contentId: 'x', content, role } },
  { contentEnd: { ...common, contentId: 'x', type: 'TEXT', stopReason: 'PARTIAL_TURN' } },
];

describe('text', () => {
  it.each([
    ['USER', 'FINAL', { type: 'userText', text: 'nine' }],
    ['ASSISTANT', 'SPECULATIVE', { type: 'planned', text: 'nine' }],
    ['ASSISTANT', 'FINAL', { type: 'spoken', text: 'nine' }],
    ['ASSISTANT', null, { type: 'spoken', text: 'nine' }],
  ])('of %s, stage %s', (role, stage, expected) => {
    expect(readAll(...textBlock(role, stage, ' nine '))).toEqual([expected]);
  });
  it('that is empty is nothing', () => {
    expect(readAll(...textBlock('USER', 'FINAL', ' '))).toEqual([]);
  });
  it.each(['{ "interrupted" : true }', '{"interrupted":true}', ' { "interrupted": true } '])('%s is an interruption', (marker) => {
    expect(readAll(...textBlock('ASSISTANT', 'FINAL', marker))).toEqual([{ type: 'interrupted' }]);
  });
  it('that only speaks of an interruption is text', () => {
    expect(readAll(...textBlock('USER', 'FINAL', 'I was interrupted, true'))).toEqual([{ type: 'userText', text: 'I was interrupted, true' }]);
  });
});

describe('the end of a turn', () => {
  const audioStart = { contentStart: { ...common, contentId: 'a', type: 'AUDIO', role: 'ASSISTANT' } };
  it('is the end of its last audio block', () => {
    expect(readAll(audioStart, { contentEnd: { ...common, contentId: 'a', type: 'AUDIO', stopReason: 'END_TURN' } })).toEqual([{ type: 'turnEnded' }]);
  });
  it('is not the end of another audio block, nor of a text', () => {
    expect(readAll(audioStart, { contentEnd: { ...common, contentId: 'a', type: 'AUDIO', stopReason: 'PARTIAL_TURN' } })).toEqual([]);
    expect(readAll({ contentEnd: { ...common, contentId: 'x', type: 'TEXT', stopReason: 'END_TURN' } })).toEqual([]);
  });
});

describe('tool calls', () => {
  const call = (content: string) => readAll({ toolUse: { ...common, contentId: 't', toolName: 'f', toolUseId: 'u', content, role: 'TOOL' } });
  it.each([
    ['plain', '{"a":1}', { a: 1 }],
    ['encoded twice', '"{\\"a\\":1}"', { a: 1 }],
    ['a text', '"hello"', {}],
    ['no JSON', 'hello', {}],
    ['a list', '[1]', {}],
  ])('with arguments that are %s', (_name, content, input) => {
    expect(call(content)).toEqual([{ type: 'toolRequest', toolUseId: 'u', name: 'f', input }]);
  });
});

it('survives any bytes, and counts what it did not understand', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map((json) => new TextEncoder().encode(`{"event":${json}}`))), (input) => {
      const reader = createOutputReader();
      expect(reader.read(input)).toEqual([]);
      expect(reader.ignored).toBe(1);
    }),
    { numRuns: 500 },
  );
});
