import { z } from 'zod';

/**
 * The `intellilearn` dialect on the wire: JSON frames with a `type`, as the client of source 002 sends them. Fields that mean nothing to
 * us are left out by the schemas. See docs/protocols/intellilearn.md.
 */

const id = z.string().min(1).max(128);

export const clientSchemas = {
  initialize_session: z.object({
    authToken: z.string().max(8192).nullish(),
    courseId: id.nullish(),
    studentId: id.nullish(),
    /** BCP-47, ours. */
    language: z.string().max(35).nullish(),
    voiceConfig: z.object({ voiceId: z.string().max(64).nullish() }).nullish(),
  }),
  audio_input: z.object({
    sessionId: id.nullish(),
    /** WebM with Opus, or PCM s16le mono 16 kHz where `format` says so. Empty: nothing more comes for now. */
    audioData: z.union([z.string(), z.object({ base64: z.string(), format: z.string().max(64).nullish() })]).nullish(),
    isEndOfUtterance: z.boolean().nullish(),
  }),
  /** Ours: a typed turn. */
  text_input: z.object({ sessionId: id.nullish(), text: z.string().trim().min(1).max(2000) }),
  end_session: z.object({ sessionId: id.nullish() }),
  ping: z.object({ timestamp: z.union([z.number(), z.string().max(64)]).nullish(), sessionId: id.nullish() }),
} as const;

export type ClientFrameType = keyof typeof clientSchemas;

/** What the server sends. Every frame but the first ones names its session. */
export type ServerFrame =
  | { readonly type: 'connection_established'; readonly message: string; readonly timestamp: string }
  | { readonly type: 'session_initialized'; readonly sessionId: string; readonly message: string; readonly mode: 'speech-to-speech'; readonly resumed: boolean }
  | { readonly type: 'nova_session_ready'; readonly sessionId: string; readonly message: string }
  | { readonly type: 'transcription'; readonly sessionId: string; readonly text: string; readonly transcript: string }
  | { readonly type: 'text_response'; readonly sessionId: string; readonly text: string }
  /** A WAV file of its own, mono, 16 bit. */
  | { readonly type: 'audio_response'; readonly sessionId: string; readonly audioBase64: string }
  | { readonly type: 'tool_use'; readonly sessionId: string; readonly toolName: string; readonly toolInput: object }
  | { readonly type: 'inference_complete'; readonly sessionId: string }
  | { readonly type: 'interrupted'; readonly sessionId: string }
  | { readonly type: 'nova_error'; readonly sessionId: string; readonly error: string; readonly code: string }
  | { readonly type: 'session_ended'; readonly sessionId: string; readonly message: string; readonly reason: string }
  | { readonly type: 'pong'; readonly timestamp: number | string }
  | { readonly type: 'error'; readonly error: string; readonly code: string; readonly detail?: string; readonly sessionId?: string; readonly timestamp: string };
