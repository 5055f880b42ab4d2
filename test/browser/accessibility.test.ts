import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { barriers } from '../support/accessibility.js';
import { launchChromium, missingForBrowser, openParticipant, type Participant } from '../support/participant-browser.js';
import { startTestServer, type TestServer } from '../support/server.js';

const missing = missingForBrowser('chromium');
if (missing !== null) process.stdout.write(`accessibility ${missing}\n`);

(missing === null ? describe : describe.skip)('the page', () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startTestServer({ emulator: { timing: { thinkMs: 50, deliverySpeed: 8 } } });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  /** Waits for the question, and until the agent has begun to ask it. */
  const asks = async (page: Page, words: string): Promise<void> => {
    await page.getByTestId('question').filter({ hasText: words }).waitFor({ timeout: 20_000 });
    await page.getByTestId('state').filter({ hasText: /speaking/i }).first().waitFor({ timeout: 20_000 });
  };

  /** Moves by Tab until this element has the focus. */
  async function tabTo(page: Page, testId: string): Promise<void> {
    for (let steps = 0; steps < 60; steps += 1) {
      if (await page.evaluate(`document.querySelector('[data-testid="${testId}"]').contains(document.activeElement)`)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${testId} cannot be reached by Tab`);
  }

  it.each([
    ['on a phone, light', { width: 390, height: 844 }, 'light'],
    ['on a desktop, dark', { width: 1280, height: 800 }, 'dark'],
  ] as const)('has no barrier that axe knows, from start to summary, %s', async (_name, size, colorScheme) => {
    const { page, close }: Participant = await openParticipant(browser, server.url, size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`:root[data-theme=${colorScheme}]`).waitFor({ timeout: 5000 });
    await page.getByTestId('questionnaire-quick-pulse').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByTestId('questionnaire-quick-pulse').click();
    await page.getByTestId('consent').check();
    await page.getByTestId('start').click();
    await asks(page, '');
    expect(await barriers(page)).toEqual([]);
    await page.getByTestId('option-true').click();
    await page.getByTestId('scale-8').click();
    await page.getByTestId('answer-text').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByTestId('end').click();
    await page.getByTestId('summary').waitFor({ timeout: 20_000 });
    expect(await barriers(page)).toEqual([]);
    await close();
  }, 90_000);

  it('is used by keyboard alone, from the first Tab to the summary', async () => {
    const { page, close } = await openParticipant(browser, server.url);
    await page.getByTestId('questionnaire-quick-pulse').waitFor();
    // The surveys are one group of radio buttons: Tab enters it, the arrows choose.
    await tabTo(page, 'questionnaire-demo-01-csat-nps');
    const isChosen = (): Promise<boolean> => page.getByTestId('questionnaire-quick-pulse').locator('input').isChecked();
    for (let steps = 0; steps < 20 && !(await isChosen()); steps += 1) await page.keyboard.press('ArrowDown');
    await tabTo(page, 'consent');
    await page.keyboard.press('Space');
    await tabTo(page, 'start');
    await page.keyboard.press('Enter');
    await asks(page, '');
    await tabTo(page, 'option-true');
    await page.keyboard.press('Enter');
    await page.getByTestId('scale-9').waitFor();
    await tabTo(page, 'scale-9');
    await page.keyboard.press('Enter');
    await page.getByTestId('answer-text').waitFor();
    await tabTo(page, 'answer-text');
    await page.keyboard.type('All by keyboard.');
    await tabTo(page, 'answer-send');
    await page.keyboard.press('Enter');
    await page.getByTestId('summary').waitFor({ timeout: 45_000 });
    expect(await page.getByTestId('summary').innerText()).toContain('All by keyboard.');
    await close();
  }, 90_000);
});
