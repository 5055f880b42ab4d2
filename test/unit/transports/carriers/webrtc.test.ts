import { expect, it } from '@jest/globals';
import { samplesFromBase64 } from '../../../../src/audio/pcm.js';
import type { JsonObject } from '../../../../src/kernel/json.js';
import { createLog } from '../../../../src/telemetry/log.js';
import { createWebRtc, type CallEnd, type WebRtcCall, type WebRtcOptions } from '../../../../src/transports/carriers/webrtc.js';
import { loadWrtc } from '../../../../src/transports/carriers/wrtc.js';
import { fakeWrtc } from '../../../support/fake-wrtc.js';
import { createManualClock } from '../../../support/manual-clock.js';
import { joined, sine, toneShare } from '../../audio/sounds.js';

function bench(options: Partial<WebRtcOptions> = {}) {
  const clock = createManualClock();
  const fake = fakeWrtc();
  const webRtc = createWebRtc({ clock, log: createLog({ level: 'silent' }), wrtc: fake.wrtc }, { agentRateHz: 24000, ...options });
  const heard: string[] = [];
  const messages: JsonObject[] = [];
  const ends: CallEnd[] = [];
  let connected = 0;
  const answer = (sdp = 'audio') =>
    webRtc.answer({ type: 'offer', sdp }, { connected: () => void (connected += 1), microphone: (audio) => void heard.push(audio), message: (message) => void messages.push(message), played: () => undefined, closed: (end) => void ends.push(end) });
  async function call(): Promise<{ readonly call: WebRtcCall; readonly peer: (typeof fake.peers)[number] }> {
    const answered = await answer();
    const peer = fake.peers.at(-1);
    if (!answered.ok || peer === undefined) throw new Error('not answered');
    return { call: answered.value, peer };
  }
  return { clock, fake, webRtc, heard, messages, ends, answer, call, connections: () => connected };
}

it('answers an offer of sound, and declines the picture', async () => {
  const { answer, webRtc } = bench();
  const answered = await answer('audio video');
  expect(answered.ok && answered.value.answer).toEqual({ type: 'answer', sdp: 'recvonly inactive' });
  expect(webRtc.calls).toBe(1);
});

it.each(['garbage', 'video', 'x'.repeat(33_000)])('refuses what is no offer of sound (%#), and leaves nothing open', async (sdp) => {
  const { answer, fake, clock, webRtc, ends } = bench();
  const answered = await answer(sdp);
  expect(answered).toMatchObject({ ok: false, error: { code: 'VALIDATION_ERROR' } });
  expect(fake.peers.every(({ isClosed }) => isClosed)).toBe(true);
  expect([webRtc.calls, clock.pending, ends]).toEqual([0, 0, []]);
});

it('refuses an offer of more media than a caller has before anything is opened for it', async () => {
  const { answer, fake } = bench();
  expect(await answer(`v=0\r\n${'m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'.repeat(9)}`)).toMatchObject({ ok: false, error: { code: 'VALIDATION_ERROR', detail: 'An offer has at most 8 media sections.' } });
  expect(fake.peers).toEqual([]);
});

it('refuses more calls than it may have', async () => {
  const { answer } = bench({ maxCalls: 1 });
  await answer();
  expect(await answer()).toMatchObject({ ok: false, error: { code: 'SERVER_BUSY' } });
});

it('answers with what it found when candidates take too long', async () => {
  const { answer, fake, clock } = bench();
  fake.gather = false;
  const answering = answer();
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  clock.advance(1000);
  expect(await answering).toMatchObject({ ok: true });
});

it('hears the microphone at 16 kHz, at any rate and in stereo', async () => {
  const { call, heard } = bench();
  const { peer } = await call();
  for (let n = 0; n < 50; n += 1) peer.hear({ samples: sine(400, 10, 48000), sampleRate: 48000, channelCount: 1 });
  const stereo = Int16Array.from({ length: 960 }, (_, n) => sine(400, 10, 48000)[n >> 1] ?? 0);
  for (let n = 0; n < 50; n += 1) peer.hear({ samples: stereo, sampleRate: 48000, channelCount: 2 });
  peer.hear({ samples: new Int16Array(160), sampleRate: 16000, channelCount: 1 });
  peer.hear({ samples: new Int16Array(123), sampleRate: 12345 });
  const sound = joined(...heard.map(samplesFromBase64));
  expect(heard.every((audio) => samplesFromBase64(audio).length === 320)).toBe(true);
  expect(sound.length).toBeGreaterThan(15_300);
  expect(toneShare(sound.slice(400, 15_000), 400, 16000)).toBeGreaterThan(0.999);
});

