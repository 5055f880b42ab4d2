import { createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { acceleratedClock, type Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import type { JsonObject } from '../kernel/json.js';
import type { Brain, BrainPrompt } from './brains/brain.js';
import { brainsByName, chooseBrain } from './brains/choose-brain.js';
import { createScriptBrain } from './brains/script-brain.js';
import { openControlEndpoint, type ControlEndpoint } from './faults/control-endpoint.js';
import { createFaultPlan, type FaultPlan } from './faults/fault-plan.js';
import { createStreamFaults } from './faults/stream-faults.js';
import { openRecognizer } from './hearing/open-recognizer.js';
import { listen, urlFrom } from './listening.js';
import { defaultLimits, defaultTiming, type EmulatorOptions } from './options.js';
import { createSession } from './session.js';
import { openSpeech } from './speech/open-speech.js';
import { serveBedrockStream } from './stream.js';
import { createStreamRoll, type StreamSummary } from './stream-roll.js';
import { admitRequest, refuseStream, throttled } from './wire/door.js';

/** A Bedrock endpoint on this machine that behaves like Nova 2 Sonic. Whoever started it closes it. */
export interface Emulator {
  /** Such as `http://127.0.0.1:8900`; goes into the SDK client's `endpoint`. */
  readonly endpoint: string;
  /** Where faults are changed over HTTP, such as `http://127.0.0.1:8901`; `null` without `controlPort`. */
  readonly controlEndpoint: string | null;
  /** Whether words are recognised from sound. Keypad tones and typed text always work. */
  readonly hearing: 'speech' | 'none';
  readonly speech: 'espeak' | 'tone';
  readonly openStreams: number;
  /** What goes wrong, and when; may be changed while streams are open. */
  readonly faults: FaultPlan;
  /** What became of the last 1,000 streams, open ones included, in the order of their numbers. */
  streams(): readonly StreamSummary[];
  /** Ends all streams at once and releases the port, the voice and every timer. */
  close(): Promise<void>;
}

export interface EmulatorDeps {
  readonly clock: Clock;
  readonly log?: (event: string, fields: JsonObject) => void;
}

/**
 * Starts an emulator and resolves when it listens.
 *
 * Rejects with an `AppError` when the port is taken, or when a voice or a recogniser was demanded that is not installed.
 */
export async function startEmulator(deps: EmulatorDeps, options: EmulatorOptions = {}): Promise<Emulator> {
  const log = deps.log ?? ((): void => undefined);
  /** The model's time. What is real (processes, sockets, signatures) keeps to `deps.clock`. */
  const clock = options.timeFactor === undefined ? deps.clock : acceleratedClock(deps.clock, options.timeFactor);
  const plan = createFaultPlan();
  for (const fault of options.faults ?? []) plan.add(fault);
  const roll = createStreamRoll({ clock, ...(options.onAudio === undefined ? {} : { onAudio: options.onAudio }) });
  const timing = { ...defaultTiming, ...options.timing };
  const limits = { ...defaultLimits, ...options.limits };
  const recognizer = await openRecognizer({ clock: deps.clock, log }, options.hearing ?? 'auto');
  const speech = await openSpeech({ clock: deps.clock, log }, options.speech ?? 'auto', options.toneSpeed);
  const chosen = typeof options.brain === 'string' ? brainsByName(options.brain, options.seed ?? 1) : (options.brain ?? chooseBrain);
  const brainFor = (prompt: BrainPrompt): Brain => (options.script !== undefined ? createScriptBrain(options.script) : chosen(prompt));

  const connections = new Set<ServerHttp2Session>();
  let openStreams = 0;

  const onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    const requestId = newId();
    const admitted = admitRequest(headers, options.credentials ?? null, deps.clock.wallMs());
    if (!admitted.ok) {
      log('stream_refused', { requestId, type: admitted.error.type });
      return refuseStream(stream, requestId, admitted.error);
    }
    const record = roll.open(requestId);
    const faults = createStreamFaults({ clock, plan, record, log }, { mostMs: limits.sessionMs });
    const refusal = faults.refusal() ?? (openStreams < limits.maxStreams ? null : throttled);
    if (refusal !== null) {
      log('stream_refused', { requestId, stream: record.number, type: refusal.type });
      faults.close();
      record.close('refused');
      return refuseStream(stream, requestId, refusal);
    }
    openStreams += 1;
    log('stream_opened', { requestId, stream: record.number, openStreams });
    serveBedrockStream(stream, requestId, {
      clock: deps.clock,
      verify: admitted.value,
      faults,
      record,
      createSession: (wire) =>
        createSession(
          { clock, speech, recognizer, brainFor, log, send: wire.send, end: wire.end },
          { timing, limits, keypad: options.keypad ?? true, silenceCounts: options.silenceCounts ?? true },
        ),
      onClose() {
        openStreams -= 1;
        record.close('closed');
        log('stream_closed', { requestId, stream: record.number, openStreams });
      },
    });
  };

  const server = createServer();
  server.on('stream', onStream);
  server.on('session', (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
  });
  server.on('sessionError', (error: Error) => log('connection_failed', { message: error.message }));

  const host = options.host ?? '127.0.0.1';
  let control: ControlEndpoint | null = null;
  let port: number;
  try {
    if (options.controlPort !== undefined) control = await openControlEndpoint({ plan, streams: roll.list }, { host, port: options.controlPort });
    port = await listen(server, 'the emulator', { host, port: options.port ?? 0 });
  } catch (thrown) {
    await control?.close();
    await speech.close();
    throw thrown;
  }
  server.on('error', (error: Error) => log('server_failed', { message: error.message }));

  return {
    endpoint: urlFrom(host, port),
    controlEndpoint: control?.url ?? null,
    hearing: recognizer === null ? 'none' : 'speech',
    speech: speech.name,
    get openStreams() {
      return openStreams;
    },
    faults: plan,
    streams: roll.list,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroy();
      await control?.close();
      await closed;
      await speech.close();
    },
  };
}
