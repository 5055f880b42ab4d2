import { z } from 'zod';

/**
 * The `nova-events` dialect on the wire: what clients of source 000, of AWS's Node samples for Nova Sonic 1 and 2, and of Voiceter's
 * middle version send. One name may come with several shapes, one for each generation. See docs/protocols/nova-events.md.
 */

const id = z.string().min(1).max(128);
const voiceId = z.string().max(64);
const sampleRateHz = z.union([z.literal(8000), z.literal(16000), z.literal(24000)]);
/** The configuration bounds it further. */
const promptText = z.string().max(100_000);

/**
 * Of the whole connection, until it is replaced. What is not named here is for a server that lets clients tune the model, and is left out: it would
 * be kept with each new message.
 */
const settings = z.object({
  /** Middle version: conducts this questionnaire. */
  questionnaireId: id.optional(),
  /** One of our assistants. */
  personaId: id.optional(),
  voiceId: voiceId.optional(),
  language: z.string().max(35).optional(),
  turnDetectionConfig: z.object({ endpointingSensitivity: z.enum(['HIGH', 'MEDIUM', 'LOW']).nullish() }).nullish(),
  /** Of the tools that `GET /api/tools` lists; default: all. */
  enabledTools: z.array(z.string().max(128)).max(100).optional(),
});

const audio = z.union([z.string(), z.instanceof(Uint8Array)]);

export const clientSchemas = {
  initializeConnection: settings.nullish(),
  promptStart: z.object({ voiceId: voiceId.nullish(), outputSampleRate: sampleRateHz.nullish(), knowledgeSource: z.string().max(64).nullish() }).loose().nullish(),
  systemPrompt: z
    .union([promptText, z.object({ content: promptText.nullish(), promptContent: promptText.nullish(), voiceId: voiceId.nullish() }).loose()])
    .nullish(),
  audioStart: z.unknown(),
  audioInput: z.union([audio, z.object({ audioData: audio }), z.object({ audio })]),
  textInput: z.union([z.string().trim().min(1).max(2000), z.object({ content: z.string().trim().min(1).max(2000) }).loose()]),
  startNewChat: settings.nullish(),
  stopAudio: z.unknown(),
  setKnowledgeSource: z.object({ source: z.string().max(64) }).loose(),
  updateCredentials: z.unknown(),
  /** What was heard, sent back by a page whose server searches its documents for it. Our agent searches by itself. */
  userText: z.unknown(),
} as const;

export type ClientEventName = keyof typeof clientSchemas;
export type ConnectionSettings = z.output<typeof settings>;
