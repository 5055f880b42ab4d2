import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { launchChromium, missingForBrowser } from '../support/participant-browser.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const missing = missingForBrowser('chromium') ?? (existsSync(pathOf('../../node_modules/@roamhq/wrtc')) ? null : 'skipped: @roamhq/wrtc not installed');
if (missing !== null) process.stdout.write(`media call ${missing}\n`);

// The server has a process of its own: the native part of WebRTC can not be unloaded from this one.
(missing === null ? describe : describe.skip)('a media call of a real browser', () => {
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    server = await startServerProcess();
    browser = await launchChromium();
    page = await (await browser.newContext()).newPage();
    await page.addInitScript({ path: pathOf('../browser/pages/media-call.js') });
    await page.goto(`${server.url}/health`);
  });
  afterAll(async () => {
    await browser.close();
    expect(await server.stop()).toBe(0);
  });
  const run = <T>(script: string): Promise<T> => page.evaluate<T>(script);
  const health = async (): Promise<number> => ((await (await fetch(`${server.url}/health`)).json()) as { sessions: number }).sessions;

  it('carries speech both ways, and an interruption on its data channel', async () => {
    const offered = await run<Record<string, unknown>>('openMediaCall("?agent=documents&language=en-US").then(({ offered }) => offered)');
    expect(offered).toMatchObject({ success: true, status: 'offer_received', answer: { type: 'answer', sdp: expect.stringContaining('a=sendrecv') } });
    expect(await run('mediaCall.told("state", "listening")')).not.toBeNull();

    // The greeting is heard, and stopped by a message.
    expect(await run('mediaCall.loud()')).not.toBeNull();
    await run('mediaCall.say({ type: "barge_in", timestamp: Date.now() })');
    expect(await run('mediaCall.told("barge_in")')).not.toBeNull();
    expect(await run('mediaCall.quiet()')).toBeLessThan(1000);

    // Keys that are pressed into the microphone are heard, and answered.
    await run('mediaCall.press(4, 2)');
    expect(await run('mediaCall.told("transcription", "42")')).not.toBeNull();
    expect(await run('mediaCall.loud()')).not.toBeNull();
    await run('mediaCall.say({ type: "text", text: "Who are you?" })');
    expect(await run('mediaCall.told("transcription", "My name is")')).not.toBeNull();

    expect(await health()).toBe(1);
    await run('mediaCall.hangUp()');
    expect(await eventually(health, (sessions) => sessions === 0)).toBe(0);
  });

  it('can be made again from the same page', async () => {
    await run('openMediaCall("?agent=documents&language=en-US").then(() => null)');
    expect(await run('mediaCall.loud()')).not.toBeNull();
    await run('mediaCall.hangUp()');
    expect(await eventually(health, (sessions) => sessions === 0)).toBe(0);
  });
});
