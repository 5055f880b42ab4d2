import captureWorkletUrl from '../src/audio/capture.worklet.ts?worker&url';
import type { CaptureFrame } from '../src/audio/capture-framer.js';
import type { PlaybackCommand, PlaybackNews } from '../src/audio/playback-messages.js';
import playbackWorkletUrl from '../src/audio/playback.worklet.ts?worker&url';

/**
 * Runs the page's real worklets on an offline audio clock, for `test/browser/audio-worklets.test.ts`. Offline rendering stops at chosen
 * moments of audio time, lets commands in, and goes on: what is measured is audio time, whatever the machine's load.
 */

const RATE_HZ = 48_000;
const SOURCE_HZ = 24_000;
const FRAME_MS = 40;

interface Step {
  /** Audio time. */
  readonly atMs: number;
  readonly commands: readonly PlaybackCommand[];
}

interface Played {
  /** First and last moment with sound, ms of audio time; -1 without any. */
  readonly firstSoundMs: number;
  readonly lastSoundMs: number;
  readonly news: readonly PlaybackNews[];
  readonly samples: Float32Array;
}

/** A steady tone as a frame of the agent's voice. */
function toneFrame(epoch: number, index: number, frequencyHz: number, durationMs = FRAME_MS): PlaybackCommand {
  const length = Math.round((SOURCE_HZ * durationMs) / 1000);
  const start = index * Math.round((SOURCE_HZ * FRAME_MS) / 1000);
  const samples = Int16Array.from({ length }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * frequencyHz * (start + i)) / SOURCE_HZ)),
  );
  return { type: 'frame', epoch, samples };
}

/** An utterance that arrives `speed` times as fast as it plays, with its end. */
function utterance(fromMs: number, durationMs: number, epoch: number, frequencyHz: number, speed: number): Step[] {
  const steps: Step[] = [];
  const frames = Math.ceil(durationMs / FRAME_MS);
  for (let index = 0; index < frames; index++) {
    const rest = Math.min(FRAME_MS, durationMs - index * FRAME_MS);
    steps.push({ atMs: fromMs + (index * FRAME_MS) / speed, commands: [toneFrame(epoch, index, frequencyHz, rest)] });
  }
  steps.push({ atMs: fromMs + durationMs / speed, commands: [{ type: 'end', epoch }] });
  return steps;
}

async function play(steps: readonly Step[], lengthMs: number): Promise<Played> {
  const context = new OfflineAudioContext(1, (RATE_HZ * lengthMs) / 1000, RATE_HZ);
  await context.audioWorklet.addModule(playbackWorkletUrl);
  const node = new AudioWorkletNode(context, 'voiceter-playback', {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: { sourceRateHz: SOURCE_HZ },
  });
  node.connect(context.destination);
  const news: PlaybackNews[] = [];
  let answered: () => void = () => undefined;
  node.port.onmessage = (event: MessageEvent<PlaybackNews>) => {
    news.push(event.data);
    if (!event.data.changed) answered();
  };

  // Rendering can stop only between blocks; commands of the same block go together, in order.
  const blocks = new Map<number, PlaybackCommand[]>();
  // The last step has no commands: it only fetches the final report, while the worklet still runs.
  for (const step of [...steps, { atMs: lengthMs - 10, commands: [] }]) {
    const block = Math.max(1, Math.ceil((step.atMs * RATE_HZ) / 1000 / 128));
    blocks.set(block, [...(blocks.get(block) ?? []), ...step.commands]);
  }
  for (const [block, commands] of blocks) {
    void context.suspend((block * 128) / RATE_HZ).then(async () => {
      // The report comes back after everything before it has been taken in.
      const taken = new Promise<void>((resolve) => {
        answered = resolve;
      });
      for (const command of commands) node.port.postMessage(command);
      node.port.postMessage({ type: 'report' } satisfies PlaybackCommand);
      await taken;
      await context.resume();
    });
  }
  const samples = (await context.startRendering()).getChannelData(0);
  const sounding = (from: number): number => samples.findIndex((sample, index) => index >= from && Math.abs(sample) > 1e-4);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > 1e-4);
  return { firstSoundMs: msFrom(sounding(0)), lastSoundMs: msFrom(last), news, samples };
}

const msFrom = (index: number): number => (index < 0 ? -1 : (index * 1000) / RATE_HZ);

/** Power of one frequency in a stretch of samples, relative to full scale, in dB. */
function toneDb(samples: Float32Array, frequencyHz: number, rateHz: number, fromMs: number, toMs: number): number {
  const from = Math.round((fromMs * rateHz) / 1000);
  const to = Math.min(samples.length, Math.round((toMs * rateHz) / 1000));
  let real = 0;
  let imaginary = 0;
  for (let i = from; i < to; i++) {
    // A Hann window keeps one tone out of another's figure.
    const weight = 1 - Math.cos((2 * Math.PI * (i - from)) / (to - from));
    const angle = (2 * Math.PI * frequencyHz * i) / rateHz;
    real += weight * (samples[i] ?? 0) * Math.cos(angle);
    imaginary += weight * (samples[i] ?? 0) * Math.sin(angle);
  }
  return 20 * Math.log10(Math.max(1e-9, (2 * Math.hypot(real, imaginary)) / (to - from)));
}

