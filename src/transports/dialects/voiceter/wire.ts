import { z } from 'zod';
import type { PublicError } from '../../../kernel/errors.js';

/**
 * The `voiceter` dialect on the wire: source 003's events, and what our own page adds (marked +).
 * Client events may come bare (`emit('session:start', data)`) or enveloped (`{event, sessionId, timestamp, data}`).
 * Server events always go enveloped. See docs/protocols/voiceter.md.
 */

// ------------------------------------------------------------------------------------------------ client → server

/** Participants answer by voice, touch or keyboard; ids are short strings that our own files define. */
const id = z.string().min(1).max(128);

/** A value that a tapped option or a typed field can have. Its meaning is the questionnaire's affair. */
export const submittedValue = z.union([
  z.string().max(2000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(200)).max(50),
]);

export const clientSchemas = {
  'session:start': z.object({
    /** Required, unless `questionnaire:select` named one before, or an assistant is asked for. */
    questionnaireId: id.optional(),
    /** + An assistant instead of a questionnaire. */
    personaId: id.optional(),
    /** + What a tool set of the assistant may want to know, such as `courseId`. */
    details: z.record(z.string().max(64), z.string().max(200)).refine((details) => Object.keys(details).length <= 20, 'at most 20').optional(),
    voiceId: z.string().max(64).optional(),
    userId: id.optional(),
    /** BCP-47; default: the questionnaire's own. */
    language: z.string().max(35).optional(),
    /** + The participant agreed on the page (text version, ISO time). Without it the agent asks by voice. */
    consent: z.object({ version: z.string().max(64), agreedAt: z.iso.datetime({ offset: true }) }).optional(),
    /** + Sample rate of the audio that will come. Default 16000. */
    sampleRateHz: z.union([z.literal(8000), z.literal(16000), z.literal(24000)]).optional(),
    /** + Audio as base64 text (source 003) or as binary attachments. Default: as the client sends its own. */
    audioEncoding: z.enum(['base64', 'binary']).optional(),
  }),
  /** PCM s16le mono at the session's rate; base64 (length % 4 = 0) or binary; at most 64 KB, even length. */
  'audio:chunk': z.object({
    audioData: z.union([z.string(), z.instanceof(Uint8Array)]),
    sequenceNumber: z.number().int().nonnegative().optional(),
  }),
  'session:end': z.object({ reason: z.enum(['user_ended', 'completed', 'timeout', 'error']).optional() }),
  'config:update': z.object({
    voiceId: z.string().max(64).optional(),
    audioConfig: z.object({ sampleRate: z.number().int().positive().optional() }).loose().optional(),
  }),
  'questionnaire:select': z.object({ questionnaireId: id }),
  /** + A typed message, handled like speech. `questionId`: of the question that was shown when it was typed; it answers no other open one. */
  'text:message': z.object({ text: z.string().trim().min(1).max(2000), questionId: id.optional() }),
  /** + A tapped or typed answer for the open question (or a correction of an earlier one). */
  'answer:submit': z.object({ questionId: id, value: submittedValue }),
  /** + How much of the utterance with this epoch has been heard, in samples at `outputSampleRateHz`. About 4 a second. */
  'playback:progress': z.object({ epoch: z.number().int().nonnegative(), playedSamples: z.number().int().nonnegative() }),
  /** + While muted, the server feeds the model silence. */
  'mic:mute': z.object({ muted: z.boolean() }),
  /** + Words recognised by the browser, where the model cannot hear words. Handled like `text:message`. */
  'speech:recognised': z.object({ text: z.string().trim().min(1).max(2000) }),
  /** The 003 client answers an application-level `ping` with this; nothing follows from it. */
  pong: z.object({}).loose(),
  /** The 003 client marks its own voice activity; nothing follows from it (the model listens itself). */
  'user:speaking': z.object({}).loose(),
  /** The 003 client sends all that was said after each answer, for its server to find the answers in it; ours has them: nothing follows. */
  'transcript:update': z.object({}).loose(),
  /** An answer of the 003 client without speech. Handled like `text:message`. */
  'mock:response': z.object({ questionId: id, response: z.string().trim().min(1).max(2000), responseType: z.string().max(64).optional() }),
} as const;

export type ClientEventName = keyof typeof clientSchemas;
export type ClientEvents = { [N in ClientEventName]: z.input<(typeof clientSchemas)[N]> };

// ------------------------------------------------------------------------------------------------ server → client

export type QuestionType =
  | 'voice_prompt'
  | 'single_choice'
  | 'multiple_choice'
  | 'rating_scale'
  | 'nps'
  | 'yes_no'
  | 'open_ended'
  | 'numeric'
  | 'date';

/** A question as it is asked now: piped text, options in the order shown. */
export interface WireQuestion {
  readonly questionId: string;
  /** Position on the participant's path, from 1. */
  readonly questionNumber: number;
  readonly questionType: QuestionType;
  readonly questionText: string;
  readonly isRequired: boolean;
  /** `optionValue` is what `answer:submit` takes. Yes/no questions have `true` and `false` there, as text. */
  readonly options?: readonly { readonly optionId: string; readonly optionText: string; readonly optionValue: string }[];
  /** For rating_scale, nps and numeric. */
  readonly scale?: { readonly min: number; readonly max: number; readonly minLabel?: string; readonly maxLabel?: string };
  /** For open_ended: characters. */
  readonly maxResponseLength?: number;
}

