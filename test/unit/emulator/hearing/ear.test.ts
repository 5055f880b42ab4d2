import { expect, it } from '@jest/globals';
import { dtmfTone } from '../../../../src/audio/dtmf.js';
import { createEar, type EarEvent, type EarOptions } from '../../../../src/emulator/hearing/ear.js';
import { joined, silent, sine } from '../../audio/sounds.js';

const rateHz = 16000;

function heard(sound: Int16Array, options: Partial<EarOptions> = {}): readonly string[] {
  const events: string[] = [];
  const ear = createEar(
    {
      onEvent: (event: EarEvent) =>
        events.push(event.kind === 'voice_started' ? 'started' : `utterance "${event.keys}" ${Math.round(event.samples.length / (rateHz / 100)) / 100} s`),
    },
    { sampleRateHz: rateHz, endpointingMs: 1500, collect: true, keypad: true, ...options },
  );
  ear.push(sound);
  return events;
}

const voice = sine(220, 500, rateHz);
const quiet = (ms: number): Int16Array => silent(ms, rateHz);
const key = (name: '1' | '2' | '#', ms = 80): Int16Array => dtmfTone(name, ms, rateHz);

it('collects an utterance with a lead (of which noticing takes 70 ms) before it and its pause after it', () => {
  expect(heard(joined(quiet(1000), voice, quiet(2000)))).toEqual(['started', 'utterance "" 2.23 s']);
});

it('bridges pauses that are shorter than the endpointing pause', () => {
  expect(heard(joined(quiet(500), voice, quiet(1400), voice, quiet(1600)))).toHaveLength(2);
  expect(heard(joined(quiet(500), voice, quiet(1600), voice, quiet(1600)))).toHaveLength(4);
});

it('keeps no sound when nobody wants it', () => {
  expect(heard(joined(quiet(500), voice, quiet(1600)), { collect: false })).toEqual(['started', 'utterance "" 0 s']);
});

it('keeps at most thirty seconds', () => {
  expect(heard(joined(quiet(500), sine(220, 1200, rateHz), ...Array.from({ length: 40 }, () => joined(quiet(300), voice, voice)), quiet(1600)))).toEqual([
    'started',
    'utterance "" 30 s',
  ]);
});

it('collects keys till #, whose own tone begins nothing new', () => {
  expect(heard(joined(quiet(500), key('1'), quiet(100), key('2'), quiet(100), key('#', 400), quiet(3000)), { collect: false })).toEqual([
    'started',
    'utterance "12" 0 s',
  ]);
});

it('takes # alone as itself, and a second entry right after the first', () => {
  expect(heard(joined(quiet(500), key('#'), quiet(100), key('1'), quiet(100), key('#'), quiet(3000)), { collect: false })).toEqual([
    'started',
    'utterance "#" 0 s',
    'started',
    'utterance "1" 0 s',
  ]);
});

it('is deaf for keys when told so', () => {
  expect(heard(joined(quiet(500), key('1', 300), quiet(1600)), { keypad: false, collect: false })).toEqual(['started', 'utterance "" 0 s']);
});

it('does not end at once again when the pause is shorter than the quiet that ends a voice', () => {
  expect(heard(joined(quiet(500), voice, quiet(1000)), { endpointingMs: 50, collect: false })).toEqual(['started', 'utterance "" 0 s']);
});
