import type { EndpointingSensitivity } from '../models/nova-sonic/wire.js';
import type { Brain, BrainPrompt } from './brains/brain.js';
import type { ScriptStep } from './brains/script-brain.js';
import type { FaultInput } from './faults/fault.js';
import type { HeardAudio } from './stream-roll.js';

/** How fast things happen. The defaults are those seen from the real model. */
export interface EmulatorTiming {
  /** From the end of the system prompt to `completionStart`. Default 50. */
  readonly completionStartMs: number;
  /** Quiet audio that ends the user's turn. Default HIGH 1,500, MEDIUM 1,750, LOW 2,000; one number stands for all three. */
  readonly endpointingMs: number | Readonly<Record<EndpointingSensitivity, number>>;
  /** From the end of the user's turn to its text. Default 150. */
  readonly transcriptMs: number;
  /** From the user's text, or a tool's result, to the first event of the answer. Default 700. */
  readonly thinkMs: number;
  /** Audio is sent so many times faster than it plays; `Infinity` sends all at once. Default 4. */
  readonly deliverySpeed: number;
  /** Speed of the imagined playback, which FINAL texts and the cut of an interruption follow; `Infinity` for none. Default 1. */
  readonly playbackSpeed: number;
  /** Length of one `audioOutput`. Default 80. */
  readonly pieceMs: number;
}

export interface EmulatorLimits {
  /** Life of a stream; then `ModelTimeoutException`. Default 480,000. */
  readonly sessionMs: number;
  /** Longest gap between audio bytes or interactive text; then `ValidationException` 532. Default 55,000 (newer accounts: 295,000). */
  readonly idleMs: number;
  /** Streams at once; more are refused with `ThrottlingException`. Default 20. */
  readonly maxStreams: number;
}

/** AWS credentials that clients must sign with. */
export interface EmulatorCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface EmulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** When given, the signature of the request and of every frame is verified; without, any signature passes. */
  readonly credentials?: EmulatorCredentials;
  /** `auto` (default): eSpeak NG where it is installed, else tones. */
  readonly speech?: 'auto' | 'espeak' | 'tone';
  /** Tones last so many times shorter than speech would: for tests of many conversations, whose sound nobody measures. Default 1. */
  readonly toneSpeed?: number;
  /** `auto` (default): pocketsphinx where it is installed, else words never come from sound. */
  readonly hearing?: 'auto' | 'pocketsphinx' | 'none';
  /** Whether keypad tones become user text, which the real model does not do. Default true. */
  readonly keypad?: boolean;
  /** Whether digital silence keeps the idle cut away. Default true; observations of the real model contradict each other. */
  readonly silenceCounts?: boolean;
  readonly timing?: Partial<EmulatorTiming>;
  readonly limits?: Partial<EmulatorLimits>;
  /**
   * The policy of a stream. Default: chosen by the tools that the prompt declares. `adversarial`: one that behaves as badly in
   * an interview as a model can.
   */
  readonly brain?: 'adversarial' | ((prompt: BrainPrompt) => Brain);
  /** Of the adversarial brain: decides what it does. The first stream has this seed, each one after it one more. Default 1. */
  readonly seed?: number;
  /** Every stream follows these steps. Stands before `brain`. */
  readonly script?: readonly ScriptStep[];
  /** What goes wrong from the start on; `Emulator.faults` changes it later. Default: nothing. */
  readonly faults?: readonly FaultInput[];
  /** Port of the control endpoint, on the same host; 0 takes any free one. Default: there is none. */
  readonly controlPort?: number;
  /**
   * Time passes so many times faster for the model: pauses, limits, imagined playback, delays of faults. Audio is counted in
   * samples, as ever; signatures keep to the real time. Default 1.
   */
  readonly timeFactor?: number;
  /** Gets all audio that each stream was sent, in order, before the model hears it. Must not throw. */
  readonly onAudio?: (heard: HeardAudio) => void;
}

export const defaultTiming: EmulatorTiming = {
  completionStartMs: 50,
  endpointingMs: { HIGH: 1500, MEDIUM: 1750, LOW: 2000 },
  transcriptMs: 150,
  thinkMs: 700,
  deliverySpeed: 4,
  playbackSpeed: 1,
  pieceMs: 80,
};

export const defaultLimits: EmulatorLimits = { sessionMs: 480_000, idleMs: 55_000, maxStreams: 20 };

export const endpointingMsFrom = (timing: EmulatorTiming, sensitivity: EndpointingSensitivity): number =>
  typeof timing.endpointingMs === 'number' ? timing.endpointingMs : timing.endpointingMs[sensitivity];
