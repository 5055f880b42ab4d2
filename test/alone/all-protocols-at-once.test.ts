import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import { base64FromSamples } from '../../src/audio/pcm.js';
import type { Brain, BrainPrompt } from '../../src/emulator/brains/brain.js';
import { actionsFromServerText } from '../../src/emulator/brains/server-text.js';
import { eventually } from '../support/eventually.js';
import { connectIntellilearn } from '../support/intellilearn-client.js';
import { connectNovaEvents } from '../support/nova-events-client.js';
import { openMicrophone } from '../support/open-microphone.js';
import { connectS2s } from '../support/s2s-client.js';
import { connectSandra } from '../support/sandra-client.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

/* Twenty people, four in each of five protocols, each with a tone and a name of their own, with mixed agents. */

const names = ['Abelard', 'Bettina', 'Cyprian', 'Dorothea', 'Eusebio', 'Florinda', 'Gaudencio', 'Herminia', 'Ildefonso', 'Jacinta', 'Kasimir', 'Leocadia', 'Melchor', 'Nicanora', 'Olegario', 'Prudencia', 'Quirino', 'Rosaura', 'Saturnino', 'Teodora'];
/** Those of the recordings, and others for who makes their own sound. */
const recorded = z.object({ tones: z.record(z.string(), z.array(z.string())) }).parse(JSON.parse(readFileSync(new URL('../fixtures/audio/media-recorder-tones.json', import.meta.url), 'utf8'))).tones;
const recordedHz = Object.keys(recorded).map(Number);
const madeHz = Array.from({ length: 16 }, (_, n) => 400 + (n < 12 ? n * 50 : 1000 + (n - 12) * 100));
const agents = [{ agent: 'documents' }, { agent: 'lesson-tutor' }, { agent: 'sandra' }, { questionnaire: 'quick-pulse' }] as const;

const toneMs = 600;
const tone = (hz: number, rateHz: number): Int16Array => Int16Array.from({ length: (rateHz * toneMs) / 1000 }, (_, at) => Math.round(8000 * Math.sin((2 * Math.PI * hz * at) / rateHz)));

/** Says what it was told, whoever it is. */
const echo = (prompt: BrainPrompt): Brain => ({
  expectation: () => ({ kind: 'anything' }),
  on: (event) => (event.kind === 'serverText' ? actionsFromServerText(event.text, prompt.tools) : event.kind === 'userText' ? [{ kind: 'say', text: `You said: ${event.text}` }] : []),
});

/** Share of the sound that is at this frequency. */
function shareAt(samples: readonly number[], hz: number, rateHz: number): number {
  let [re, im, power] = [0, 0, 0];
  samples.forEach((sample, at) => {
    re += sample * Math.cos((2 * Math.PI * hz * at) / rateHz);
    im += sample * Math.sin((2 * Math.PI * hz * at) / rateHz);
    power += sample * sample;
  });
  return power === 0 ? 0 : (2 * (re * re + im * im)) / (samples.length * power);
}

interface Said {
  /** Names of everything that came, and all of it as text. */
  readonly events: readonly string[];
  readonly text: string;
}

type Talk = (url: string, choice: (typeof agents)[number], name: string, hz: number) => Promise<Said>;
const queryOf = (choice: (typeof agents)[number]): string => new URLSearchParams({ ...choice, language: 'en-US' }).toString();

const voiceter: Talk = async (url, choice, name, hz) => {
  const caller = await connectCaller(url);
  caller.send('session:start', 'agent' in choice ? { personaId: choice.agent, language: 'en-US' } : { questionnaireId: choice.questionnaire });
  await caller.next('session:ready');
  const microphone = openMicrophone((frame) => caller.send('audio:chunk', { audioData: base64FromSamples(frame) }), { rateHz: 16000, frameSamples: 512 });
  await microphone.play(tone(hz, 16000));
  caller.send('text:message', { text: `My name is ${name}.` });
  await caller.next('transcription:assistant', ({ text }) => text.includes(name));
  microphone.stop();
  caller.send('session:end', {});
  await caller.next('session:complete');
  caller.close();
  return { events: caller.received.map(({ event }) => event), text: JSON.stringify(caller.received) };
};

const novaEvents: Talk = async (url, choice, name, hz) => {
  const client = await connectNovaEvents(url, { ...choice, language: 'en-US' });
  client.socket.emit('promptStart');
  client.socket.emit('audioStart');
  await client.next('completionStart');
  await client.microphone.play(tone(hz, 16000));
  client.socket.emit('textInput', { content: `My name is ${name}.` });
  await client.planned(name);
  client.socket.emit('stopAudio');
  await client.next('sessionClosed');
  client.close();
  return { events: client.inbox.received.map((event) => event.name), text: JSON.stringify(client.inbox.received) };
};

const s2sFrames: Talk = async (url, choice, name, hz) => {
  const client = await connectS2s(`${url}/ws?${queryOf(choice)}`);
  client.start();
  await client.next('completionStart');
  await client.microphone.play(tone(hz, 16000));
  client.type(`My name is ${name}.`);
  await client.planned(name);
  client.stop();
  await client.next('completionEnd');
  client.close();
  return { events: client.inbox.received.map((frame) => frame.name), text: JSON.stringify(client.inbox.received) };
};

