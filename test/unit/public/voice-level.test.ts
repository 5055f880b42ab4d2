import { expect, it } from '@jest/globals';
import { createVoiceLevel } from '../../../public/src/audio/voice-level.js';

const zero = { peak: 0, rms: 0 };
const hiss = { peak: 0.002, rms: 0.0008 };
const voice = { peak: 0.3, rms: 0.1 };

it('says that the device is silent after 3 s of zeros, and takes it back at the first sound', () => {
  const level = createVoiceLevel();
  for (let i = 0; i < 93; i++) level.frame(zero);
  expect(level.silentDevice).toBe(false);
  level.frame(zero);
  expect(level.silentDevice).toBe(true);
  level.frame(hiss);
  expect(level.silentDevice).toBe(false);
});

it('never calls a quiet room a silent device', () => {
  const level = createVoiceLevel();
  for (let i = 0; i < 500; i++) level.frame(hiss);
  expect(level.silentDevice).toBe(false);
  expect(level.speaking).toBe(false);
});

it('hears speech after three loud frames, and its end after ten quiet ones', () => {
  const level = createVoiceLevel();
  level.frame(voice);
  level.frame(voice);
  expect(level.speaking).toBe(false);
  level.frame(voice);
  expect(level.speaking).toBe(true);
  for (let i = 0; i < 9; i++) level.frame(hiss);
  expect(level.speaking).toBe(true);
  level.frame(hiss);
  expect(level.speaking).toBe(false);
});

it('shows a loud voice high, and falls gently', () => {
  const level = createVoiceLevel();
  level.frame({ peak: 1, rms: 0.6 });
  expect(level.meter).toBe(1);
  level.frame(zero);
  expect(level.meter).toBeCloseTo(0.94, 6);
  level.reset();
  expect(level.meter).toBe(0);
});
