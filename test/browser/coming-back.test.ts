import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { io } from 'socket.io-client';
import { barriers } from '../support/accessibility.js';
import { eventually } from '../support/eventually.js';
import { launchChromium, missingForBrowser, openParticipant, type Participant } from '../support/participant-browser.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

const missing = missingForBrowser('chromium');
if (missing !== null) process.stdout.write(`coming back ${missing}\n`);

/** Quick to answer, and at the pace of real speech: what is cut here is cut in the middle of it. */
const speaking: EmulatorOptions = { toneSpeed: 1.2, timing: { completionStartMs: 10, thinkMs: 50, transcriptMs: 10, endpointingMs: 400, deliverySpeed: 1 } };

interface Heard {
  readonly playing: boolean;
  readonly epoch: number;
  readonly playedSamples: number;
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

  it('opens a fresh connection while the old one says nothing any more', async () => {
    const { page } = participant;
    const epoch = await epochNow(page);
    proxy.blackHole();
    // What had come plays to its end; from then on it is silent.
    await eventually(() => heard(page), (now) => now?.playing === false);
    const silentMs = await heardAfter(page, epoch);
    expect(silentMs).toBeLessThan(1500 + 1500);
    expect(await page.getByTestId('question').innerText()).toContain('How likely are you');
    expect(await complete(page)).toEqual(everything);
  }, 90_000);

  it('goes on within 1.5 s after everything stood still, new connections too', async () => {
    const { page } = participant;
    proxy.pause();
    await page.getByTestId('banner').waitFor({ timeout: 4000 });
    await page.waitForTimeout(1500);
    const before = await heard(page);
    expect(before).toMatchObject({ playing: false });
    const fromMs = performance.now();
    proxy.resume();
    // The old connection may bring the rest of the sentence, a fresh one the sentence anew.
    const isHeard = (now: Heard | null): boolean => now?.playing === true && (now.epoch > (before?.epoch ?? 0) || now.playedSamples > (before?.playedSamples ?? 0));
    expect(await eventually(() => heard(page), isHeard)).toMatchObject({ playing: true });
    expect(performance.now() - fromMs).toBeLessThan(1500);
    await page.getByTestId('banner').waitFor({ state: 'detached' });
    expect(await complete(page)).toEqual(everything);
  }, 90_000);

  it('delivers an answer that was given while nothing could go out', async () => {
    const { page } = participant;
    proxy.cut();
    await page.getByTestId('banner').waitFor({ timeout: 2000 });
    await page.getByTestId('scale-7').click();
    await page.getByTestId('try-now').focus();
    proxy.mend();
    await page.keyboard.press('Enter');
    await page.getByTestId('banner').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.id')).toBe('question-heading');
    await page.getByTestId('question').filter({ hasText: 'the one thing' }).waitFor({ timeout: 5000 });
    const responses = await server.storage.responses.list(await sessionIdOf(page));
    expect(responses.map(({ value }) => value)).toEqual([true, 7]);
    expect(responses.map(({ revisions }) => revisions.length)).toEqual([1, 1]);
    await page.getByTestId('end').click();
    await page.getByTestId('summary').waitFor();
  });

  it('goes on at the same question after a reload, with what was said and answered', async () => {
    const { page } = participant;
    const sessionId = await sessionIdOf(page);
    await page.getByTestId('log').locator('p').first().waitFor();
    const lines = await page.getByTestId('log').locator('p').allInnerTexts();
    await page.reload();
    await page.getByTestId('continue').waitFor();
    await page.getByText('Quick pulse').waitFor();
    await shot(page, 'continue');
    expect(await barriers(page)).toEqual([]);
    const keptFields: string[] = await page.evaluate(`Object.keys(JSON.parse(sessionStorage.getItem("voiceter.interview")))`);
    expect(keptFields).toEqual(['place', 'subject', 'voiceId', 'useMicrophone', 'keptAtMs']);
    await page.keyboard.press('Enter');
    await asks(page, 'How likely are you');
    expect(await sessionIdOf(page)).toBe(sessionId);
    await page.getByTestId('answer-p1').waitFor({ state: 'attached' });
    expect((await page.getByTestId('log').locator('p').allInnerTexts()).slice(0, lines.length)).toEqual(lines);
    expect(await complete(page)).toEqual(everything);
    await page.reload();
    await page.getByTestId('start').waitFor();
    expect(await page.getByTestId('continue').count()).toBe(0);
  }, 90_000);

