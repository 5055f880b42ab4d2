import { z } from 'zod';
import { base64FromAudioData } from '../../audio-data.js';
import { AppError } from '../../../kernel/errors.js';
import { clientSchemas, type ClientEventName, type ConnectionSettings } from './wire.js';

/** A client event that is understood, whichever generation of clients has sent it. */
export type ClientEvent =
  | { readonly event: 'initializeConnection' | 'startNewChat'; readonly settings: ConnectionSettings }
  | { readonly event: 'promptStart'; readonly voiceId: string | null; readonly outputSampleRateHz: 8000 | 16000 | 24000 | null }
  /** `prompt` null: the server's own. */
  | { readonly event: 'systemPrompt'; readonly prompt: string | null; readonly voiceId: string | null }
  | { readonly event: 'audioInput'; readonly audio: string }
  | { readonly event: 'textInput'; readonly text: string }
  | { readonly event: 'setKnowledgeSource'; readonly source: string }
  | { readonly event: 'audioStart' | 'stopAudio' | 'updateCredentials' | 'userText' };

const names = Object.keys(clientSchemas);
export const isClientEventName = (event: string): event is ClientEventName => Object.hasOwn(clientSchemas, event);

/**
 * Understands one event of a client.
 *
 * @throws AppError `WS_MESSAGE_INVALID` with what was wrong and what would be right; `AUDIO_FORMAT_INVALID` for audio data.
 */
export function decode(event: string, payload: unknown): ClientEvent {
  if (!isClientEventName(event)) {
    throw new AppError('WS_MESSAGE_INVALID', 'unknown event', { detail: `There is no such event. There are: ${names.join(', ')}.` });
  }
  switch (event) {
    case 'initializeConnection':
    case 'startNewChat':
      return { event, settings: parse(event, clientSchemas[event], payload) ?? {} };
    case 'promptStart': {
      const given = parse(event, clientSchemas[event], payload);
      return { event, voiceId: given?.voiceId ?? null, outputSampleRateHz: given?.outputSampleRate ?? null };
    }
    case 'systemPrompt': {
      const given = parse(event, clientSchemas[event], payload);
      if (typeof given === 'string') return { event, prompt: given, voiceId: null };
      return { event, prompt: given?.content ?? given?.promptContent ?? null, voiceId: given?.voiceId ?? null };
    }
    case 'audioInput':
      return { event, audio: audioFrom(payload) };
    case 'textInput': {
      const given = parse(event, clientSchemas[event], payload);
      return { event, text: typeof given === 'string' ? given : given.content };
    }
    case 'setKnowledgeSource':
      return { event, source: parse(event, clientSchemas[event], payload).source };
    case 'audioStart':
    case 'stopAudio':
    case 'updateCredentials':
    case 'userText':
      return { event };
  }
}

/** The hot path: text and binary as they come need no schema. */
function audioFrom(payload: unknown): string {
  if (typeof payload === 'string' || payload instanceof Uint8Array) return base64FromAudioData(payload);
  const given = parse('audioInput', clientSchemas.audioInput, payload);
  if (typeof given === 'string' || given instanceof Uint8Array) return base64FromAudioData(given);
  return base64FromAudioData('audioData' in given ? given.audioData : given.audio);
}

function parse<T>(event: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError('WS_MESSAGE_INVALID', `invalid ${event}`, { detail: `${event}: ${z.prettifyError(parsed.error).slice(0, 500)}` });
}
