import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ModelEvent, ModelStream, StreamRequest, ToolDescription } from '../../src/conversation/ports.js';
import type { ScriptStep } from '../../src/emulator/brains/script-brain.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { systemClock } from '../../src/kernel/clock.js';
import { createNovaSonic } from '../../src/models/nova-sonic/nova-sonic.js';
import { silenceBase64 } from '../../src/audio/pcm.js';

const quick = { completionStartMs: 1, endpointingMs: 60, transcriptMs: 1, thinkMs: 1, deliverySpeed: Infinity, playbackSpeed: Infinity };
const tool: ToolDescription = { name: 'get_weather', description: 'The weather.', inputSchema: { type: 'object', properties: { city: { type: 'string' } } } };
const request: StreamRequest = { sessionId: 's', voiceId: 'matthew', systemPrompt: 'You are plain.', tools: [tool], history: [], inputSampleRateHz: 16000, outputSampleRateHz: 24000 };

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (let clean = cleanups.pop(); clean !== undefined; clean = cleanups.pop()) await clean();
});

interface Listener {
  readonly stream: ModelStream;
  readonly events: readonly ModelEvent[];
  /** The next event of this type that was not waited for yet. */
  next<T extends ModelEvent['type']>(type: T): Promise<Extract<ModelEvent, { type: T }>>;
}

