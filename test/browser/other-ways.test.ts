import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { asks, beginDemo, recordedInDemo } from '../support/demo-interview.js';
import { launchChromium, missingForBrowser, openParticipant, type Participant } from '../support/participant-browser.js';
import { startTestServer, type TestServer } from '../support/server.js';

const missing = missingForBrowser('chromium');
if (missing !== null) process.stdout.write(`tapping, typing ${missing}\n`);

(missing === null ? describe : describe.skip)('the demo interview in a real browser', () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    // Quick answers, but speech in real time: the participants here interrupt it by answering.
    server = await startTestServer({ emulator: { timing: { thinkMs: 50, transcriptMs: 10, endpointingMs: 800 } } });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const begin = (): Promise<Participant> => beginDemo(browser, server.url);
  const recorded = (page: Page): Promise<Record<string, unknown>> => recordedInDemo(page, server);

  it('is completed by tapping', async () => {
    const { page, close } = await begin();
    await page.getByTestId('option-true').click();
    await asks(page, 'Think of the store itself');
    await page.getByTestId('scale-2').click();
    await asks(page, 'What was the trouble?');
    await page.getByTestId('option-crowding').click();
    await page.getByTestId('option-parking').click();
    await page.getByTestId('answer-send').click();
    await asks(page, 'Did someone from our staff');
    await page.getByTestId('option-true').click();
    await asks(page, 'value for the money');
    await page.getByTestId('scale-4').click();
    await asks(page, 'How likely are you to recommend');
    await page.getByTestId('scale-7').click();
    await asks(page, 'What would have made it a nine or a ten?');
    await page.getByTestId('answer-text').fill('More parking.');
    expect(await page.evaluate('window.voiceter.returns')).toBe(0);
    await page.getByTestId('answer-send').click();
    expect(await recorded(page)).toEqual({ q1: true, q2: 2, q2a: ['crowding', 'parking'], q3: true, q4: 4, q7: 7, q8: 'More parking.' });
    expect(await page.getByTestId('summary-answer-q2a').innerText()).toContain('Too crowded');
    await close();
  }, 120_000);

  it('is completed by typing', async () => {
    const { page, close } = await begin();
    const type = async (words: string): Promise<void> => {
      await page.getByTestId('message-text').fill(words);
      await page.getByTestId('message-send').click();
    };
    await type('yes, go ahead');
    await asks(page, 'Think of the store itself');
    await type("I'd say a five");
    await asks(page, 'Did someone from our staff');
    await type('no');
    await asks(page, 'value for the money');
    await type('3');
    await asks(page, 'How likely are you to recommend');
    await type('a ten');
    await asks(page, 'What did you like most?');
    await type('The calm music.');
    expect(await recorded(page)).toEqual({ q1: true, q2: 5, q3: false, q4: 3, q7: 10, q8: 'The calm music.' });
    await close();
  }, 120_000);

  it('blames no other program when the recorder does not load, and records once it does', async () => {
    const { page, close } = await openParticipant(browser, server.url);
    await page.getByTestId('questionnaire-quick-pulse').click();
    await page.getByTestId('consent').check();
    // What a browser says and remembers while the server is away, or after a deployment that took the file.
    await page.evaluate(`{
      const { addModule } = AudioWorklet.prototype;
      const failed = new Set();
      globalThis.serverIsBack = false;
      AudioWorklet.prototype.addModule = function (address) {
        if (!address.includes('capture') || (serverIsBack && !failed.has(address))) return addModule.call(this, address);
        failed.add(address);
        return Promise.reject(new DOMException("Unable to load a worklet's module.", 'AbortError'));
      };
    }`);
    await page.getByTestId('start').click();
    await page.getByTestId('listen-only').filter({ hasText: 'A part of this page did not load.' }).waitFor({ timeout: 10_000 });
    await page.evaluate('serverIsBack = true');
    await page.getByRole('button', { name: 'Use the microphone' }).click();
    await page.getByTestId('listen-only').waitFor({ state: 'detached', timeout: 10_000 });
    await page.locator('[data-testid=mute]:enabled').waitFor({ timeout: 10_000 });
    await page.getByTestId('end').click();
    await page.getByTestId('summary').waitFor({ timeout: 20_000 });
    await close();
  });

  it('goes on after a prompt that waits to be understood, and leaves a question out in the language of the interview', async () => {
    const { page, close } = await openParticipant(browser, server.url);
    await page.getByTestId('questionnaire-demo-02-concept-test').click();
    await page.getByTestId('consent').check();
    await page.getByTestId('start-without-microphone').click();
    for (const tapped of [['option-true'], ['option-true'], ['option-nothing'], ['option-none', 'answer-send'], ['understood']]) {
      for (const testId of tapped) await page.getByTestId(testId).click();
    }
    await page.getByTestId('question').filter({ hasText: 'how appealing is this idea' }).waitFor({ timeout: 20_000 });
    await page.getByTestId('end').click();
    await page.getByTestId('summary').waitFor({ timeout: 20_000 });
    await close();

    const spanish = await openParticipant(browser, server.url);
    await spanish.page.getByTestId('questionnaire-quick-pulse').click();
    await spanish.page.getByTestId('voice-select').selectOption('lupe');
    await spanish.page.getByTestId('consent').check();
    await spanish.page.getByTestId('start-without-microphone').click();
    await spanish.page.getByTestId('option-true').filter({ hasText: 'Sí' }).click();
    expect(await spanish.page.evaluate('document.documentElement.lang')).toBe('es');
    await spanish.page.getByTestId('scale-8').click();
    await spanish.page.getByTestId('skip').click();
    await spanish.page.getByTestId('summary').waitFor({ timeout: 45_000 });
    const sessionId: string = await spanish.page.evaluate('window.voiceter.sessionId');
    const responses = await server.storage.responses.list(sessionId);
    expect(responses.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'refused']);
    await spanish.close();
  }, 120_000);

  it('leaves nothing behind', () => {
    expect(server.sessions.count).toBe(0);
    expect(server.emulator?.openStreams).toBe(0);
  });
});
