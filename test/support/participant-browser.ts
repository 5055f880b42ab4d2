import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const fakeMicrophone = fileURLToPath(new URL('../browser/pages/fake-microphone.js', import.meta.url));

export const chromiumPath = '/usr/bin/chromium';

/** What this machine lacks for these tests, as one line; null when nothing. */
export function missingForBrowser(...tools: readonly string[]): string | null {
  const missing = tools.filter((tool) => !existsSync(join('/usr/bin', tool)));
  return missing.length === 0 ? null : `skipped: ${missing.join(', ')} not installed (.ci/run installs it)`;
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

/** A page whose microphone the test feeds. */
export interface Participant {
  readonly page: Page;
  /** Speaks these words into the microphone. Resolves when they have been said. */
  say(words: string): Promise<void>;
  /** Presses keys: DTMF tones of 120 ms with pauses of 80 ms. */
  press(keys: string): Promise<void>;
  close(): Promise<void>;
}

export async function openParticipant(browser: Browser, url: string, viewport = { width: 390, height: 844 }): Promise<Participant> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.addInitScript({ path: fakeMicrophone });
  await page.goto(url);
  const feed = (wav: Buffer): Promise<void> => page.evaluate(`feedMicrophone(${JSON.stringify(wav.toString('base64'))})`);
  return {
    page,
    say: (words) => feed(spoken(words)),
    press: (keys) => feed(keyTones(keys)),
    close: () => context.close(),
  };
}

/** A WAV of the words, by flite. */
function spoken(words: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-words-'));
  try {
    const file = join(directory, 'words.wav');
    execFileSync('flite', ['-voice', 'slt', '-t', words, '-o', file]);
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const rows = ['123A', '456B', '789C', '*0#D'];
const rowHz = [697, 770, 852, 941];
const columnHz = [1209, 1336, 1477, 1633];

/** A WAV of keypad tones at 16 kHz. */
function keyTones(keys: string): Buffer {
  const rate = 16000;
  const toneSamples = rate * 0.12;
  const pauseSamples = rate * 0.08;
  const samples: number[] = [];
  for (const key of keys) {
    const row = rows.findIndex((line) => line.includes(key));
    const low = rowHz[row] ?? 0;
    const high = columnHz[rows[row]?.indexOf(key) ?? 0] ?? 0;
    for (let n = 0; n < toneSamples; n += 1) samples.push(8000 * (Math.sin((2 * Math.PI * low * n) / rate) + Math.sin((2 * Math.PI * high * n) / rate)));
    for (let n = 0; n < pauseSamples; n += 1) samples.push(0);
  }
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples.length * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => wav.writeInt16LE(Math.round(sample), 44 + index * 2));
  return wav;
}
