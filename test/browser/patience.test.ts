import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { join, normalize, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Server, type Socket } from 'socket.io';
import { barriers } from '../support/accessibility.js';
import { launchChromium, missingForBrowser, openParticipant } from '../support/participant-browser.js';

const missing = missingForBrowser('chromium');
if (missing !== null) process.stdout.write(`patience ${missing}\n`);

const built = fileURLToPath(new URL('../../dist/public', import.meta.url));
const contentTypes: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const lists: Readonly<Record<string, object>> = {
  '/api/questionnaires': { questionnaires: [{ questionnaireId: 'csat', name: 'Store visit', description: '', language: 'en-US', estimatedDurationMinutes: 2, questionCount: 2, features: [] }] },
  '/api/personas': { personas: [] },
  '/api/voices': { voices: [{ id: 'tiffany', name: 'Tiffany', language: 'en-US', gender: 'feminine', polyglot: true }] },
};

/** The built page over a server that says what the test wants: for what a real one says only in a bad hour. */
async function startPuppet(): Promise<{ readonly url: string; readonly connected: Promise<Socket>; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname;
    const list = lists[name];
    if (list !== undefined) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(list));
      return;
    }
    const file = join(built, name === '/' ? 'index.html' : normalize(name));
    readFile(file).then(
      (body) => response.setHeader('content-type', contentTypes[extname(file)] ?? 'application/octet-stream').end(body),
      () => response.writeHead(404).end(),
    );
  });
  const io = new Server(server);
  const connected = new Promise<Socket>((resolve) => io.on('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://localhost:${address.port}`,
    connected,
    async close() {
      server.closeAllConnections();
      await io.close();
    },
  };
}

(missing === null ? describe : describe.skip)('a server that needs a moment', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('is said to, and so is an answer that is still on its way', async () => {
    const puppet = await startPuppet();
    const { page, close } = await openParticipant(browser, puppet.url);
    await page.getByTestId('questionnaire-csat').click();
    await page.getByTestId('consent').check();
    await page.getByTestId('start-without-microphone').click();
    const socket = await puppet.connected;
    let seq = 0;
    const tell = (event: string, data: object): void => void socket.emit(event, { event, sessionId: 's-1', timestamp: '2026-11-21T09:00:00.000Z', run: 'r-1', seq: (seq += 1), data });
    const question = { questionId: 'q1', questionNumber: 1, questionType: 'nps', questionText: 'Would you recommend us?', isRequired: true, scale: { min: 0, max: 10 } };
    tell('session:assigned', { sessionId: 's-1', reconnected: false, recovered: false });
    tell('session:ready', { questionnaireName: 'Store visit', estimatedDuration: 2, firstQuestion: question, language: 'en-US', voiceId: 'tiffany', outputSampleRateHz: 24000, hearing: 'speech' });
    await page.getByTestId('scale-9').waitFor();

    tell('session:waiting', {});
    await page.getByTestId('one-moment').filter({ hasText: 'One moment, please.' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    tell('transcription:assistant', { transcript: 'Here I am.', text: 'Here I am.', isFinal: true, role: 'assistant', epoch: 1, sentence: 0 });
    await page.getByTestId('one-moment').filter({ hasNotText: 'One moment' }).waitFor({ state: 'attached' });

    const answer = { questionId: 'q1', qid: 'q1', question: question.questionText, answer: '9', revision: 1 };
    tell('response:saving', answer);
    await page.locator('.answers summary').click();
    await page.getByTestId('answer-q1').filter({ hasText: 'saving…' }).waitFor();
    if (process.env['SCREENSHOTS'] !== undefined) {
      tell('session:waiting', {});
      await page.getByTestId('one-moment').filter({ hasText: 'One moment' }).waitFor();
      await page.screenshot({ path: join(process.env['SCREENSHOTS'], 'saving.png'), fullPage: true });
    }
    expect(await barriers(page)).toEqual([]);
    tell('response:recorded', answer);
    await page.getByTestId('answer-q1').filter({ hasNotText: 'saving…' }).waitFor();

    tell('session:complete', { completionStatus: 'completed', totalQuestions: 2, answeredQuestions: 2, duration: 61, surveyAnswers: [answer], pendingAnswers: 2 });
    await page.getByTestId('pending-answers').filter({ hasText: '2 answers are still being saved.' }).waitFor();
    if (process.env['SCREENSHOTS'] !== undefined) await page.screenshot({ path: join(process.env['SCREENSHOTS'], 'pending.png'), fullPage: true });
    expect(await barriers(page)).toEqual([]);
    await close();
    await puppet.close();
  });
});
