import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from '@jest/globals';
import type { ModelEvent, StreamRequest } from '../../../../src/conversation/ports.js';
import { silenceBase64 } from '../../../../src/audio/pcm.js';
import { createBoundedQueue } from '../../../../src/kernel/bounded-queue.js';
import { openNovaStream } from '../../../../src/models/nova-sonic/nova-stream.js';
import { createManualClock } from '../../../support/manual-clock.js';

const request: StreamRequest = { sessionId: 's', voiceId: 'matthew', systemPrompt: 'You are plain.', tools: [], history: [], inputSampleRateHz: 16000, outputSampleRateHz: 24000 };

/** A stream whose far end is the test: it reads what goes out, and says what comes in. */
function openTestStream() {
  const clock = createManualClock();
  const client = new BedrockRuntimeClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const output = createBoundedQueue<{ chunk: { bytes: Uint8Array } }>({ maxItems: 100 });
  let body: AsyncIterator<unknown> | null = null;
  client.middlewareStack.add(
    () => (args) => {
      if ('body' in args.input && typeof args.input.body === 'object' && Symbol.asyncIterator in args.input.body) body = args.input.body[Symbol.asyncIterator]();
      return Promise.resolve({ output: { body: output, $metadata: {} }, response: {} });
    },
    { step: 'initialize' },
  );
  const events: ModelEvent[] = [];
  const options = { modelId: 'm', inference: { maxTokens: 1, topP: 1, temperature: 1, endpointingSensitivity: 'HIGH' as const }, firstEventMs: 10_000, answerMs: 15_000, closeMs: 3_000 };
  const stream = openNovaStream({ clock, client }, options, request, (event) => void events.push(event));
  /** Closes the stream, and gives the events that went out, in order. */
  async function written(): Promise<readonly object[]> {
    stream.close();
    const sent: object[] = [];
    for (let part = await body?.next(); part !== undefined && part.done !== true; part = await body?.next()) {
      const { chunk } = part.value as { chunk: { bytes: Uint8Array } };
      sent.push((JSON.parse(new TextDecoder().decode(chunk.bytes)) as { event: object }).event);
    }
    clock.advance(3_000);
    return sent;
  }
  const soundsOf = (sent: readonly object[]): ('sound' | 'silence')[] =>
    sent.flatMap((event) => ('audioInput' in event ? [(event.audioInput as { content: string }).content === silence ? 'silence' : 'sound'] : []));
  return { clock, stream, events, output, written, soundsOf };
}

/** 96 ms of sound that is no silence. */
const piece = Buffer.alloc(3072, 7).toString('base64');
const silence = silenceBase64(100, 16000);

describe('the silence between the participant\'s sounds', () => {
  it('never comes into the audio of a client that sends a quarter of a second at a time', async () => {
    const { clock, stream, written, soundsOf } = openTestStream();
    for (let message = 0; message < 4; message += 1) {
      // 256 ms at once: how the browser client of source 003 sends.
      for (const part of [piece, piece, piece.slice(0, 2732)]) stream.sendAudio(part);
      clock.advance(256);
    }
    expect(soundsOf(await written()).filter((kind) => kind === 'silence')).toHaveLength(1);
  });
  it('fills, in real time, what a client leaves out', async () => {
    const { clock, stream, written, soundsOf } = openTestStream();
    stream.sendAudio(piece);
    clock.advance(1096);
    stream.sendAudio(piece);
    expect(soundsOf(await written())).toEqual(['silence', 'sound', ...Array.from({ length: 10 }, () => 'silence'), 'sound']);
  });
  it('comes soon after a burst of late audio', async () => {
    const { clock, stream, written, soundsOf } = openTestStream();
    for (let n = 0; n < 50; n += 1) stream.sendAudio(piece);
    clock.advance(2000);
    expect(soundsOf(await written()).filter((kind) => kind === 'silence')).toHaveLength(11);
  });
});

describe('a link to the model that has stopped', () => {
  it('loses the newest audio, and no words', async () => {
    const { stream, written, soundsOf } = openTestStream();
    for (let n = 0; n < 400; n += 1) stream.sendAudio(piece);
    stream.sendText('Nine.');
    const sent = await written();
    expect(soundsOf(sent).length).toBeLessThan(320);
    expect(sent.filter((event) => 'textInput' in event)).toMatchObject([{ textInput: { content: 'You are plain.' } }, { textInput: { content: 'Nine.' } }]);
    expect(sent.at(-1)).toEqual({ sessionEnd: {} });
  });
});