  it('goes on after a look at another page and the back button', async () => {
    const { page } = participant;
    await page.goto('about:blank');
    await page.goBack();
    await page.getByTestId('continue').click();
    await asks(page, 'How likely are you');
    expect(await complete(page)).toEqual(everything);
  }, 90_000);

  it('ends the old interview where a new one is wanted', async () => {
    const { page } = participant;
    const sessionId = await sessionIdOf(page);
    await page.reload();
    await page.getByTestId('start-new').click();
    await page.getByTestId('questionnaire-quick-pulse').waitFor();
    const row = await eventually(() => server.storage.sessions.get(sessionId), (now) => now?.status === 'abandoned');
    expect(row).toMatchObject({ status: 'abandoned' });
    await page.reload();
    await page.getByTestId('start').waitFor();
    expect(await page.getByTestId('continue').count()).toBe(0);
  });

  it('is silent at once where another tab has the interview, and goes on there on demand', async () => {
    const { page } = participant;
    const kept: string = await page.evaluate('sessionStorage.getItem("voiceter.interview")');
    const twin = await page.context().newPage();
    await twin.goto(page.url());
    await twin.evaluate(`sessionStorage.setItem('voiceter.interview', ${JSON.stringify(kept)})`);
    await twin.reload();
    await twin.getByTestId('continue').click();
    expect(await eventually(() => sessionIdOf(twin), (id) => id !== null)).toBe(await sessionIdOf(page));
    await page.getByTestId('continue-here').waitFor({ timeout: 500 });
    expect(await heard(page)).toBeNull();
    expect(await page.evaluate('openMicrophoneTracks()')).toBe(0);
    await shot(page, 'elsewhere');
    expect(await barriers(page)).toEqual([]);
    await asks(twin, 'How likely are you');

    await page.getByTestId('continue-here').click();
    await twin.getByTestId('continue-here').waitFor({ timeout: 5000 });
    await asks(page, 'How likely are you');
    await twin.close();
    expect(await complete(page)).toEqual(everything);
  }, 90_000);

  it('says honestly that an interview has ended, and keeps nothing of it', async () => {
    const { page } = participant;
    const sessionId = await sessionIdOf(page);
    proxy.cut();
    await page.getByTestId('banner').waitFor({ timeout: 2000 });
    const other = io(server.url, { transports: ['websocket'], query: { sessionId } });
    const over = new Promise((resolve) => other.once('session:complete', resolve));
    other.emit('session:end', {});
    await over;
    other.disconnect();
    proxy.mend();
    await page.getByTestId('error').waitFor({ timeout: 10_000 });
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('This conversation has ended');
    await shot(page, 'expired');
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await page.getByRole('button', { name: 'Start a new one' }).click();
    await page.getByTestId('start').waitFor();
  });

  it('leaves nothing behind', async () => {
    await participant.page.getByTestId('end').click();
    await participant.page.getByTestId('summary').waitFor();
    const left = await eventually(() => Promise.resolve(server.sessions.count), (count) => count === 0);
    expect(left).toBe(0);
    expect(proxy.connections).toBeLessThan(10);
  });
});

(missing === null ? describe : describe.skip)('an interview whose server is restarted', () => {
  it('goes on at the same question, on the same port and with the same record', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'voiceter-restart-'));
    const browser = await launchChromium();
    let server = await startTestServer({ directory, emulator: speaking });
    try {
      const port = new URL(server.url).port;
      const { page, close } = await openParticipant(browser, `http://localhost:${port}`);
      await begin(page);
      const lines = await page.getByTestId('log').locator('p').allInnerTexts();
      await server.stop();
      await page.getByTestId('banner').waitFor({ timeout: 3000 });
      server = await startTestServer({ directory, environment: { PORT: port }, emulator: speaking });
      await page.getByTestId('banner').waitFor({ state: 'detached', timeout: 10_000 });
      await asks(page, 'How likely are you');
      expect((await page.getByTestId('log').locator('p').allInnerTexts()).slice(0, lines.length)).toEqual(lines);
      await page.getByTestId('scale-9').click();
      await page.getByTestId('answer-text').fill('The people.');
      await page.getByTestId('answer-send').click();
      await page.getByTestId('summary').waitFor({ timeout: 45_000 });
      const responses = await server.storage.responses.list(await sessionIdOf(page));
      expect(responses.map(({ value }) => value)).toEqual([true, 9, 'The people.']);
      await close();
    } finally {
      await browser.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  }, 120_000);
});
