import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { AppError } from '../../../../src/kernel/errors.js';
import { ok, refuse, type Result } from '../../../../src/kernel/result.js';
import { createWebRtc, type WebRtc } from '../../../../src/transports/carriers/webrtc.js';
import { createMediaCalls } from '../../../../src/transports/dialects/sandra/media-calls.js';
import { createSandraStatistics } from '../../../../src/transports/dialects/sandra/statistics.js';
import { createHttpApp } from '../../../../src/transports/http/http-app.js';
import { createSandraRoutes, type SandraRoutesDeps } from '../../../../src/transports/http/sandra-routes.js';
import { fakeWrtc } from '../../../support/fake-wrtc.js';
import { foreignBench } from '../../../support/foreign-bench.js';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** The routes on a real port, over media calls whose network is made up. */
async function bench(options: { readonly missing?: string; readonly verifyToken?: SandraRoutesDeps['verifyToken'] } = {}) {
  const parts = foreignBench();
  const { deps, clock } = parts;
  const fake = fakeWrtc();
  const loaded: Result<WebRtc, string> = options.missing === undefined ? ok(createWebRtc({ ...deps, wrtc: fake.wrtc }, { agentRateHz: 24000 })) : refuse(options.missing);
  const calls = createMediaCalls({ ...deps, webRtc: () => Promise.resolve(loaded) }, { personaId: 'sandra', outputSampleRateHz: 24000 });
  const routes = createSandraRoutes({ clock, statistics: createSandraStatistics(deps), calls, verifyToken: options.verifyToken ?? null }, { allowedOrigins: ['https://sandra.example'] });
  const app = createHttpApp({
    log: deps.log,
    health: () => ({ status: 'ok', sessions: 0, uptimeSeconds: 0, timestamp: '' }),
    questionnaires: [],
    voices: [],
    personas: [],
    tools: [],
    routers: [{ path: '/', router: routes }],
    pageDir: '/nowhere',
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    calls.close();
    server.close();
    server.closeAllConnections();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webrtc`;
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<[number, unknown]> {
    const response = await fetch(base + path, { method, headers: { 'content-type': 'application/json', ...headers }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
    return [response.status, await response.json()];
  }
  return { ...parts, fake, calls, ask };
}

const offer = { type: 'offer', sdp: 'audio' };
const answer = { type: 'answer', sdp: 'recvonly' };

it('answers an offer, gives the answer again, and keeps the candidates', async () => {
  const { ask, fake } = await bench();
  expect(await ask('GET', '/answer?sessionId=call-1')).toEqual([200, { success: true, sessionId: 'call-1', status: 'answer_pending', message: 'There is no answer: send an offer first' }]);
  // Browsers find candidates before the offer has arrived.
  expect(await ask('POST', '/ice', { sessionId: 'call-1', candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } })).toEqual([200, { success: true, sessionId: 'call-1', candidatesCount: 1 }]);
  expect(await ask('POST', '/offer', { offer, sessionId: 'call-1' })).toEqual([
    200,
    { success: true, sessionId: 'call-1', status: 'offer_received', message: 'The answer is here, and at /api/webrtc/answer', answer },
  ]);
  expect(await ask('POST', '/ice', { sessionId: 'call-1', candidate: 'candidate:2' })).toEqual([200, { success: true, sessionId: 'call-1', candidatesCount: 2 }]);
  expect(fake.peers[0]?.candidates.map(({ candidate }) => candidate)).toEqual(['candidate:1', 'candidate:2']);
  expect(await ask('POST', '/answer', { sessionId: 'call-1' })).toEqual([200, { success: true, sessionId: 'call-1', status: 'answer_ready', answer }]);
  expect(await ask('GET', '/ice?sessionId=call-1')).toMatchObject([200, { success: true, candidates: [{ candidate: { candidate: 'candidate:1' } }, { candidate: { candidate: 'candidate:2' } }] }]);
});

it('gives a call to nobody but the user who has it, whoever else knows its id', async () => {
  const { ask, fake, running } = await bench({ verifyToken: (token) => Promise.resolve(ok({ userId: token })) });
  const as = (user: string) => ask('POST', '/offer', { offer, sessionId: 'call-1' }, { authorization: `Bearer ${user}` });
  expect(await as('ana')).toMatchObject([200, { success: true }]);
  fake.peers[0]?.become('connected');
  expect(running.size).toBe(1);
  expect(await as('eve')).toMatchObject([403, { success: false, code: 'FORBIDDEN' }]);
  expect(fake.peers).toHaveLength(1);
  expect(await as('ana')).toMatchObject([200, { success: true }]);
  expect(fake.peers).toHaveLength(2);
});

it.each([
  ['POST', '/offer', '{', 400, { error: 'Invalid JSON' }],
  ['POST', '/offer', {}, 400, { error: 'Invalid offer format' }],
  ['POST', '/offer', { offer }, 400, { error: 'Session ID required' }],
  ['POST', '/offer', { offer: { type: 'offer', sdp: 'nonsense' }, sessionId: 'x' }, 400, { success: false, code: 'VALIDATION_ERROR' }],
  ['GET', '/offer', undefined, 405, { error: 'Method not allowed' }],
  ['DELETE', '/ice', undefined, 405, { error: 'Method not allowed' }],
  ['GET', '/answer', undefined, 400, { error: 'Session ID required' }],
  ['POST', '/ice', { sessionId: 'x' }, 400, { error: 'Session ID and candidate required' }],
])('%s %s %j is answered by %d', async (method, path, body, status, said) => {
  const { ask } = await bench();
  expect(await ask(method, path, body)).toMatchObject([status, said]);
});

it('says what to install where there is no WebRTC', async () => {
  const { ask } = await bench({ missing: 'WebRTC needs an optional package: npm install @roamhq/wrtc' });
  expect(await ask('POST', '/offer', { offer, sessionId: 'call-1' })).toEqual([
    501,
    { success: false, sessionId: 'call-1', error: 'WebRTC is not available on this server', install: 'WebRTC needs an optional package: npm install @roamhq/wrtc' },
  ]);
});

it('is for our pages and known ones, and for who has a token where one is needed', async () => {
  const { ask, requests, fake } = await bench({ verifyToken: (token) => Promise.resolve(token === 'good' ? ok({ userId: 'sub-1' }) : refuse(new AppError('UNAUTHORIZED', 'no'))) });
  expect(await ask('POST', '/offer', { offer, sessionId: 'call-1' }, { origin: 'https://evil.example' })).toMatchObject([403, { success: false }]);
  expect(await ask('POST', '/offer', { offer, sessionId: 'call-1' }, { origin: 'https://sandra.example' })).toMatchObject([401, { success: false }]);
  expect(await ask('POST', '/offer', { offer, sessionId: 'call-1', token: 'bad' })).toMatchObject([401, { success: false }]);
  expect(await ask('POST', '/offer', { offer, sessionId: 'call-1' }, { authorization: 'Bearer good' })).toMatchObject([200, { success: true }]);
  fake.peers[0]?.become('connected');
  expect(requests).toMatchObject([{ userId: 'sub-1', agent: { personaId: 'sandra' } }]);
});

it('holds a conversation while media flows, stops it by message, and ends it with the call', async () => {
  const { ask, fake, model, clock, running } = await bench();
  await ask('POST', '/offer', { offer, sessionId: 'call-1' });
  const peer = fake.peers[0];
  const channel = peer?.openChannel('sandra-metadata');
  expect(running.size).toBe(0);
  peer?.become('connected');
  model.emit({ type: 'opened' });
  model.emit({ type: 'planned', text: 'Hola.' }, { type: 'audio', contentId: 'c1', audio: Buffer.alloc(9600, 64).toString('base64') });
  clock.advance(100);
  expect(peer?.sent.some((frame) => frame.some((sample) => sample !== 0))).toBe(true);
  channel?.say({ type: 'barge_in', timestamp: 1 });
  channel?.say({ type: 'text', text: '¿Hay wifi?' });
  expect(model.sent).toContainEqual({ text: '¿Hay wifi?' });
  expect(peer?.texts.map((text) => JSON.parse(text) as object)).toMatchObject([
    { type: 'state', state: 'listening' },
    { type: 'transcription', role: 'assistant', text: 'Hola.' },
    { type: 'state', state: 'speaking' },
    { type: 'barge_in' },
    { type: 'state', state: 'listening' },
  ]);
  if (peer !== undefined) peer.sent.length = 0;
  clock.advance(100);
  expect(peer?.sent.every((frame) => frame.every((sample) => sample === 0))).toBe(true);
  channel?.hangUp();
  model.emit({ type: 'closed', end: { kind: 'asked' } });
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(running.size).toBe(0);
});

it('goes on with the conversation of a line that broke, when its caller offers again', async () => {
  const { ask, fake, requests, running } = await bench();
  await ask('POST', '/offer', { offer, sessionId: 'call-1' });
  fake.peers[0]?.become('connected');
  fake.peers[0]?.become('failed');
  await ask('POST', '/offer', { offer, sessionId: 'call-1' });
  fake.peers[1]?.become('connected');
  expect([requests.length, running.size]).toEqual([1, 1]);
});

it('forgets calls after five minutes, and keeps no more than it may', async () => {
  const { calls, clock } = await bench();
  for (let n = 0; n < 520; n += 1) await calls.addCandidate(`call-${n}`, { candidate: 'candidate:1' });
  expect(await calls.addCandidate('one more', { candidate: 'candidate:1' })).toMatchObject({ ok: false });
  for (let n = 0; n < 40; n += 1) await calls.addCandidate('call-1', { candidate: 'candidate:1' });
  expect(calls.candidates('call-1')).toHaveLength(32);
  clock.advance(5 * 60_000 + 1);
  expect(calls.candidates('call-1')).toEqual([]);
  expect(await calls.addCandidate('one more', { candidate: 'candidate:1' })).toEqual({ ok: true, value: 1 });
});

it('has room for an offer, however many candidates others have posted for calls that never come', async () => {
  const { calls, ask } = await bench();
  for (let n = 0; n < 500; n += 1) await calls.addCandidate(`call-${n}`, { candidate: 'candidate:1' });
  expect(await ask('POST', '/offer', { offer, sessionId: 'real' })).toMatchObject([200, { status: 'offer_received' }]);
  expect([calls.candidates('call-0'), calls.candidates('call-1').length]).toEqual([[], 1]);
});

it('leaves a call alone when another offer of its id can not be used, and is replaced by one that can', async () => {
  const { ask, calls, fake, model, running } = await bench();
  await ask('POST', '/offer', { offer, sessionId: 'call-1' });
  fake.peers[0]?.become('connected');
  model.emit({ type: 'opened' });
  expect(await ask('POST', '/offer', { offer: { type: 'offer', sdp: 'nonsense' }, sessionId: 'call-1' })).toMatchObject([400, { success: false }]);
  expect([fake.peers[0]?.isClosed, fake.peers[1]?.isClosed, running.size]).toEqual([false, true, 1]);
  expect(await ask('GET', '/answer?sessionId=call-1')).toMatchObject([200, { status: 'answer_ready' }]);
  const caller = { userId: null, query: {} };
  const both = await Promise.all([calls.offer('call-1', offer, caller), calls.offer('call-1', offer, caller)]);
  expect(both.map(({ ok: isOk }) => isOk)).toEqual([false, true]);
  expect(fake.peers.map(({ isClosed }) => isClosed).filter((isClosed) => !isClosed)).toHaveLength(1);
  fake.peers.find(({ isClosed }) => !isClosed)?.become('connected');
  expect(running.size).toBe(1);
});
