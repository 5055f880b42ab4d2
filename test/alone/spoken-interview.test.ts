import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium, missingForBrowser, openParticipant, type Participant } from '../support/participant-browser.js';
import { startTestServer, type TestServer } from '../support/server.js';

const missing = missingForBrowser('chromium', 'flite', 'pocketsphinx_continuous');
if (missing !== null) process.stdout.write(`spoken interview ${missing}\n`);

/** Waits until the page shows the agent's state. A question and its answer take some 15 s. */
const reaches = (participant: Participant, state: RegExp): Promise<void> =>
  participant.page.getByTestId('state').filter({ hasText: state }).first().waitFor({ timeout: 45_000 });

const questionText = (participant: Participant): Promise<string> => participant.page.getByTestId('question').innerText();
const playback = (participant: Participant): Promise<{ epoch: number; lastInterruptLatencyMs: number | null; playing: boolean }> =>
  participant.page.evaluate('window.voiceter.playback');

/** Lets the agent finish its question, then answers it aloud, and waits until the page shows the answer. */
async function answer(participant: Participant, words: string, questionId: string): Promise<void> {
  await reaches(participant, /listening/i);
  await participant.say(words);
  await participant.page.getByTestId(`answer-${questionId}`).waitFor({ state: 'attached', timeout: 30_000 });
  await reaches(participant, /speaking/i);
}

(missing === null ? describe : describe.skip)('an interview by voice alone, in a real browser', () => {
  let server: TestServer;
  let browser: Browser;
  let participant: Participant;
  beforeAll(async () => {
    server = await startTestServer({ environment: { ENDPOINTING_SENSITIVITY: 'HIGH' }, emulator: { speech: 'auto', hearing: 'pocketsphinx' } });
    browser = await launchChromium();
    participant = await openParticipant(browser, server.url);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('goes from consent to the summary, through an interruption, and records what was said', async () => {
    const { page } = participant;
    await page.getByTestId('questionnaire-demo-01-csat-nps').click();
    await page.getByTestId('consent').check();
    await page.getByTestId('start').click();
    await reaches(participant, /speaking/i);

    await answer(participant, 'yes please', 'q1');
    await answer(participant, 'two', 'q2');
    expect(await questionText(participant)).toContain('What was the trouble?');
    await answer(participant, 'long waiting', 'q2a');
    await answer(participant, 'no', 'q3');
    await answer(participant, 'four', 'q4');

    // In the middle of the long question, the participant speaks.
    expect(await questionText(participant)).toContain('How likely are you to recommend');
    const before = await playback(participant);
    expect(before.playing).toBe(true);
    await participant.say('repeat the question');
    await page.waitForFunction(`window.voiceter.playback.lastInterruptLatencyMs !== null`, null, { timeout: 5000 });
    const after = await playback(participant);
    expect(after).toMatchObject({ playing: false, epoch: before.epoch });
    expect(after.lastInterruptLatencyMs).toBeLessThanOrEqual(20);
    await reaches(participant, /speaking/i);
    expect((await playback(participant)).epoch).toBeGreaterThan(before.epoch);
    expect(await questionText(participant)).toContain('How likely are you to recommend');
    await answer(participant, 'nine', 'q7');
    // Pauses of the model are no reason to doubt the connection.
    expect(await page.evaluate('window.voiceter.returns')).toBe(0);

    expect(await questionText(participant)).toContain('What did you like most?');
    await answer(participant, 'the people were friendly', 'q8');
    await page.getByTestId('summary').waitFor({ timeout: 45_000 });
    expect(await page.getByTestId('summary-answer-q7').innerText()).toContain('9');
    const sessionId: string = await page.evaluate('window.voiceter.sessionId');

    const responses = await server.storage.responses.list(sessionId);
    const values = Object.fromEntries(responses.map(({ questionId, value }) => [questionId, value]));
    expect(values).toEqual({ q1: true, q2: 2, q2a: ['waiting'], q3: false, q4: 4, q7: 9, q8: expect.any(String) });
    const open = responses.find(({ questionId }) => questionId === 'q8');
    expect(open?.heard).not.toBe('');
    expect(open?.value).toBe(open?.heard);

    const { entries } = await server.storage.transcripts.list(sessionId);
    const said = (role: 'user' | 'assistant') => entries.filter((entry) => entry.role === role && entry.stage !== 'planned').map(({ content }) => content);
    expect(said('user')).toHaveLength(8);
    expect(said('assistant').join(' ')).toContain('Is it all right to start?');
    expect(said('assistant').join(' ')).toContain('Have a good day, and goodbye.');
    expect(await server.storage.sessions.get(sessionId)).toMatchObject({ status: 'completed', disposition: 'completed' });
  }, 300_000);

  it('leaves nothing behind', () => {
    expect(server.sessions.count).toBe(0);
    expect(server.emulator?.openStreams).toBe(0);
  });
});
