import { base64FromSamples, samplesFromMs } from '../audio/pcm.js';
import type { Clock, Timer } from '../kernel/clock.js';
import { unreachable } from '../kernel/result.js';
import { interruptedMarker, type NovaVoiceId, type SampleRateHz } from '../models/nova-sonic/wire.js';
import type { BrainAction } from './brains/brain.js';
import type { EmulatorTiming } from './options.js';
import type { AudioOutlet, Outlet } from './outlet.js';
import { sentencesFromText } from './speech/sentences.js';
import { durationMsOf, spokenPart, type Speech, type SpeechSynthesizer } from './speech/speech.js';
import type { Timers } from './timers.js';
import type { Usage } from './usage.js';

/**
 * Carries out a brain's actions in order: speaks sentence by sentence, faster than real time, while a playback clock imagines
 * what the user hears by now. FINAL texts and the cut of an interruption follow that clock.
 */
export interface Mouth {
  /** True while sound is being sent, or would still be playing at the user's side. */
  readonly speaking: boolean;
  /** True while something is to be said of which nothing was sent yet. */
  readonly preparing: boolean;
  /** Appends actions; when nothing is under way they begin after `thinkMs`. */
  answer(actions: readonly BrainAction[]): void;
  /**
   * Stops: drops all unsent speech, keeps tool calls. When the user heard something, the interruption is announced, and the
   * text that was really spoken comes back; else `null`.
   */
  interrupt(): string | null;
  /** Does not begin to speak until `release`: the user is talking. */
  hold(): void;
  release(): void;
  /** Ends all blocks: the prompt is over. */
  finish(): void;
  /** Gives up without a word: the stream is gone. */
  close(): void;
}

export interface MouthDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly speech: SpeechSynthesizer;
  readonly outlet: Outlet;
  readonly usage: Usage;
  readonly act: (action: Exclude<BrainAction, { kind: 'say' | 'wait' }>) => void;
}

export interface MouthOptions {
  readonly voice: NovaVoiceId;
  readonly sampleRateHz: SampleRateHz;
  readonly timing: EmulatorTiming;
}

interface Sentence {
  readonly kind: 'sentence';
  readonly text: string;
  readonly endsTurn: boolean;
  readonly speech: Promise<Speech | null>;
}

type Step = Sentence | Exclude<BrainAction, { kind: 'say' }>;

interface Playing {
  readonly sentence: Sentence;
  readonly speech: Speech;
  readonly startMs: number;
  readonly endMs: number;
  sent: boolean;
}

/** More than this waiting to be said is dropped: no answer is so long. */
const maxSteps = 200;

