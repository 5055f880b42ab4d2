import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { barriers } from '../support/accessibility.js';
import { eventually } from '../support/eventually.js';
import { launchChromium, missingForBrowser, openParticipant, type Participant } from '../support/participant-browser.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

const missing = missingForBrowser('chromium');
if (missing !== null) process.stdout.write(`coming back ${missing}\n`);

/** Quick to answer, and at the pace of real speech: what is cut here is cut in the middle of it. */
const speaking: EmulatorOptions = { toneSpeed: 2, timing: { completionStartMs: 10, thinkMs: 50, transcriptMs: 10, endpointingMs: 400, deliverySpeed: 1 } };

interface Heard {
  readonly playing: boolean;
  readonly epoch: number;
}

const heard = (page: Page): Promise<Heard | null> => page.evaluate('window.voiceter.playback');
const epochNow = async (page: Page): Promise<number> => (await heard(page))?.epoch ?? -1;

/** Waits until the page shows this question and its agent speaks. */
async function asks(page: Page, words: string): Promise<void> {
  await page.getByTestId('question').filter({ hasText: words }).waitFor({ timeout: 20_000 });
  expect(await eventually(() => heard(page), (now) => now?.playing === true)).toMatchObject({ playing: true });
}

/** Milliseconds until the agent is heard with an utterance that is newer than this one. */
async function heardAfter(page: Page, epoch: number): Promise<number> {
  const fromMs = performance.now();
  const now = await eventually(() => heard(page), (one) => one !== null && one.playing && one.epoch > epoch);
  expect(now).toMatchObject({ playing: true });
  return performance.now() - fromMs;
}

async function begin(page: Page): Promise<void> {
  await page.getByTestId('questionnaire-quick-pulse').click();
  await page.getByTestId('consent').check();
  await page.getByTestId('start').click();
  await asks(page, 'Did you get done');
  await page.getByTestId('option-true').click();
  await asks(page, 'How likely are you');
}

const shot = (page: Page, name: string): Promise<unknown> =>
  process.env['SCREENSHOTS'] === undefined ? Promise.resolve() : page.screenshot({ path: join(process.env['SCREENSHOTS'], `${name}.png`), fullPage: true });
const sessionIdOf = (page: Page): Promise<string> => page.evaluate('window.voiceter.sessionId');

(missing === null ? describe : describe.skip)('an interview that is disturbed', () => {
  let server: TestServer;
  let browser: Browser;
  let proxy: TcpProxy;
  let participant: Participant;
  beforeAll(async () => {
    server = await startTestServer({ emulator: speaking });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  beforeEach(async () => {
    proxy = await startTcpProxy(Number(new URL(server.url).port));
    participant = await openParticipant(browser, `http://localhost:${proxy.port}`);
    await begin(participant.page);
  });
  afterEach(async () => {
    await participant.close();
    await proxy.close();
  });

  /** Answers what is left, and reads what was recorded. */
  async function complete(page: Page): Promise<Record<string, unknown>> {
    await page.getByTestId('scale-9').click();
    await page.getByTestId('answer-text').fill('The people.');
    await page.getByTestId('answer-send').click();
    await page.getByTestId('summary').waitFor({ timeout: 45_000 });
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    const responses = await server.storage.responses.list(await sessionIdOf(page));
    return Object.fromEntries(responses.map(({ questionId, value }) => [questionId, value]));
  }
  const everything = { p1: true, p2: 9, p3: 'The people.' };

  it.each([1000, 3000])('goes on within 1.5 s after the line was cut for %i ms', async (outageMs) => {
    const { page } = participant;
    const epoch = await epochNow(page);
    const lines = await page.getByTestId('log').locator('p').allInnerTexts();
    proxy.cut();
    await page.getByTestId('banner').waitFor({ timeout: 2000 });
    expect(await page.getByTestId('state').getAttribute('data-state')).toBe('reconnecting');
    if (outageMs === 3000) {
      await shot(page, 'banner');
      expect(await barriers(page)).toEqual([]);
    }
    await page.waitForTimeout(outageMs);
    proxy.mend();
    expect(await heardAfter(page, epoch)).toBeLessThan(1500);
    await page.getByTestId('banner').waitFor({ state: 'detached' });
    expect(await page.getByTestId('question').innerText()).toContain('How likely are you');
    expect((await page.getByTestId('log').locator('p').allInnerTexts()).slice(0, lines.length)).toEqual(lines);
    expect(await complete(page)).toEqual(everything);
  }, 90_000);
});
