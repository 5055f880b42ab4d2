import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { barriers } from '../support/accessibility.js';
import { launchChromium, missingForBrowser, openParticipant } from '../support/participant-browser.js';
import { startTestServer, type TestServer } from '../support/server.js';

const missing = missingForBrowser('chromium');
if (missing !== null) process.stdout.write(`assistants ${missing}\n`);

(missing === null ? describe : describe.skip)('an assistant in a real browser', () => {
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

  it('is chosen beside the questionnaires, in one of its languages, and talked with', async () => {
    const { page, close } = await openParticipant(browser, server.url);
    await page.getByTestId('assistant-documents').click();
    await page.getByTestId('language-select').selectOption('es-US');
    expect(await barriers(page)).toEqual([]);
    await page.getByTestId('consent').check();
    await page.getByTestId('start').click();
    await page.getByTestId('assistant').filter({ hasText: 'Asistente de documentos' }).waitFor();
    await page.getByTestId('planned').filter({ hasText: 'Hola.' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByTestId('message-text').fill('¿Cuántos días de vacaciones hay?');
    await page.keyboard.press('Enter');
    await page.getByTestId('log').filter({ hasText: 'No he encontrado eso en los documentos.' }).waitFor();
    await page.getByTestId('end').click();
    await page.getByTestId('summary').filter({ hasText: 'Asistente de documentos' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    const sessionId: string = await page.evaluate('window.voiceter.sessionId');
    expect(await server.storage.sessions.get(sessionId)).toMatchObject({ agent: 'assistant', questionnaireId: 'documents', language: 'es-US', status: 'abandoned', consent: { version: expect.any(String) } });
    await close();
  });
});
