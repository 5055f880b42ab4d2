import { expect, it } from '@jest/globals';
import type { JsonObject } from '../../../../../src/kernel/json.js';
import { decode, isAudioFrame } from '../../../../../src/transports/dialects/s2s-frames/decode.js';

const audio = { audioInput: { content: 'AAAA' } };
const text = { textInput: { contentName: 't', content: '"audioInput"' } };

it.each<[string, JsonObject, boolean]>([
  ['audio', { event: audio }, true],
  ['audio in a body', { body: JSON.stringify({ event: audio }) }, true],
  ['text', { event: text }, false],
  ['text in a body, about audio', { body: JSON.stringify({ note: 'audioInput', event: text }) }, false],
  ['text with audio beside it', { event: { ...text, ...audio } }, false],
  ['the same in a body', { body: JSON.stringify({ event: { ...text, ...audio } }) }, false],
  ['nothing', { body: '"audioInput"' }, false],
])('%s has the limits of what it is read as', (_name, frame, isAudio) => {
  expect(isAudioFrame(frame)).toBe(isAudio);
  expect(decode(frame)?.name === 'audioInput').toBe(isAudio);
});
