import { expect, it } from '@jest/globals';
import { createVoiceActivity } from '../../../src/audio/voice-activity.js';
import { toneSpeech } from '../../../src/emulator/speech/tone-speech.js';
import { joined, mixed, noise, silent, sine } from './sounds.js';

const rateHz = 16000;
/** Milliseconds at which voice began and ended, looked at every 10 ms. */
function edges(samples: Int16Array, sampleRateHz = rateHz): string[] {
  const activity = createVoiceActivity({ sampleRateHz });
  const found: string[] = [];
  let voiced = false;
  const slice = sampleRateHz / 100;
  for (let at = 0; at < samples.length; at += slice) {
    activity.push(samples.subarray(at, at + slice));
    if (activity.voiced !== voiced) found.push(`${activity.voiced ? 'on' : 'off'} ${(at + slice) / (sampleRateHz / 1000)}`);
    voiced = activity.voiced;
  }
  return found;
}

it('begins after 70 ms of voice and ends after 200 ms of quiet', () => {
  expect(edges(joined(silent(500, rateHz), sine(200, 600, rateHz), silent(500, rateHz)))).toEqual(['on 570', 'off 1300']);
});

it.each([8000, 24000])('does the same at %d Hz', (hz) => {
  expect(edges(joined(silent(500, hz), sine(200, 600, hz), silent(500, hz)), hz)).toEqual(['on 570', 'off 1300']);
});

it('lets clicks and very quiet sound pass', () => {
  const clicks = joined(...Array.from({ length: 10 }, () => joined(sine(900, 30, rateHz, 0.8), silent(300, rateHz))));
  expect(edges(clicks)).toEqual([]);
  expect(edges(sine(200, 1000, rateHz, 0.003))).toEqual([]);
});

it('hears a voice in steady noise, and not the noise itself after its first second', () => {
  const speech = toneSpeech('good morning to everybody', 'matthew', rateHz).samples;
  const sound = joined(silent(3000, rateHz), speech, silent(3000, rateHz));
  const found = edges(mixed(sound, noise(sound.length / 16, rateHz, 0.008)));
  const voiceEnds = 3000 + speech.length / 16;
  const begins = found.filter((edge) => edge.startsWith('on')).map((edge) => Number(edge.slice(3)));
  expect(begins).toHaveLength(2);
  expect(begins[0]).toBe(70);
  expect(Number(found[1]?.slice(4))).toBeLessThan(1200);
  expect(begins[1]).toBeGreaterThan(3000);
  expect(begins[1]).toBeLessThan(3200);
  const off = Number(found.at(-1)?.slice(4));
  expect(off).toBeGreaterThan(voiceEnds);
  expect(off).toBeLessThan(voiceEnds + 300);
});

it('gets used to a noise that begins and stays', () => {
  const found = edges(joined(silent(2000, rateHz), noise(6000, rateHz, 0.02)));
  expect(found[0]).toMatch(/^on 20/);
  expect(Number(found[1]?.slice(4))).toBeLessThan(4200);
  expect(found).toHaveLength(2);
});

it('counts quiet in audio, over pieces of any size', () => {
  const activity = createVoiceActivity({ sampleRateHz: rateHz });
  expect(activity.push(sine(200, 300, rateHz))).toBe(true);
  activity.push(silent(3, rateHz));
  expect(activity.quietMs).toBe(0);
  activity.push(silent(97, rateHz));
  expect(activity.quietMs).toBe(100);
  expect(activity.voiced).toBe(true);
});
