// The worker in which eSpeak NG speaks. Plain JavaScript, so that it loads from `src` under the tests and from `dist` alike.
// This is the only place that names the package: GPL-3.0, a development dependency, absent from the production image.
import { parentPort } from 'node:worker_threads';

/** @typedef {{ id: number, text: string, voice: string, pitch: number, wordsPerMinute: number }} EspeakJob */
/** @typedef {{ startMs: number, endIndex: number }} EspeakWord */
/**
 * @typedef {{ kind: 'ready', sampleRateHz: number } | { kind: 'missing', reason: string }
 *   | { kind: 'spoken', id: number, samples: Int16Array, words: EspeakWord[] } | { kind: 'failed', id: number, reason: string }} EspeakReply
 */

/** @param {EspeakReply} reply @param {ArrayBuffer[]} [moved] */
const post = (reply, moved = []) => parentPort?.postMessage(reply, moved);

/** @param {unknown} thrown */
const reasonOf = (thrown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** @param {import('@echogarden/espeak-ng-emscripten').EspeakEngine} engine @param {EspeakJob} job */
function speak(engine, job) {
  if (engine.set_voice(job.voice) !== 0) throw new Error(`eSpeak NG has no voice ${job.voice}`);
  engine.set_rate(job.wordsPerMinute);
  engine.set_pitch(job.pitch);
  /** @type {Int16Array[]} */
  const pieces = [];
  /** @type {EspeakWord[]} */
  const words = [];
  engine.synthesize(job.text, (audio, events) => {
    if (audio !== null && audio.length > 0) pieces.push(audio);
    for (const event of events) {
      if (event.type === 'word') words.push({ startMs: event.audio_position, endIndex: event.text_position - 1 + event.word_length });
    }
    return false;
  });
  const samples = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  post({ kind: 'spoken', id: job.id, samples, words }, [samples.buffer]);
}

async function main() {
  const { default: load } = await import('@echogarden/espeak-ng-emscripten');
  const espeak = await load();
  const engine = new espeak.eSpeakNGWorker();
  parentPort?.on('message', (/** @type {EspeakJob} */ job) => {
    try {
      speak(engine, job);
    } catch (thrown) {
      post({ kind: 'failed', id: job.id, reason: reasonOf(thrown) });
    }
  });
  post({ kind: 'ready', sampleRateHz: engine.get_samplerate() });
}

main().catch((/** @type {unknown} */ thrown) => post({ kind: 'missing', reason: reasonOf(thrown) }));
