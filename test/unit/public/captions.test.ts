import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Transcription } from '../../../src/transports/dialects/voiceter/wire.js';
import { heardParts, noCaptions, withInterruption, withTranscription, type Captions } from '../../../public/src/client/captions.js';

const words = (role: 'user' | 'assistant', text: string, isFinal: boolean, epoch: number, sentence: number): Transcription => ({
  transcript: text,
  text,
  isFinal,
  role,
  epoch,
  sentence,
});
const planned = (captions: Captions, text: string, sentence: number, start = 0, epoch = 1): Captions =>
  withTranscription(captions, words('assistant', text, false, epoch, sentence), start);
const spoken = (captions: Captions, text: string, sentence: number, epoch = 1): Captions =>
  withTranscription(captions, words('assistant', text, true, epoch, sentence), 0);

it('keeps planned words out of the log until they are final', () => {
  const captions = planned(planned(noCaptions, 'Hello.', 0), 'How are you?', 1, 24_000);
  expect(captions.lines).toEqual([]);
  expect(captions.planned?.sentences.map((one) => one.text)).toEqual(['Hello.', 'How are you?']);
  const after = spoken(captions, 'Hello.', 0);
  expect(after.lines).toEqual([{ key: 'assistant-1-0', role: 'assistant', text: 'Hello.' }]);
  expect(after.planned?.sentences.map((one) => one.text)).toEqual(['How are you?']);
});

it('keeps the struck words after an interruption until the final text settles the utterance', () => {
  const cut = withInterruption(planned(planned(noCaptions, 'One two three.', 0), 'Never heard.', 1));
  expect(cut.planned).toMatchObject({ interrupted: true, sentences: [{ sentence: 0 }, { sentence: 1 }] });
  const after = spoken(cut, 'One two', 0);
  expect(after.planned).toBeNull();
  expect(after.lines.map((line) => line.text)).toEqual(['One two']);
});

it('shows the words of the next utterance instead of old ones', () => {
  const cut = withInterruption(planned(noCaptions, 'Old words.', 0));
  expect(planned(cut, 'New words.', 0, 0, 2).planned).toMatchObject({ epoch: 2, interrupted: false });
});

it('replaces a sentence that comes again after a reconnect', () => {
  const once = spoken(planned(noCaptions, 'Hello.', 0), 'Hello.', 0);
  const twice = spoken(planned(once, 'Hello.', 0), 'Hello.', 0);
  expect(twice).toEqual(once);
});

it('shows what the participant says as partial, then as a line', () => {
  const partial = withTranscription(noCaptions, words('user', 'I would', false, 1, 0), 0);
  expect(partial).toMatchObject({ partial: 'I would', lines: [] });
  const final = withTranscription(partial, words('user', 'I would say nine.', true, 1, 0), 0);
  expect(final).toMatchObject({ partial: '', lines: [{ role: 'user', text: 'I would say nine.' }] });
});

it('keeps two things that the participant said under the same number, but not the same thing twice', () => {
  const said = (captions: Captions, text: string): Captions => withTranscription(captions, words('user', text, true, 1, 0), 0);
  const captions = said(said(said(noCaptions, 'Nine.'), 'Nine.'), 'No, eight.');
  expect(captions.lines.map((line) => line.text)).toEqual(['Nine.', 'No, eight.']);
});

it('leaves empty final words out, and forgets their plan', () => {
  const captions = spoken(planned(noCaptions, 'Unheard.', 0), '', 0);
  expect(captions).toEqual(noCaptions);
});

it('splits a sentence where the sound has got to, between words', () => {
  const sentences = [
    { sentence: 0, text: 'One two three four', startSample: 0 },
    { sentence: 1, text: 'Five six', startSample: 1800 },
  ];
  expect(heardParts(sentences, 900, 2600)).toEqual([
    { heard: 'One two ', ahead: 'three four' },
    { heard: '', ahead: 'Five six' },
  ]);
  expect(heardParts(sentences, 2600, 2600)).toEqual([
    { heard: 'One two three four', ahead: '' },
    { heard: 'Five six', ahead: '' },
  ]);
});

it('shares the sound by length among sentences that were announced together', () => {
  const sentences = [
    { sentence: 0, text: 'aaaa aaaa', startSample: 0 },
    { sentence: 1, text: 'bbbb bbbb', startSample: 0 },
  ];
  expect(heardParts(sentences, 1250, 1800)).toEqual([
    { heard: 'aaaa aaaa', ahead: '' },
    { heard: '', ahead: 'bbbb bbbb' },
  ]);
  expect(heardParts(sentences, 1500, 1800)[1]).toEqual({ heard: 'bbbb ', ahead: 'bbbb' });
});

it('never loses or doubles a letter', () => {
  const sentence = fc.record({ text: fc.string({ maxLength: 40 }), startSample: fc.nat({ max: 1000 }) });
  fc.assert(
    fc.property(fc.array(sentence, { maxLength: 6 }), fc.nat({ max: 2000 }), fc.nat({ max: 2000 }), (list, played, received) => {
      const sentences = list.toSorted((a, b) => a.startSample - b.startSample).map((one, index) => ({ ...one, sentence: index }));
      const parts = heardParts(sentences, played, received);
      expect(parts.map((part) => part.heard + part.ahead)).toEqual(sentences.map((one) => one.text));
    }),
  );
});
