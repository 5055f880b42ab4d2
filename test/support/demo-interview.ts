import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openParticipant, type Participant } from './participant-browser.js';
import type { TestServer } from './server.js';

/* The interview `demo-01-csat-nps` on the page, whatever it is answered with. */

/** Until the first question is being asked. */
export async function beginDemo(browser: Browser, url: string): Promise<Participant> {
  const participant = await openParticipant(browser, url);
  const { page } = participant;
  await page.getByTestId('questionnaire-demo-01-csat-nps').click();
  await page.getByTestId('consent').check();
  await page.getByTestId('start').click();
  await asks(page, 'Is it all right to start?');
  return participant;
}

/** Waits for the question, and until the agent has begun to ask it. */
export async function asks(page: Page, words: string): Promise<void> {
  await page.getByTestId('question').filter({ hasText: words }).waitFor({ timeout: 20_000 });
  await page.getByTestId('state').filter({ hasText: /speaking/i }).first().waitFor({ timeout: 20_000 });
}

/** The answers by question, when it is complete. */
export async function recordedInDemo(page: Page, server: TestServer): Promise<Record<string, unknown>> {
  await page.getByTestId('summary').waitFor({ timeout: 45_000 });
  const sessionId: string = await page.evaluate('window.voiceter.sessionId');
  expect(await server.storage.sessions.get(sessionId)).toMatchObject({ status: 'completed', consent: { version: expect.any(String) } });
  const { entries } = await server.storage.transcripts.list(sessionId);
  expect(entries.some(({ role, stage }) => role === 'assistant' && stage === 'spoken')).toBe(true);
  const responses = await server.storage.responses.list(sessionId);
  return Object.fromEntries(responses.map(({ questionId, value }) => [questionId, value]));
}