const intellilearn: Talk = async (url, choice, name, hz) => {
  const client = await connectIntellilearn(`${url}/?${queryOf(choice)}`);
  const sessionId = await client.start({ studentId: name });
  await client.record(sessionId, recorded[String(hz)] ?? []);
  client.send({ type: 'text_input', sessionId, text: `My name is ${name}.` });
  await client.says(name);
  client.send({ type: 'end_session', sessionId });
  await client.next('session_ended');
  client.close();
  return { events: client.inbox.received.map(({ type }) => type), text: JSON.stringify(client.inbox.received) };
};

const sandra: Talk = async (url, choice, name, hz) => {
  const client = await connectSandra(url, { ...choice, language: 'en-US' });
  await client.call(name);
  client.emit('audio:stream', { timestamp: Date.now() });
  await client.microphone.play(tone(hz, 44_100));
  client.emit('audio:end', { timestamp: Date.now() });
  client.emit('user:message', { message: `My name is ${name}.`, type: 'text' });
  await client.says(name);
  client.emit('call:end', { timestamp: Date.now() });
  await client.next('call:ended');
  client.close();
  return { events: client.inbox.received.map((event) => event.name), text: JSON.stringify(client.inbox.received) };
};

const protocols: readonly { readonly talk: Talk; readonly document: string; readonly speaks: RegExp }[] = [
  { talk: voiceter, document: 'voiceter', speaks: /^(?:session:(?:assigned|ready|waiting|complete)|transcription:(?:user|assistant)|audio:(?:end|interrupt)|interruption|barge-in|turn:complete|question:advance)$/ },
  { talk: novaEvents, document: 'nova-events', speaks: /^(?:session:assigned|audioReady|completionStart|contentStart|textOutput|audioOutput|contentEnd|usageEvent|completionEnd|toolUse|toolResult|bargeIn|streamComplete|sessionClosed)$/ },
  { talk: s2sFrames, document: 's2s-frames', speaks: /^(?:completionStart|contentStart|textOutput|audioOutput|contentEnd|usageEvent|completionEnd|toolUse)$/ },
  { talk: intellilearn, document: 'intellilearn', speaks: /^(?:connection_established|session_initialized|nova_session_ready|transcription|text_response|audio_response|inference_complete|interrupted|tool_use|session_ended)$/ },
  { talk: sandra, document: 'sandra', speaks: /^(?:metrics|authenticated|call:started|call:ended|sandra:(?:response|typing|interrupted|audio:start|audio:chunk|audio:end)|audio:transcription|audio:stream:ack|audio:chunk:ack|audio:end:ack)$/ },
];

let server: TestServer;
afterEach(async () => {
  await server.stop();
  expect(server.emulator?.openStreams).toBe(0);
});

it('no event is in a foreign protocol, and nothing of one is in the session of another', async () => {
  const heard = new Map<number, number[]>();
  server = await startTestServer({
    // Whose words are whose is shown here, not how quickly twenty voices are made: a busy machine must not look like a silent model.
    overrides: { limits: { answerMs: 30_000, firstAnswerMs: 30_000 } },
    emulator: {
      brain: echo,
      keypad: false,
      toneSpeed: 10,
      limits: { maxStreams: 30 },
      timing: { completionStartMs: 20, endpointingMs: 300, transcriptMs: 30, thinkMs: 80, deliverySpeed: 4, playbackSpeed: 1 },
      onAudio({ stream, samples }) {
        const loud = samples.some((sample) => Math.abs(sample) > 1000) ? Array.from(samples) : [];
        heard.set(stream, [...(heard.get(stream) ?? []), ...loud]);
      },
    },
  });
  // Four rounds, each with one agent in all five protocols.
  const people = agents.flatMap((choice, round) =>
    protocols.map((protocol, at) => ({ protocol, choice, name: names[round * 5 + at] ?? '', hz: (protocol.document === 'intellilearn' ? recordedHz[round] : madeHz[round * 4 + (at > 3 ? 3 : at)]) ?? 0 })),
  );
  const said = await Promise.all(people.map(({ name, protocol, choice, hz }) => protocol.talk(server.url, choice, name, hz)));

  for (const [at, { name, protocol }] of people.entries()) {
    const one = said[at];
    expect(one?.events.filter((event) => !protocol.speaks.test(event))).toEqual([]);
    expect(names.filter((other) => one?.text.includes(other))).toEqual([name]);
  }

  // At the model's end: one stream each, and in it nobody else's tone.
  const tones = people.map(({ hz }) => hz);
  expect(new Set(tones).size).toBe(20);
  const owners = [...heard.values()].map((samples) => {
    const shares = tones.map((hz) => ({ hz, share: shareAt(samples, hz, 16000) })).sort((a, b) => b.share - a.share);
    const [own, next] = shares;
    expect(own?.share).toBeGreaterThan(0.8);
    expect(next?.share).toBeLessThan(0.05);
    return own?.hz ?? 0;
  });
  expect([...owners].sort((a, b) => a - b)).toEqual([...tones].sort((a, b) => a - b));

  // Some protocols say goodbye before the stream has.
  expect(await eventually(() => Promise.resolve(server.sessions.count), (count) => count === 0)).toBe(0);
  expect((await server.storage.sessions.recent(100)).filter(({ sessionId }) => said.some((one) => one?.text.includes(sessionId)))).toHaveLength(20);
});
