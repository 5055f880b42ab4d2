import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { createResampler, resample, type Resampler } from '../../audio/resample.js';
import type { Clock, Timer } from '../../kernel/clock.js';
import type { JsonObject } from '../../kernel/json.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import { espeakVoiceFor } from './espeak-voices.js';
import { createSpeechCache } from './speech-cache.js';
import type { Speech, SpeechSynthesizer } from './speech.js';
import { toneSpeech } from './tone-speech.js';

/** Sentences that may wait; more are spoken by tones. */
const maxWaiting = 500;
/** Loading takes about 0.2 s; a sentence about 20 ms. */
const startDeadlineMs = 20_000;
const jobDeadlineMs = 10_000;

const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), sampleRateHz: z.number() }),
  z.object({ kind: z.literal('missing'), reason: z.string() }),
  z.object({
    kind: z.literal('spoken'),
    id: z.number(),
    // Not `instanceof`: what comes from a worker may belong to another realm, as it does under jest.
    samples: z.custom<Int16Array>((value) => ArrayBuffer.isView(value)),
    words: z.array(z.object({ startMs: z.number(), endIndex: z.number() })),
  }),
  z.object({ kind: z.literal('failed'), id: z.number(), reason: z.string() }),
]);

interface Job {
  readonly id: number;
  readonly text: string;
  readonly voice: string;
  readonly pitch: number;
  readonly wordsPerMinute: number;
  readonly signal: AbortSignal;
  /** Speech at eSpeak's own rate; `null` when it could not be made. */
  readonly settle: (speech: Speech | null) => void;
}

export interface EspeakDeps {
  readonly clock: Clock;
  readonly log: (event: string, fields: JsonObject) => void;
}

/** eSpeak NG in one worker thread for all streams, one sentence at a time; refused with the reason when it does not load. */
export function openEspeakSpeech(deps: EspeakDeps): Promise<Result<SpeechSynthesizer, string>> {
  const worker = new Worker(new URL('./espeak-worker.mjs', import.meta.url));
  // The process may end while a voice is loaded: only the emulator's own server keeps it alive.
  worker.unref();
  return new Promise((resolve) => {
    const giveUp = (reason: string): void => {
      deadline.cancel();
      void worker.terminate();
      resolve(refuse(reason));
    };
    const deadline = deps.clock.setTimer(startDeadlineMs, () => giveUp('eSpeak NG did not load in time'));
    worker.once('error', (error) => giveUp(error.message));
    worker.once('message', (message: unknown) => {
      const first = reply.safeParse(message);
      if (!first.success || first.data.kind !== 'ready') return giveUp(first.data?.kind === 'missing' ? first.data.reason : 'unknown reply');
      deadline.cancel();
      worker.removeAllListeners('error');
      resolve(ok(createEspeakSpeech(deps, worker, first.data.sampleRateHz)));
    });
  });
}

function createEspeakSpeech(deps: EspeakDeps, worker: Worker, sampleRateHz: number): SpeechSynthesizer {
  const cache = createSpeechCache({ maxSamples: 12_000_000 });
  const resamplers = new Map<number, Resampler>();
  let waiting: Job[] = [];
  let current: Job | null = null;
  let deadline: Timer | null = null;
  let nextId = 1;
  let broken = false;

  const settleCurrent = (speech: Speech | null): void => {
    deadline?.cancel();
    const job = current;
    current = null;
    job?.settle(speech);
    next();
  };

  const breakDown = (reason: string): void => {
    if (broken) return;
    broken = true;
    deps.log('espeak_failed', { reason });
    void worker.terminate();
    settleCurrent(null);
  };

  const next = (): void => {
    while (current === null) {
      const job = waiting.shift();
      if (job === undefined) return;
      if (broken || job.signal.aborted) {
        job.settle(null);
        continue;
      }
      current = job;
      deadline = deps.clock.setTimer(jobDeadlineMs, () => breakDown('a sentence took too long'));
      const { id, text, voice, pitch, wordsPerMinute } = job;
      worker.postMessage({ id, text, voice, pitch, wordsPerMinute });
    }
  };

  const atRate = (speech: Speech, wantedHz: number): Speech => {
    const resampler = resamplers.get(wantedHz) ?? createResampler({ fromHz: sampleRateHz, toHz: wantedHz });
    resamplers.set(wantedHz, resampler);
    return { ...speech, samples: resample(speech.samples, sampleRateHz, wantedHz, resampler), sampleRateHz: wantedHz };
  };

  worker.on('error', (error) => breakDown(error.message));
  worker.on('exit', () => breakDown('the worker ended'));
  worker.on('message', (message: unknown) => {
    const answer = reply.safeParse(message);
    if (!answer.success) return breakDown('the worker sent something unknown');
    if (current === null) return;
    if (answer.data.kind === 'failed' && answer.data.id === current.id) {
      deps.log('espeak_failed', { reason: answer.data.reason });
      settleCurrent(null);
    }
    if (answer.data.kind === 'spoken' && answer.data.id === current.id) {
      const { samples, words } = answer.data;
      const totalMs = (samples.length * 1000) / sampleRateHz;
      // A word ends where the next begins; eSpeak tells beginnings only.
      const ends = words.map((word, index) => ({ endIndex: word.endIndex, endMs: words[index + 1]?.startMs ?? totalMs }));
      settleCurrent({ samples, sampleRateHz, words: ends });
    }
  });

  return {
    name: 'espeak',
    async speak(sentence, voice, wantedHz, signal) {
      const spoken = espeakVoiceFor(voice, sentence);
      const key = `${spoken.voice} ${spoken.pitch} ${wantedHz} ${sentence}`;
      const known = cache.get(key);
      if (known !== undefined) return known;
      if (broken || waiting.length >= maxWaiting) return toneSpeech(sentence, voice, wantedHz);
      const speech = await new Promise<Speech | null>((settle) => {
        waiting.push({ id: nextId, text: sentence, ...spoken, signal, settle });
        nextId += 1;
        next();
      });
      if (signal.aborted) return null;
      if (speech === null || speech.samples.length === 0) return toneSpeech(sentence, voice, wantedHz);
      const ready = atRate(speech, wantedHz);
      cache.set(key, ready);
      return ready;
    },
    async close() {
      broken = true;
      for (const job of waiting) job.settle(null);
      waiting = [];
      settleCurrent(null);
      await worker.terminate();
    },
  };
}