function listen(endpoint: string, asked: Partial<StreamRequest> = {}): Listener {
  const nova = createNovaSonic(
    { clock: systemClock },
    {
      modelId: 'amazon.nova-2-sonic-v1:0',
      region: 'us-east-1',
      endpoint,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      inference: { maxTokens: 1024, topP: 0.9, temperature: 0.7, endpointingSensitivity: 'HIGH' },
      hearsWords: true,
    },
  );
  const events: ModelEvent[] = [];
  const taken = new Set<ModelEvent>();
  let wake = (): void => undefined;
  const stream = nova.open({ ...request, ...asked }, (event) => {
    events.push(event);
    wake();
  });
  cleanups.push(async () => {
    stream.close();
    await next('closed').catch(() => undefined);
    nova.close();
  });
  async function next<T extends ModelEvent['type']>(type: T): Promise<Extract<ModelEvent, { type: T }>> {
    for (;;) {
      const found = events.find((event): event is Extract<ModelEvent, { type: T }> => event.type === type && (type === 'closed' || !taken.has(event)));
      if (found !== undefined) {
        taken.add(found);
        return found;
      }
      const closed = events.find((event) => event.type === 'closed');
      if (closed !== undefined) throw new Error(`closed before ${type}: ${JSON.stringify(closed)}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return { stream, events, next };
}

async function emulatorWith(options: EmulatorOptions = {}): Promise<string> {
  const emulator = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', timing: quick, ...options });
  cleanups.push(() => emulator.close());
  return emulator.endpoint;
}

describe('a stream to the model', () => {
  it('holds a turn with a tool call, and ends when it is asked to', async () => {
    const script: ScriptStep[] = [
      { on: 'userText', reply: [{ kind: 'call', tool: 'get_weather', input: { city: 'Graz' } }] },
      { on: 'toolResult', reply: [{ kind: 'say', text: 'It is sunny. Goodbye.' }] },
    ];
    const { stream, events, next } = listen(await emulatorWith({ script }));
    await next('opened');
    stream.sendText('How is the weather?');
    const call = await next('toolRequest');
    expect(call).toMatchObject({ name: 'get_weather', input: { city: 'Graz' } });
    stream.sendToolResult(call.toolUseId, { sky: 'clear' });
    expect((await next('planned')).text).toBe('It is sunny.');
    await next('turnEnded');
    expect((await next('spoken')).text).toBe('It is sunny.');
    expect(events.filter(({ type }) => type === 'audio').length).toBeGreaterThan(5);
    expect((await next('usage')).outputTokens).toBeGreaterThanOrEqual(0);
    stream.close();
    expect((await next('closed')).end).toEqual({ kind: 'asked' });
    expect(events.at(-1)?.type).toBe('closed');
  });

  it('survives a second result for a call, and one for a call of another stream', async () => {
    const script: ScriptStep[] = [
      { on: 'userText', reply: [{ kind: 'call', tool: 'get_weather', input: {} }] },
      { on: 'toolResult', reply: [{ kind: 'say', text: 'Done.' }] },
    ];
    const { stream, next } = listen(await emulatorWith({ script }));
    await next('opened');
    stream.sendToolResult('of-another-stream', {});
    stream.sendText('go');
    const { toolUseId } = await next('toolRequest');
    stream.sendToolResult(toolUseId, { n: 1 });
    stream.sendToolResult(toolUseId, { n: 2 });
    expect((await next('planned')).text).toBe('Done.');
  });

  it('keeps its blocks whole while audio pours in between', async () => {
    const script: ScriptStep[] = [{ on: 'userText', reply: [{ kind: 'say', text: 'Yes.' }], always: true }];
    const { stream, next } = listen(await emulatorWith({ script }));
    await next('opened');
    const frame = silenceBase64(32, 16000);
    for (let turn = 0; turn < 20; turn += 1) {
      stream.sendAudio(frame);
      stream.sendText(`turn ${turn}`);
      stream.sendAudio(frame);
      await next('turnEnded');
    }
    stream.close();
    expect((await next('closed')).end).toEqual({ kind: 'asked' });
  });

  it('feeds silence in real time when nobody speaks, so that the model does not cut an idle line', async () => {
    const { stream, next } = listen(
      await emulatorWith({ limits: { idleMs: 400 }, script: [{ on: 'started', reply: [{ kind: 'wait', durationMs: 1500 }, { kind: 'say', text: 'Still here.' }] }] }),
    );
    expect((await next('planned')).text).toBe('Still here.');
    stream.close();
    expect((await next('closed')).end).toEqual({ kind: 'asked' });
  });
});

describe('a polite end', () => {
  it('does not wait for a model that goes on talking and never ends its output', async () => {
    const server = http2.createServer();
    let stopTalking = (): void => undefined;
    const codec = new EventStreamCodec(toUtf8, fromUtf8);
    const header = (value: string) => ({ type: 'string' as const, value });
    server.on('stream', (stream) => {
      const talk = setInterval(() => {
        const bytes = Buffer.from(JSON.stringify({ event: { completionStart: {} } })).toString('base64');
        const headers = { ':event-type': header('chunk'), ':message-type': header('event'), ':content-type': header('application/json') };
        stream.write(Buffer.from(codec.encode({ headers, body: Buffer.from(JSON.stringify({ bytes })) })));
      }, 50);
      stopTalking = () => clearInterval(talk);
      stream.on('error', () => undefined);
      stream.on('close', stopTalking);
      stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
      stream.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(
      () => new Promise<void>((resolve) => void server.close(() => resolve())),
      () => stopTalking(),
    );
    const { stream, next } = listen(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await next('opened');
    stream.close();
    expect((await next('closed')).end).toEqual({ kind: 'asked' });
  }, 10_000);
});

describe('an end that nobody asked for', () => {
  it('after the eight minutes is worth a renewal', async () => {
    const { next } = listen(await emulatorWith({ limits: { sessionMs: 200 } }));
    expect((await next('closed')).end).toMatchObject({ kind: 'renew', error: { code: 'BEDROCK_TIMEOUT' } });
  });
  it('for an unknown voice is final', async () => {
    const { next } = listen(await emulatorWith(), { voiceId: 'nobody' });
    expect((await next('closed')).end).toMatchObject({ kind: 'fatal', error: { code: 'BEDROCK_INIT_FAILED' } });
  });
  it('by a throttled account may be tried again', async () => {
    const endpoint = await emulatorWith({ limits: { maxStreams: 1 } });
    const first = listen(endpoint);
    await first.next('opened');
    expect((await listen(endpoint).next('closed')).end).toMatchObject({ kind: 'retry', error: { code: 'BEDROCK_RATE_LIMIT' } });
  });
  it('by wrong credentials is final', async () => {
    const { next } = listen(await emulatorWith({ credentials: { accessKeyId: 'a', secretAccessKey: 'another' } }));
    expect((await next('closed')).end).toMatchObject({ kind: 'fatal', error: { code: 'BEDROCK_INIT_FAILED' } });
  });
  it('because nobody listens there may be tried again', async () => {
    const { next } = listen('http://127.0.0.1:1');
    expect((await next('closed')).end).toMatchObject({ kind: 'retry', error: { code: 'BEDROCK_INIT_FAILED' } });
  });

  it.each([
    ['a reset of the stream', (stream: http2.ServerHttp2Stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)],
    ['a GOAWAY and a closed connection', (stream: http2.ServerHttp2Stream) => stream.session?.destroy()],
    ['a clean end of the output', (stream: http2.ServerHttp2Stream) => stream.end()],
  ])('by %s, which the SDK does not report, is noticed all the same', async (_name, cut) => {
    const server = http2.createServer();
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
      stream.once('data', () => cut(stream));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
    const { next, events } = listen(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect((await next('closed')).end.kind).toBe('retry');
    expect(events).toHaveLength(1);
  });
});
