import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openEspeakSpeech } from '../../../../src/emulator/speech/espeak-speech.js';
import { durationMsOf, spokenPart, type SpeechSynthesizer } from '../../../../src/emulator/speech/speech.js';
import { systemClock } from '../../../../src/kernel/clock.js';
import { novaVoices } from '../../../../src/models/nova-sonic/wire.js';

let speech: SpeechSynthesizer;
beforeAll(async () => {
  const opened = await openEspeakSpeech({ clock: systemClock, log: () => undefined });
  if (!opened.ok) throw new Error(opened.error);
  speech = opened.value;
});
afterAll(() => speech.close());

const signal = new AbortController().signal;

it('speaks at each output rate for the same time', async () => {
  const durations = await Promise.all(
    [8000, 16000, 24000].map(async (rateHz) => {
      const spoken = await speech.speak('How likely are you to recommend us?', 'matthew', rateHz, signal);
      expect(spoken?.sampleRateHz).toBe(rateHz);
      return spoken === null ? 0 : Math.round(durationMsOf(spoken) / 10);
    }),
  );
  expect(durations[0]).toBeGreaterThan(150);
  expect(durations).toEqual([durations[0], durations[0], durations[0]]);
});

it('gives every voice a sound of its own, loud enough to be heard', async () => {
  const sounds = await Promise.all(novaVoices.map(async ({ id }) => (await speech.speak('Hola, one, zwei, trois.', id, 16000, signal))?.samples));
  const prints = new Set(sounds.map((samples) => `${samples?.length} ${samples?.slice(4000, 4010).join()}`));
  expect(prints.size).toBe(16);
  for (const samples of sounds) expect(Math.max(...(samples ?? []))).toBeGreaterThan(5000);
});

it('tells which words were spoken by a moment', async () => {
  const text = 'First this, then that.';
  const spoken = await speech.speak(text, 'tiffany', 24000, signal);
  if (spoken === null) throw new Error('no speech');
  expect(spokenPart(text, spoken, 0)).toBe('');
  expect(spokenPart(text, spoken, durationMsOf(spoken))).toMatch(/^First this, then that/);
  const half = spokenPart(text, spoken, durationMsOf(spoken) / 2);
  expect(text.startsWith(half)).toBe(true);
  expect(half.length).toBeGreaterThan(3);
  expect(half.length).toBeLessThan(18);
});

it('drops an aborted sentence and goes on with the next', async () => {
  const abort = new AbortController();
  const dropped = speech.speak('This one is given up.', 'amy', 24000, abort.signal);
  abort.abort();
  expect(await dropped).toBeNull();
  expect((await speech.speak('This one is not.', 'amy', 24000, signal))?.samples.length).toBeGreaterThan(10_000);
});