export function createMouth(deps: MouthDeps, options: MouthOptions): Mouth {
  const { clock, timers, outlet, usage } = deps;
  const { timing, sampleRateHz } = options;
  const pieceSamples = Math.max(1, samplesFromMs(timing.pieceMs, sampleRateHz));
  let steps: Step[] = [];
  let busy = false;
  let held = false;
  let finished = false;
  /** Rises whenever what is under way is given up: late timers and voices then know. */
  let round = 0;
  let abort = new AbortController();
  let openAudio: AudioOutlet | null = null;
  let playing: Playing[] = [];
  let playbackEndMs = -Infinity;
  let finalTimer: Timer | null = null;

  const stepsFrom = (actions: readonly BrainAction[]): Step[] => {
    const made = actions.flatMap((action): (Step | { kind: 'text'; text: string })[] =>
      action.kind === 'say' ? sentencesFromText(action.text).map((text) => ({ kind: 'text', text })) : [action],
    );
    return made.map((step, index) => {
      if (step.kind !== 'text') return step;
      const endsTurn = !made.slice(index + 1).some((later) => later.kind === 'text' || later.kind === 'call');
      const speech = deps.speech.speak(step.text, options.voice, sampleRateHz, abort.signal);
      return { kind: 'sentence', text: step.text, endsTurn, speech };
    });
  };

  const after = (delayMs: number, go: () => void): void => {
    const mine = round;
    busy = true;
    timers.after(delayMs, () => {
      if (mine !== round) return;
      busy = false;
      go();
    });
  };

  const run = (): void => {
    while (!busy && !finished) {
      const step = steps[0];
      if (step === undefined) return;
      switch (step.kind) {
        case 'sentence':
          if (held) return;
          say(step);
          break;
        case 'wait':
          steps.shift();
          after(step.durationMs, run);
          break;
        case 'call':
        case 'fail':
          steps.shift();
          deps.act(step);
          break;
        default:
          unreachable(step);
      }
    }
  };

  const say = (sentence: Sentence): void => {
    const mine = round;
    busy = true;
    void sentence.speech.then((speech) => {
      // Back through a timer, so that whatever goes wrong from here on ends this stream only.
      if (mine === round) timers.after(0, () => mine === round && begin(sentence, speech));
    });
  };

  const begin = (sentence: Sentence, speech: Speech | null): void => {
    busy = false;
    if (held) return;
    steps.shift();
    if (speech === null) return run();
    outlet.text('ASSISTANT', 'SPECULATIVE', sentence.text, 'PARTIAL_TURN');
    usage.textOut(sentence.text.length);
    openAudio = outlet.openAudio();
    const beganMs = clock.nowMs();
    const startMs = Math.max(beganMs, playbackEndMs);
    const entry: Playing = {
      sentence,
      speech,
      startMs,
      endMs: startMs + durationMsOf(speech) / timing.playbackSpeed,
      sent: false,
    };
    playing.push(entry);
    playbackEndMs = entry.endMs;
    sendPieces(entry, openAudio, beganMs, 0);
  };

  const sendPieces = (entry: Playing, audio: AudioOutlet, beganMs: number, from: number): void => {
    const { samples } = entry.speech;
    for (let at = from; at < samples.length; at += pieceSamples) {
      const dueMs = beganMs + (at * 1000) / sampleRateHz / timing.deliverySpeed;
      if (dueMs > clock.nowMs() + 0.5) return after(dueMs - clock.nowMs(), () => sendPieces(entry, audio, beganMs, at));
      audio.piece(base64FromSamples(samples.subarray(at, at + pieceSamples)));
    }
    // A sentence is over no sooner than its last piece was due: the next one follows at the same pace.
    const overMs = beganMs + durationMsOf(entry.speech) / timing.deliverySpeed;
    if (overMs > clock.nowMs() + 0.5) return after(overMs - clock.nowMs(), () => end(entry, audio));
    end(entry, audio);
  };

  const end = (entry: Playing, audio: AudioOutlet): void => {
    audio.end(entry.sentence.endsTurn ? 'END_TURN' : 'PARTIAL_TURN');
    openAudio = null;
    entry.sent = true;
    usage.speechOut(durationMsOf(entry.speech));
    outlet.usage(usage.take());
    awaitFinal();
    run();
  };

  const awaitFinal = (): void => {
    const [head] = playing;
    if (finalTimer !== null || head?.sent !== true) return;
    finalTimer = timers.after(Math.max(0, head.endMs - clock.nowMs()), () => {
      finalTimer = null;
      playing.shift();
      outlet.text('ASSISTANT', 'FINAL', head.sentence.text, head.sentence.endsTurn ? 'END_TURN' : 'PARTIAL_TURN');
      awaitFinal();
    });
  };

  /** What was heard of the sentences whose FINAL had not come; they are forgotten. */
  const takeHeard = (): readonly string[] => {
    const nowMs = clock.nowMs();
    const heard = playing.map(({ sentence, speech, startMs, endMs }) =>
      endMs <= nowMs ? sentence.text : spokenPart(sentence.text, speech, (nowMs - startMs) * timing.playbackSpeed),
    );
    playing = [];
    playbackEndMs = nowMs;
    finalTimer?.cancel();
    finalTimer = null;
    return heard.filter((text) => text !== '');
  };

  const giveUp = (): void => {
    round += 1;
    busy = false;
    abort.abort();
    abort = new AbortController();
  };

  const isSpeaking = (): boolean => openAudio !== null || playbackEndMs > clock.nowMs();

  return {
    get speaking() {
      return isSpeaking();
    },
    get preparing() {
      return steps.some((step) => step.kind === 'sentence');
    },
    answer(actions) {
      if (finished || actions.length === 0 || steps.length + actions.length > maxSteps) return;
      steps.push(...stepsFrom(actions));
      if (!busy && steps.length > 0) after(timing.thinkMs, run);
    },
    interrupt() {
      const wasSpeaking = isSpeaking();
      giveUp();
      steps = steps.filter((step) => step.kind === 'call' || step.kind === 'fail');
      openAudio?.end('INTERRUPTED');
      openAudio = null;
      let spoken: string | null = null;
      if (wasSpeaking) {
        outlet.text('ASSISTANT', 'FINAL', interruptedMarker, 'INTERRUPTED');
        const heard = takeHeard();
        for (const text of heard) outlet.text('ASSISTANT', 'FINAL', text, 'PARTIAL_TURN');
        spoken = heard.join(' ');
      }
      run();
      return spoken;
    },
    hold() {
      held = true;
    },
    release() {
      held = false;
      run();
    },
    finish() {
      if (finished) return;
      finished = true;
      giveUp();
      steps = [];
      openAudio?.end('END_TURN');
      openAudio = null;
      for (const text of takeHeard()) outlet.text('ASSISTANT', 'FINAL', text, 'END_TURN');
    },
    close() {
      finished = true;
      giveUp();
      steps = [];
    },
  };
}