function peak(samples: Float32Array, fromMs: number, toMs: number): number {
  let most = 0;
  for (let i = Math.round((fromMs * RATE_HZ) / 1000); i < Math.min(samples.length, (toMs * RATE_HZ) / 1000); i++) {
    most = Math.max(most, Math.abs(samples[i] ?? 0));
  }
  return most;
}

const playedOf = (news: readonly PlaybackNews[], epoch: number): number =>
  Math.max(0, ...news.filter((one) => one.epoch === epoch).map((one) => one.playedSamples));

/** A reply of 0.7 s that arrives four times as fast as it plays, from 100 ms on. */
async function shortReply(): Promise<object> {
  const { firstSoundMs, lastSoundMs, news } = await play(utterance(100, 700, 1, 440, 4), 1500);
  return { startMs: firstSoundMs - 100, lengthMs: lastSoundMs - firstSoundMs, playedSamples: playedOf(news, 1), dryOuts: news.at(-1)?.dryOuts };
}

/** One lonely frame of 40 ms, less than any target: it must sound when the end comes. */
async function tinyReply(): Promise<object> {
  const { firstSoundMs, lastSoundMs, news } = await play(utterance(100, 40, 1, 440, 1), 600);
  return { startMs: firstSoundMs - 140, lengthMs: lastSoundMs - firstSoundMs, playedSamples: playedOf(news, 1) };
}

/** A long utterance, cut at 500 ms; old frames keep coming until 900 ms; a short reply of the new epoch comes at 1000 ms. */
async function bargeIn(): Promise<object> {
  const cut: Step = { atMs: 500, commands: [{ type: 'interrupt', epoch: 2 }] };
  const late = utterance(510, 400, 1, 440, 1);
  const { samples, news } = await play([...utterance(100, 900, 1, 440, 4), cut, ...late, ...utterance(1000, 300, 2, 1000, 4)], 2000);
  const silentFrom = samples.findIndex((_, index) => index > 0.5 * RATE_HZ && peak(samples, msFrom(index), 1000) < 1e-4);
  let steepest = 0;
  for (let i = 0.495 * RATE_HZ; i < 0.53 * RATE_HZ; i++) steepest = Math.max(steepest, Math.abs((samples[i + 1] ?? 0) - (samples[i] ?? 0)));
  return {
    stopMs: msFrom(silentFrom) - 500,
    steepest,
    lateSound: peak(samples, 530, 995),
    replyStartMs: msFrom(samples.findIndex((sample, index) => index > RATE_HZ && Math.abs(sample) > 1e-4)) - 1000,
    newToneDb: toneDb(samples, 1000, RATE_HZ, 1100, 1300),
    oldToneDb: toneDb(samples, 440, RATE_HZ, 1000, 1350),
    heardOfOld: playedOf(news, 1),
    heardOfNew: playedOf(news, 2),
    staleSamples: news.at(-1)?.staleSamples,
  };
}

/** A tone through the capture worklet at a device's rate. */
async function capture(deviceRateHz: number, frequencyHz: number): Promise<object> {
  const context = new OfflineAudioContext(1, deviceRateHz, deviceRateHz);
  await context.audioWorklet.addModule(captureWorkletUrl);
  const node = new AudioWorkletNode(context, 'voiceter-capture', { numberOfInputs: 1, numberOfOutputs: 1 });
  const frames: CaptureFrame[] = [];
  // 16,000 samples make 31 whole frames.
  const whole = new Promise<void>((resolve) => {
    node.port.onmessage = (event: MessageEvent<CaptureFrame>) => {
      frames.push(event.data);
      if (frames.length === 31) resolve();
    };
  });
  const tone = new OscillatorNode(context, { frequency: frequencyHz });
  tone.connect(node).connect(context.destination);
  tone.start();
  await context.startRendering();
  await whole;
  const sound = Float32Array.from(frames.flatMap((frame) => [...new Int16Array(frame.pcm)].map((sample) => sample / 32768)));
  const alias = Math.abs(frequencyHz - 16_000 * Math.round(frequencyHz / 16_000));
  return {
    frames: frames.length,
    bytes: [...new Set(frames.map((frame) => frame.pcm.byteLength))],
    sequence: frames.map((frame) => frame.sequenceNumber),
    toneDb: toneDb(sound, alias, 16_000, 100, 950),
    /** Everything that came out, tone or not. */
    rmsDb: 20 * Math.log10(Math.max(1e-9, Math.sqrt(sound.slice(1600).reduce((sum, x) => sum + x * x, 0) / (sound.length - 1600)))),
  };
}

Object.assign(window, { harness: { shortReply, tinyReply, bargeIn, capture } });
