import {
  InvokeModelWithBidirectionalStreamCommand,
  type BedrockRuntimeClient,
  type InvokeModelWithBidirectionalStreamInput,
} from '@aws-sdk/client-bedrock-runtime';
import { bytesFromBase64Length, bytesPerSample, msFromSamples, silenceBase64 } from '../../audio/pcm.js';
import { createBoundedQueue } from '../../kernel/bounded-queue.js';
import type { Clock, Timer } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { jsonObjectFromText } from '../../kernel/json.js';
import type { ModelEvent, ModelStream, StreamEnd, StreamRequest } from '../../conversation/ports.js';
import { streamEndFromError, unexpectedEnd } from './bedrock-errors.js';
import { bytesFromInputEvent, createInputWriter, type InferenceOptions } from './input-writer.js';
import { createOutputReader } from './output-reader.js';
import type { InputEvent } from './wire.js';

export interface NovaStreamOptions {
  readonly modelId: string;
  readonly inference: InferenceOptions;
  /** From opening to the first event of the model. Default 5 s. */
  readonly firstEventMs: number;
  /** From our sessionEnd to the end of the output. Default 3 s. */
  readonly closeMs: number;
}

/** Input events that may wait for the SDK: about 10 s of audio. What comes then is dropped. */
const maxQueued = 320;
/** Of these, places that audio leaves free: a tool result or a text must not be lost because sound was in the way. */
const keptForWords = 40;
/** An unfed audio container does not generate: 68 ms is the measured least, 100 ms the recipe. */
const primingMs = 100;
/** Gaps in the participant's audio are filled with silence, in pieces of this length. */
const silenceMs = 100;
/** Audio that came ahead of time, at most this much, holds the silence back; a burst of late audio must not hold it for long. */
const maxAheadMs = 1000;

/** Opens one stream at once. The command is not awaited by anyone: the SDK answers only at the first *output* event. */
export function openNovaStream(
  deps: { readonly clock: Clock; readonly client: BedrockRuntimeClient },
  options: NovaStreamOptions,
  request: StreamRequest,
  onEvent: (event: ModelEvent) => void,
): ModelStream {
  const { clock, client } = deps;
  const queue = createBoundedQueue<InvokeModelWithBidirectionalStreamInput>({ maxItems: maxQueued });
  const writer = createInputWriter(request, options.inference);
  const reader = createOutputReader();
  const abort = new AbortController();
  const silence = silenceBase64(silenceMs, request.inputSampleRateHz);
  let phase: 'live' | 'closing' | 'closed' = 'live';
  /** Until then the model has been given audio. Clients send up to a quarter of a second at once, so it may lie ahead. */
  let suppliedUntilMs = clock.nowMs();
  let opened = false;

  const push = (events: readonly InputEvent[]): boolean =>
    queue.push(...events.map((event) => ({ chunk: { bytes: bytesFromInputEvent(event) } })));
  const pushAudio = (base64: string): void => {
    const bytes = writer.audio(base64);
    if (bytes !== null && queue.length < maxQueued - keptForWords) queue.push({ chunk: { bytes } });
  };

  // ---- timers: the SDK has none that works -------------------------------------------------------------------------

  let deadline: Timer = clock.setTimer(options.firstEventMs, () =>
    end({ kind: 'retry', error: new AppError('BEDROCK_TIMEOUT', `no first event within ${options.firstEventMs} ms`) }),
  );
  let silenceTimer: Timer = clock.setTimer(silenceMs, fillSilence);
  function fillSilence(): void {
    if (phase !== 'live') return;
    const nowMs = clock.nowMs();
    if (nowMs - suppliedUntilMs >= silenceMs) {
      pushAudio(silence);
      // Pace by the audio's own length, so that timers that come late do not stretch real time; after a long stall start afresh.
      suppliedUntilMs = nowMs - suppliedUntilMs > 1000 ? nowMs : suppliedUntilMs + silenceMs;
    }
    silenceTimer = clock.setTimer(Math.max(10, silenceMs - (nowMs - suppliedUntilMs)), fillSilence);
  }

  // ---- the end: exactly one ----------------------------------------------------------------------------------------

  function end(how: StreamEnd): void {
    if (phase === 'closed') return;
    phase = 'closed';
    deadline.cancel();
    silenceTimer.cancel();
    queue.finish();
    abort.abort();
    onEvent({ type: 'closed', end: how });
  }

  // ---- output ------------------------------------------------------------------------------------------------------

  async function read(): Promise<void> {
    const command = new InvokeModelWithBidirectionalStreamCommand({ modelId: options.modelId, body: queue });
    const output = await client.send(command, { abortSignal: abort.signal });
    for await (const part of output.body ?? []) {
      if (phase === 'closed') return;
      if (part.chunk?.bytes === undefined) continue;
      if (!opened) {
        opened = true;
        // The deadline of our own close stands.
        if (phase === 'live') deadline.cancel();
        onEvent({ type: 'opened' });
      }
      for (const event of reader.read(part.chunk.bytes)) {
        if (event.type === 'toolRequest') writer.toolRequested(event.toolUseId);
        onEvent(event);
      }
    }
  }

  push(writer.begin());
  pushAudio(silenceBase64(primingMs, request.inputSampleRateHz));
  read().then(
    () => end(phase === 'closing' ? { kind: 'asked' } : unexpectedEnd()),
    (thrown: unknown) => end(phase === 'closing' ? { kind: 'asked' } : streamEndFromError(errorWithText(thrown))),
  );

  return {
    streamId: newId(),
    sendAudio(base64) {
      if (phase !== 'live') return;
      const nowMs = clock.nowMs();
      const durationMs = msFromSamples(bytesFromBase64Length(base64) / bytesPerSample, request.inputSampleRateHz);
      suppliedUntilMs = Math.min(Math.max(suppliedUntilMs, nowMs) + durationMs, nowMs + maxAheadMs);
      pushAudio(base64);
    },
    sendText(text) {
      if (phase === 'live') push(writer.text(text));
    },
    sendToolResult(toolUseId, result) {
      if (phase !== 'live') return;
      push(writer.toolResult(toolUseId, result));
    },
    close() {
      if (phase !== 'live') return;
      push(writer.end());
      phase = 'closing';
      queue.finish();
      silenceTimer.cancel();
      deadline.cancel();
      deadline = clock.setTimer(options.closeMs, () => end({ kind: 'asked' }));
    },
    abort: () => end({ kind: 'asked' }),
  };
}

/** Exceptions that the SDK does not model carry the raw JSON body as their message. */
function errorWithText(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const text = jsonObjectFromText(thrown.message)?.message;
  if (typeof text !== 'string') return thrown;
  const clear = new Error(text, { cause: thrown });
  clear.name = thrown.name;
  return clear;
}
