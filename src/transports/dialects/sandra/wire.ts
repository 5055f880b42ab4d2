import { z } from 'zod';

/**
 * The `sandra` dialect on the wire: named events over Socket.IO, namespace `/sandra`, as the client of source 004 sends them. See
 * docs/protocols/sandra.md.
 */

const timestamp = z.number().nullish();
const userId = z.union([z.string().trim().min(1).max(128), z.number().transform(String)]);
/** Of the audio that will come. */
const sampleRate = z.union([z.literal(8000), z.literal(16000), z.literal(22050), z.literal(24000), z.literal(44100), z.literal(48000)]).nullish();

export const clientSchemas = {
  authenticate: z.object({ userId: userId.nullish(), token: z.string().max(8192).nullish(), timestamp }).loose().nullish(),
  'call:start': z
    .object({
      timestamp,
      /** Ours, as are the next four. */
      sessionId: z.string().min(1).max(128).nullish(),
      resumable: z.boolean().nullish(),
      language: z.string().max(35).nullish(),
      voiceId: z.string().max(64).nullish(),
      sampleRate,
    })
    .loose()
    .nullish(),
  'call:end': z.unknown(),
  'user:message': z.object({ message: z.string().trim().max(2000).nullish(), type: z.string().max(64).nullish() }).loose().nullish(),
  'barge-in': z.unknown(),
  'audio:stream': z.object({ timestamp, sampleRate }).loose().nullish(),
  /** The chunk itself is looked at by hand: it is the hot path. */
  'audio:chunk': z.object({ chunk: z.unknown(), sequence: z.number().int().nonnegative().nullish() }),
  'audio:end': z.unknown(),
  'state:update': z.record(z.string().max(128), z.unknown()),
  ping: z.unknown(),
} as const;

export type ClientEventName = keyof typeof clientSchemas;

/** What the server sends. Times are milliseconds since 1970. */
export interface ServerEvents {
  authenticated: { readonly success: true; readonly userId: string; readonly roomId: string; readonly timestamp: number };
  'call:started': { readonly success: true; readonly sessionId: string; readonly resumed: boolean; readonly timestamp: number };
  /** `duration`: milliseconds. */
  'call:ended': { readonly success: boolean; readonly duration: number; readonly reason: string; readonly timestamp: number };
  'sandra:response': { readonly message: string; readonly type: 'text'; readonly timestamp: number };
  'sandra:typing': { readonly isTyping: boolean };
  'sandra:interrupted': { readonly timestamp: number };
  'sandra:audio:start': { readonly timestamp: number };
  /** Base64 PCM s16le mono, 44.1 kHz. */
  'sandra:audio:chunk': { readonly chunk: string; readonly timestamp: number };
  'sandra:audio:end': { readonly timestamp: number };
  'audio:transcription': { readonly text: string; readonly confidence: number; readonly timestamp: number };
  'audio:stream:ack': { readonly success: true; readonly timestamp: number };
  'audio:chunk:ack': { readonly sequence: number };
  'audio:end:ack': { readonly success: true; readonly chunksReceived: number; readonly timestamp: number };
  'barge-in:ack': { readonly success: true; readonly timestamp: number };
  pong: { readonly timestamp: number };
  metrics: { readonly timestamp: number; readonly connections: number; readonly sessions: number; readonly activeCalls: number; readonly uptime: number };
  error: { readonly message: string; readonly error: string; readonly code: string };
}