it('speaks at 48 kHz from when media can flow, what was said before too, and stops at once', async () => {
  const { call, clock, connections } = bench();
  const { call: line, peer } = await call();
  for (let n = 0; n < 25; n += 1) line.speak(sine(1000, 40, 24000), 1);
  clock.advance(500);
  expect(peer.sent).toEqual([]);
  peer.become('connected');
  expect(connections()).toBe(1);
  clock.advance(500);
  expect(toneShare(joined(...peer.sent).slice(1000, 23_000), 1000, 48000)).toBeGreaterThan(0.999);
  line.cut();
  peer.sent.length = 0;
  clock.advance(100);
  expect(peer.sent).toHaveLength(10);
  expect(peer.sent.every((frame) => frame.every((sample) => sample === 0))).toBe(true);
});

it('carries small messages both ways on the one channel that it knows', async () => {
  const { call, messages } = bench();
  const { call: line, peer } = await call();
  expect(line.send({ type: 'state' })).toBe(false);
  expect(peer.openChannel('other').isClosed()).toBe(true);
  const channel = peer.openChannel('sandra-metadata');
  channel.say({ type: 'barge_in', timestamp: 1 });
  channel.say('no JSON');
  channel.say({ without: 'type' });
  channel.say({ type: 'x'.repeat(5000) });
  for (let n = 0; n < 100; n += 1) channel.say({ type: 'state' });
  expect(messages[0]).toEqual({ type: 'barge_in', timestamp: 1 });
  expect(messages.length).toBeLessThanOrEqual(40);
  expect(line.send({ type: 'state', state: 'speaking' })).toBe(true);
  expect(peer.texts).toEqual(['{"type":"state","state":"speaking"}']);
});

it('takes candidates, a bounded number of them', async () => {
  const { call } = bench();
  const { call: line, peer } = await call();
  expect(await line.addCandidate({ candidate: 'candidate:1 1 udp' })).toEqual({ ok: true, value: null });
  expect(await line.addCandidate({ candidate: 'nonsense' })).toMatchObject({ ok: false });
  for (let n = 0; n < 70; n += 1) await line.addCandidate({ candidate: `candidate:${n}` });
  expect(peer.candidates.length).toBeLessThanOrEqual(64);
});

it.each<[string, CallEnd, (parts: { peer: { become: (state: string) => void; openChannel: (label: string) => { hangUp: () => void } }; clock: { advance: (ms: number) => void }; line: WebRtcCall }) => void]>([
  ['never connects', 'never-connected', ({ clock }) => clock.advance(20_000)],
  ['fails at once', 'never-connected', ({ peer }) => peer.become('failed')],
  ['breaks for too long', 'failed', ({ peer, clock }) => (peer.become('connected'), peer.become('disconnected'), clock.advance(8000))],
  ['fails', 'failed', ({ peer }) => (peer.become('connected'), peer.become('failed'))],
  ['is hung up', 'hung-up', ({ peer }) => (peer.become('connected'), peer.openChannel('sandra-metadata').hangUp())],
  ['is closed by us', 'asked', ({ peer, line }) => (peer.become('connected'), line.close())],
])('leaves nothing behind when a call %s', async (_how, end, happens) => {
  const { call, clock, ends, webRtc, heard } = bench();
  const { call: line, peer } = await call();
  happens({ peer, clock, line });
  expect(ends).toEqual([end]);
  expect([peer.isClosed, webRtc.calls, clock.pending]).toEqual([true, 0, 0]);
  line.close();
  peer.become('failed');
  peer.hear({ samples: sine(400, 100, 48000), sampleRate: 48000 });
  expect([ends.length, heard.length, line.speak(sine(400, 10, 24000), 1), line.send({ type: 'x' })]).toEqual([1, 0, false, false]);
});

it('stays on a line that comes back in time', async () => {
  const { call, clock, ends } = bench();
  const { peer } = await call();
  peer.become('connected');
  peer.become('disconnected');
  clock.advance(7999);
  peer.become('connected');
  clock.advance(60_000);
  expect(ends).toEqual([]);
});

it('ends all calls at once', async () => {
  const { call, webRtc, ends, clock } = bench();
  await call();
  await call();
  webRtc.close();
  expect([ends, webRtc.calls, clock.pending]).toEqual([['asked', 'asked'], 0, 0]);
});

it('says what to install where the package is missing or another one', async () => {
  expect(await loadWrtc(() => Promise.reject(new Error('not found')))).toEqual({ ok: false, error: 'WebRTC needs an optional package: npm install @roamhq/wrtc' });
  expect(await loadWrtc(() => Promise.resolve({ default: {} }))).toMatchObject({ ok: false });
});
