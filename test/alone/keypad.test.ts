import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { asks, beginDemo, recordedInDemo } from '../support/demo-interview.js';
import { launchChromium, missingForBrowser } from '../support/participant-browser.js';
import { startTestServer, type TestServer } from '../support/server.js';

const missing = missingForBrowser('chromium');
if (missing !== null) process.stdout.write(`keypad ${missing}\n`);

(missing === null ? describe : describe.skip)('the demo interview in a real browser', () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startTestServer({ emulator: { timing: { thinkMs: 50, transcriptMs: 10, endpointingMs: 800 } } });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('is completed by keypad tones in the audio', async () => {
    const { page, press, close } = await beginDemo(browser, server.url);
    await press('1');
    await asks(page, 'Think of the store itself');
    await press('5');
    await asks(page, 'Did someone from our staff');
    await press('2');
    await asks(page, 'value for the money');
    await press('4');
    await asks(page, 'How likely are you to recommend');
    await press('10#');
    await asks(page, 'What did you like most?');
    await page.getByTestId('answer-text').fill('Nothing more.');
    await page.getByTestId('answer-send').click();
    expect(await recordedInDemo(page, server)).toEqual({ q1: true, q2: 5, q3: false, q4: 4, q7: 10, q8: 'Nothing more.' });
    await close();
  }, 120_000);
});
