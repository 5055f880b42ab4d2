import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { systemClock } from '../../../src/kernel/clock.js';
import { asked, calls, consent, firstAnswer, lastAnswer, recorded, secondAnswer, timesSaid, type Call, type CallOptions } from '../../support/call.js';
import { eventually } from '../../support/eventually.js';
import { listenTo } from '../../support/listener.js';
import { missingForNodes, startCluster } from '../../support/nodes.js';
import { quickEmulator, startTestServer } from '../../support/server.js';
import { createLog } from '../../../src/telemetry/log.js';
import { createSocketIoCarrier } from '../../../src/transports/carriers/socket-io.js';
import type { Dialect } from '../../../src/transports/dialect.js';
import { connectCaller } from '../../support/voice-caller.js';

/* Rows 14 and 17 to 24, and 27 of the fault table: the client, its connection, the process and its clock. */

const { begin, goOn } = calls();

/** The participant's connection is gone for a while; then they are back in a new one. */
async function comeBack(one: Call, whileAway: () => Promise<unknown>): Promise<Call> {
  const { sessionId, position } = one.caller;
  one.ear.stop();
  one.caller.close();
  await whileAway();
  const caller = await connectCaller(one.server.url, { sessionId, after: position, listens: true });
  return goOn(one, caller);
}

describe('row 14: the connection of the participant is gone', () => {
  const vacant = (one: Call): Promise<number> => eventually(() => Promise.resolve(one.server.emulator?.openStreams ?? 0), (count) => count === 0);
  it.each<[string, CallOptions, (one: Call) => Promise<unknown>, string]>([
    ['for a moment', {}, () => Promise.resolve(), 'get done'],
    ['for longer than a stream is kept', { limits: { hiccupMs: 20, vacantMs: 100 } }, vacant, 'Welcome back'],
    ['for longer than it is kept in memory', { limits: { detachedMs: 100 } }, (one) => eventually(() => Promise.resolve(one.server.sessions.count), (count) => count === 0), 'Welcome back'],
  ])('%s: the same question is heard again within 1.5 s', async (_how, options, whileAway, words) => {
    const one = await begin(options);
    await one.caller.next('transcription:assistant', ({ text }) => text.includes('get done'));
    await eventually(() => Promise.resolve(one.ear.heard().length), (count) => count > 0);
    const back = await comeBack(one, () => whileAway(one));
    const returnedMs = back.ear.nowMs;
    await back.caller.next('transcription:assistant', ({ isFinal, text }) => !isFinal && text.includes(words));
    const heard = await eventually(() => Promise.resolve(back.ear.untilSpeech(returnedMs)), (speech) => speech !== null);
    expect(heard?.speechMs).toBeLessThan(1500);
    expect(await back.caller.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p1' } });
    await back.ear.quiet();
    back.caller.send('text:message', { text: 'yes' });
    expect(await recorded(back, 'p1')).toBe('Yes');
    await secondAnswer(back);
    await lastAnswer(back);
  });
  it('for a moment in which nothing was said: nobody is disturbed', async () => {
    const one = await begin();
    await asked(one, 'get done');
    const back = await comeBack(one, () => Promise.resolve());
    await back.caller.next('session:ready');
    back.caller.send('text:message', { text: 'yes' });
    expect(await recorded(back, 'p1')).toBe('Yes');
    expect(timesSaid(back, 'get done')).toBe(0);
  });
});

it('row 17: messages that come twice, late or out of order change nothing twice', async () => {
  const one = await begin();
  const { caller } = one;
  await asked(one, 'get done');
  for (let again = 0; again < 5; again += 1) caller.send('answer:submit', { questionId: 'p1', value: 'true' });
  expect(await recorded(one, 'p1')).toBe('Yes');
  // Progress of an utterance that was never said, and of one that is long over; audio by numbers that went before.
  caller.send('playback:progress', { epoch: 99, playedSamples: 1_000_000 });
  caller.send('playback:progress', { epoch: 0, playedSamples: 0 });
  const silence = Buffer.alloc(1024).toString('base64');
  for (const sequenceNumber of [5, 4, 4, 0, 1_000_000]) caller.send('audio:chunk', { audioData: silence, sequenceNumber });
  await secondAnswer(one);
  caller.send('answer:submit', { questionId: 'p1', value: 'true' });
  await lastAnswer(one);
});

it('row 18: floods of broken messages from five connections: a neighbour hears no gap', async () => {
  const one = await begin({ emulator: { toneSpeed: 1 } });
  await one.caller.next('transcription:assistant', ({ text }) => text.includes('get done'));
  const hostile = await Promise.all(Array.from({ length: 5 }, () => connectCaller(one.server.url)));
  const rubbish: readonly unknown[] = [null, 7, 'x'.repeat(2000), [[[[[[[[[[1]]]]]]]]]], { audioData: '***' }, { questionnaireId: {} }, { text: '\ud800' }, Buffer.alloc(3), { __proto__: null, constructor: 1 }];
  const names = ['audio:chunk', 'session:start', 'text:message', 'answer:submit', 'constructor', '__proto__', '', 'playback:progress'];
  for (let round = 0; round < 20_000; round += 1) hostile[round % 5]?.sendRaw(names[round % names.length] ?? '', rubbish[round % rubbish.length]);
  await one.caller.next('audio:end');
  await one.ear.quiet();
  // Greeting and question came as one stretch of sound, or with the pause between two sentences.
  const heard = one.ear.heard();
  heard.slice(1).forEach(({ fromMs }, at) => expect(fromMs - (heard[at]?.toMs ?? 0)).toBeLessThan(250));
  one.caller.send('text:message', { text: 'yes' });
  expect(await recorded(one, 'p1')).toBe('Yes');
  hostile.forEach((caller) => caller.close());
});

it('row 19: a client that reads nothing: its audio is bounded, and what must not be missed is there when it reads again', async () => {
  const httpServer = createServer();
  const audio = { audioData: Buffer.alloc(4800).toString('base64') };
  const dialect: Dialect = {
    name: 'plain',
    audioEvents: new Set(),
    connect: (peer) => ({
      // More at once than any client reads: its socket cannot be written between.
      receive() {
        for (let number = 0; number < 1600; number += 1) {
          peer.emitAudio('sound', { number, ...audio });
          if (number % 100 === 0) peer.emit('word', { number });
        }
        peer.emit('end', {});
      },
      fail: () => undefined,
      closed: () => undefined,
    }),
  };
  const carrier = createSocketIoCarrier({ clock: systemClock, log: createLog({ level: 'silent' }), httpServer, namespaces: { '/': dialect } }, { allowedOrigins: [] });
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const socket = io(`http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`, { transports: ['websocket'], reconnection: false });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  let sounds = 0;
  const words: number[] = [];
  socket.on('sound', () => (sounds += 1));
  socket.on('word', ({ number }: { number: number }) => void words.push(number));
  socket.emit('go', {});
  await new Promise<void>((resolve) => socket.once('end', () => resolve()));
  expect(words).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1500]);
  expect(sounds).toBeGreaterThan(150);
  expect(sounds).toBeLessThanOrEqual(170);
  socket.close();
  await carrier.close();
});

