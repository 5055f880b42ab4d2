import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { samplesFromBytes } from '../../../../src/audio/pcm.js';
import { resample } from '../../../../src/audio/resample.js';
import { createEar } from '../../../../src/emulator/hearing/ear.js';
import { openPocketsphinx } from '../../../../src/emulator/hearing/pocketsphinx.js';
import { phrasesForQuestion } from '../../../../src/emulator/brains/answer-phrases.js';
import { surveyQuestion } from '../../../../src/emulator/brains/survey-question.js';
import { systemClock } from '../../../../src/kernel/clock.js';

const recognizer = await openPocketsphinx({ clock: systemClock, log: () => undefined });
const synthesizers = ['/usr/bin/flite', '/usr/bin/espeak-ng'].filter((path) => existsSync(path));
const ready = recognizer !== null && synthesizers.length === 2;
if (!ready) process.stdout.write('skipped: recognition needs pocketsphinx_continuous, flite and espeak-ng on this machine\n');

const question = (fields: object): readonly string[] => phrasesForQuestion(surveyQuestion.parse({ questionId: 'q', ...fields })) ?? [];
const yesNo = question({ questionType: 'yes_no' });
const scale = question({ questionType: 'nps', scale: { min: 0, max: 10 } });
const options = question({
  questionType: 'multiple_choice',
  options: ['Very satisfied', 'Satisfied', 'Neutral', 'Dissatisfied', 'Very dissatisfied'].map((optionText) => ({ optionText })),
});
const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const cases: readonly (readonly [said: string, phrases: readonly string[], right: RegExp])[] = [
  ...['yes', 'no', 'yes please', 'no thank you'].map((said) => [said, yesNo, new RegExp(`\\b${said.split(' ')[0]}`)] as const),
  ...numbers.map((said) => [said, scale, new RegExp(`\\b${said}\\b`)] as const),
  ...['nine out of ten', 'I would say a seven', "I don't know", 'prefer not to say', 'repeat the question'].map(
    (said) => [said, scale, new RegExp(said.toLowerCase().split(' ').at(said === 'nine out of ten' ? 0 : -1) ?? '')] as const,
  ),
  ...['very satisfied', 'satisfied', 'neutral', 'dissatisfied', 'very dissatisfied'].map((said) => [said, options, new RegExp(`(?:^|\\b(?:say|think) )${said}`)] as const),
];
const voices: readonly (readonly [name: string, command: string, parameters: (file: string, text: string) => string[]])[] = [
  ['flite slt', '/usr/bin/flite', (file, text) => ['-voice', 'slt', '-t', text, '-o', file]],
  ['espeak us', '/usr/bin/espeak-ng', (file, text) => ['-v', 'en-us', '-s', '140', '-w', file, text]],
];

(ready ? it : it.skip)('understands short answers said by synthetic voices, through ear and grammar', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-rate-'));
  const rates: Record<string, string> = {};
  const wrong: string[] = [];
  for (const [name, command, parameters] of voices) {
    let voiceRight = 0;
    for (const [said, phrases, expected] of cases) {
      const file = join(directory, 'said.wav');
      spawnSync(command, parameters(file, said));
      const wav = readFileSync(file);
      const rateHz = 16000;
      const utterance = heard(resample(samplesFromBytes(wav.subarray(44)), wav.readUInt32LE(24), rateHz), rateHz);
      const text = (await recognizer?.recognize(utterance, rateHz, { kind: 'phrases', phrases }, new AbortController().signal)) ?? '';
      if (expected.test(text)) voiceRight += 1;
      else wrong.push(`${name}: "${said}" -> "${text}"`);
    }
    rates[name] = `${voiceRight}/${cases.length}`;
    // Flite joins recorded speech, eSpeak's is synthetic from the ground up: harder for a model of human voices.
    expect(voiceRight / cases.length).toBeGreaterThanOrEqual(name.startsWith('flite') ? 0.95 : 0.5);
  }
  rmSync(directory, { recursive: true });
  process.stdout.write(`recognition: ${JSON.stringify(rates)}\n${wrong.join('\n')}\n`);
}, 120_000);

function heard(samples: Int16Array, sampleRateHz: number): Int16Array {
  const utterances: Int16Array[] = [];
  const ear = createEar(
    { onEvent: (event) => event.kind === 'utterance' && utterances.push(event.samples) },
    { sampleRateHz, endpointingMs: 1500, collect: true, keypad: true },
  );
  ear.push(new Int16Array(sampleRateHz / 2));
  ear.push(samples);
  ear.push(new Int16Array(sampleRateHz * 2));
  return utterances[0] ?? new Int16Array(0);
}