export interface WireProgress {
  /** Questions answered so far, plus one for the open one. */
  readonly current: number;
  /** Expected number of questions on this path; may shrink or grow. */
  readonly total: number;
  /** 0 to 100; never falls without a correction. */
  readonly percentage: number;
}

/** One recorded answer, as the participant may see it. */
export interface WireAnswer {
  readonly questionId: string;
  readonly question: string;
  readonly answer: string;
}

export interface ServerEvents {
  /**
   * On connect: the session's id. `reconnected` is true when `?sessionId=` brought one back; `recovered`+ when what was sent after
   * `?run=&after=` follows now, so that nothing is missing.
   */
  'session:assigned': { readonly sessionId: string; readonly reconnected: boolean; readonly recovered: boolean };
  /** The model listens: audio may come (audio sent earlier was kept). */
  'session:ready': {
    /** Of an assistant: its name. */
    readonly questionnaireName: string;
    /** Minutes. 0: a conversation with an assistant has no length. */
    readonly estimatedDuration: number;
    /** Absent: there is an assistant, and no questions. */
    readonly firstQuestion?: WireQuestion;
    /** + */
    readonly assistant?: { readonly personaId: string; readonly name: string; readonly description: string };
    /** + BCP-47: what is spoken in this interview, and how answers are understood. */
    readonly language: string;
    /** + */
    readonly voiceId: string;
    /** + Of the agent's audio. */
    readonly outputSampleRateHz: 8000 | 16000 | 24000;
    /** + `none`: the model (emulator without a recogniser) hears sound but no words; the page may recognise speech itself. */
    readonly hearing: 'speech' | 'none';
  };
  /** Words of the participant. `transcript` and `text` are the same. */
  'transcription:user': Transcription;
  /**
   * Words of the agent. `isFinal: false` is planned text, sent before its audio; `isFinal: true` is what was really spoken
   * (after an interruption: the part before the cut). Show one or the other, never both.
   */
  'transcription:assistant': Transcription;
  /**
   * The agent's words before this are all: comes with the participant's next words, and with the end. The 003 client closes its line of
   * transcript at it. Its `turn:start` is never sent: that client would mute its microphone until now.
   */
  'turn:complete': { readonly role: 'assistant' };
  'audio:chunk': {
    /** PCM s16le mono at `outputSampleRateHz`; base64, or binary where the session asked for it. */
    readonly audioData: string | Uint8Array;
    readonly sequenceNumber: number;
    readonly format: 'pcm_24000' | 'pcm_16000' | 'pcm_8000';
    /** + Audio of an epoch older than the newest `audio:interrupt` must not be played. */
    readonly epoch: number;
  };
  /** + The agent's utterance is complete: play what is buffered, however little. */
  'audio:end': { readonly epoch: number };
  'question:advance': { readonly question: WireQuestion; readonly progress: WireProgress };
  /** The answer is durable. `qid` and `question` repeat source 003's client's names. */
  'response:recorded': { readonly qid: string; readonly question: string; readonly answer: string; readonly questionId: string; readonly revision: number };
  /** + The answer is kept on the server, and not in the database yet; `response:recorded` follows when it is. The interview goes on. */
  'response:saving': { readonly questionId: string; readonly question: string; readonly answer: string; readonly revision: number };
  /** + An answer given by touch or keyboard was refused; `reason` can be shown. */
  'answer:refused': { readonly questionId: string; readonly reason: string };
  /** The participant interrupted: stop playing, drop what is queued. The three go out together, newest client first. */
  'audio:interrupt': { readonly epoch: number };
  interruption: Record<string, never>;
  'barge-in': { readonly timestamp: string; readonly message: string };
  'session:complete': {
    /** `abandoned`: the participant left; `error`: a fault ended it (an `error` event came before). */
    readonly completionStatus: 'completed' | 'terminated' | 'abandoned' | 'error';
    readonly totalQuestions: number;
    readonly answeredQuestions: number;
    /** Seconds. */
    readonly duration: number;
    readonly surveyAnswers: readonly WireAnswer[];
    /** + Questions whose answer is kept on the server and not in the database yet: it gets there by itself. Normally 0. */
    readonly pendingAnswers: number;
  };
  /** + The voice service is slow or being restored: nothing is lost, and the conversation goes on by itself with the agent's next words. */
  'session:waiting': Record<string, never>;
  /** + This node lets the conversation go, and nothing is lost: connect again with `?sessionId=` to go on. An `error` `SERVER_STOPPING` follows, for older clients. */
  'session:parked': Record<string, never>;
  error: PublicError;
}

export interface Transcription {
  readonly transcript: string;
  readonly text: string;
  readonly isFinal: boolean;
  readonly role: 'user' | 'assistant';
  /** + Groups the sentences of one utterance. */
  readonly epoch: number;
  /** + Number of this sentence within its epoch, from 0: the final text of a sentence replaces its planned text. */
  readonly sentence: number;
}

export type ServerEventName = keyof ServerEvents;

export interface Envelope<N extends ServerEventName = ServerEventName> {
  readonly event: N;
  readonly sessionId: string;
  /** ISO 8601. */
  readonly timestamp: string;
  /** + Place of this event in the conversation, where it must not be missed: what to ask for on coming back. */
  readonly run?: string;
  readonly seq?: number;
  readonly data: ServerEvents[N];
}