const missing = missingForNodes();
(missing === null ? it : it.skip)('row 20: a process that stands still for half a second: at most one gap of that length, and nobody is lost', async () => {
  const cluster = await startCluster({ ...quickEmulator, timing: { ...quickEmulator.timing, deliverySpeed: 1.5 } });
  const node = await cluster.startNode();
  const caller = await connectCaller(node.url, { listens: true });
  const ear = listenTo(caller);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await eventually(() => Promise.resolve(ear.heard().length), (count) => count > 0);
  node.process.kill('SIGSTOP');
  await new Promise<void>((resolve) => systemClock.setTimer(500, resolve));
  node.process.kill('SIGCONT');
  await asked({ caller, ear }, 'get done');
  const heard = ear.heard();
  const gaps = heard.slice(1).map(({ fromMs }, at) => fromMs - (heard[at]?.toMs ?? 0));
  expect(gaps.filter((gap) => gap > 100).length).toBeLessThanOrEqual(1);
  expect(Math.max(0, ...gaps)).toBeLessThan(700);
  caller.send('text:message', { text: 'yes' });
  expect(await caller.next('response:recorded')).toMatchObject({ questionId: 'p1' });
  ear.stop();
  caller.close();
  await cluster.close();
});

it('row 21: a clock that jumps by an hour, forth and back: no session ends, and the record keeps its order', async () => {
  let jumpMs = 0;
  const one = await begin({ clock: { ...systemClock, wallMs: () => Date.now() + jumpMs } });
  await firstAnswer(one);
  jumpMs = 3_600_000;
  await secondAnswer(one);
  jumpMs = -3_600_000;
  await lastAnswer(one);
  const { entries } = await one.server.storage.transcripts.list(one.caller.sessionId);
  const times = entries.map(({ timestamp }) => timestamp);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
  expect(entries.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(['yes', '9', 'The opening hours, please.']);
});

it('row 23: credentials that have expired when the stream is renewed: the old stream goes on until there are new ones', async () => {
  const one = await begin({ limits: { renewAfterMs: 1500, renewalLookMs: 50 }, faults: [{ kind: 'expired_token', when: { streams: [2, 3] } }] });
  await firstAnswer(one);
  await secondAnswer(one);
  await lastAnswer(one);
  expect(timesSaid(one, 'line was gone')).toBe(0);
  expect(one.server.emulator?.streams().filter(({ state }) => state === 'refused').length).toBeGreaterThanOrEqual(1);
});

it('row 24: two tabs with one interview: the older one is told within half a second, and only one writes', async () => {
  const one = await begin();
  await firstAnswer(one);
  const older = one.caller;
  const takenMs = performance.now();
  const caller = await connectCaller(one.server.url, { sessionId: older.sessionId, listens: true });
  expect(await older.next('error')).toMatchObject({ errorCode: 'SESSION_INVALID', detail: 'This conversation goes on in another connection.' });
  expect(performance.now() - takenMs).toBeLessThan(500);
  one.ear.stop();
  const bytesThen = [...older.audioBytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  older.send('answer:submit', { questionId: 'p2', value: 1 });
  const newer = goOn(one, caller);
  await secondAnswer(newer);
  await lastAnswer(newer);
  expect([...older.audioBytes.values()].reduce((sum, bytes) => sum + bytes, 0)).toBe(bytesThen);
  older.close();
});

it('row 27: a questionnaire that leads nowhere is refused at the start, with place and reason', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-broken-'));
  const questions = [{ questionId: 'a', questionNumber: 1, questionType: 'yes_no', questionText: 'Well?', isRequired: true, skipLogic: [{ condition: 'a is true', skipToQuestionId: 'nowhere' }] }];
  writeFileSync(join(directory, 'broken.json'), JSON.stringify({ questionnaireId: 'broken', questionnaireName: 'Broken', version: '1', questions }));
  await expect(startTestServer({ environment: { QUESTIONNAIRES_DIR: directory } })).rejects.toThrow(/broken\.json: .*skip/);
  rmSync(directory, { recursive: true });
});
