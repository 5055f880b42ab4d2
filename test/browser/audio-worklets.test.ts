import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';

/**
 * The page's real worklets in a real browser. Everything is measured in audio time on an offline clock (see public/harness),
 * so that a slow machine gives the same figures.
 */
const CHROMIUM = '/usr/bin/chromium';
const installed = existsSync(CHROMIUM);
if (!installed) process.stderr.write(`audio-worklets: skipped, because ${CHROMIUM} is not installed\n`);

const CONTENT_TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves the files of one folder, and nothing else, on a free port of the loopback. */
async function serveFolder(folder: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.join(folder, name === '/' ? 'index.html' : path.normalize(name));
    readFile(file).then(
      (body) => {
        response.setHeader('content-type', CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream');
        response.setHeader('content-security-policy', "default-src 'self'; script-src 'self'; worker-src 'self' blob:");
        response.end(body);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://localhost:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

(installed ? describe : describe.skip)('audio worklets in Chromium', () => {
  let folder: string;
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'voiceter-harness-'));
    const vite = path.resolve('node_modules/vite/bin/vite.js');
    await promisify(execFile)(process.execPath, [vite, 'build', 'public/harness', '--config', 'vite.config.ts', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']);
    site = await serveFolder(folder);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required', '--disable-background-networking'],
    });
    page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction('window.harness !== undefined');
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('plays the whole of a 0.7 s reply that comes at four times real time, and begins within 150 ms', async () => {
    const reply = z
      .object({ startMs: z.number(), lengthMs: z.number(), playedSamples: z.number(), dryOuts: z.number() })
      .parse(await page.evaluate('window.harness.shortReply()'));
    expect(reply.playedSamples).toBe(16_800);
    expect(reply.dryOuts).toBe(0);
    expect(reply.startMs).toBeGreaterThanOrEqual(0);
    expect(reply.startMs).toBeLessThan(150);
    expect(Math.abs(reply.lengthMs - 700)).toBeLessThan(5);
  });

  it('plays a reply that is shorter than the start-up buffer as soon as it is complete', async () => {
    const reply = z
      .object({ startMs: z.number(), lengthMs: z.number(), playedSamples: z.number() })
      .parse(await page.evaluate('window.harness.tinyReply()'));
    expect(reply.playedSamples).toBe(960);
    expect(reply.startMs).toBeLessThan(10);
    expect(Math.abs(reply.lengthMs - 40)).toBeLessThan(5);
  });

  it('falls silent within 20 ms of an interruption, never plays the old epoch again, and plays the short reply after it', async () => {
    const cut = z
      .object({
        stopMs: z.number(),
        steepest: z.number(),
        lateSound: z.number(),
        replyStartMs: z.number(),
        newToneDb: z.number(),
        oldToneDb: z.number(),
        heardOfOld: z.number(),
        heardOfNew: z.number(),
        staleSamples: z.number(),
      })
      .parse(await page.evaluate('window.harness.bargeIn()'));
    expect(cut.stopMs).toBeGreaterThan(0);
    expect(cut.stopMs).toBeLessThan(20);
    // A faded tone of 0.3 at 440 Hz moves by less than 0.02 from sample to sample; a cut one jumps by up to 0.3.
    expect(cut.steepest).toBeLessThan(0.03);
    expect(cut.lateSound).toBe(0);
    expect(cut.staleSamples).toBe(9600);
    expect(cut.heardOfOld).toBeGreaterThan(0.3 * 24_000);
    expect(cut.heardOfOld).toBeLessThan(0.43 * 24_000);
    expect(cut.replyStartMs).toBeLessThan(150);
    expect(cut.heardOfNew).toBe(7200);
    expect(cut.newToneDb).toBeGreaterThan(-12);
    expect(cut.oldToneDb).toBeLessThan(-70);
  });

  const captured = z.object({
    frames: z.number(),
    bytes: z.array(z.number()),
    sequence: z.array(z.number()),
    toneDb: z.number(),
    rmsDb: z.number(),
  });

  it.each([48_000, 44_100, 16_000])('captures 512-sample frames at 16 kHz from a device at %d Hz', async (deviceRateHz) => {
    const speech = captured.parse(await page.evaluate(`window.harness.capture(${deviceRateHz}, 1000)`));
    expect(speech.bytes).toEqual([1024]);
    expect(speech.frames).toBe(31);
    expect(speech.sequence).toEqual(Array.from({ length: 31 }, (_, index) => index));
    expect(Math.abs(speech.toneDb)).toBeLessThan(0.5);
  });

  it('keeps a 10 kHz tone of a 48 kHz device more than 60 dB out of the speech band', async () => {
    const hiss = captured.parse(await page.evaluate('window.harness.capture(48000, 10000)'));
    expect(hiss.toneDb).toBeLessThan(-60);
    expect(hiss.rmsDb).toBeLessThan(-60);
  });
});
