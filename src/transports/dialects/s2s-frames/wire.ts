import { z } from 'zod';

/**
 * The `s2s-frames` dialect on the wire: one input event of Nova Sonic a frame, as the browser clients of source 001 and of AWS's
 * workshops send them. Fields that mean nothing to us are left out by the schemas. See docs/protocols/s2s-frames.md.
 */

const name = z.string().max(256);

export const clientSchemas = {
  sessionStart: z.object({ turnDetectionConfiguration: z.object({ endpointingSensitivity: z.enum(['HIGH', 'MEDIUM', 'LOW']).optional() }).optional() }),
  promptStart: z.object({
    promptName: name,
    audioOutputConfiguration: z.object({ voiceId: z.string().max(64).optional(), sampleRateHertz: z.union([z.literal(8000), z.literal(16000), z.literal(24000)]).optional() }).optional(),
  }),
  contentStart: z.object({
    contentName: name,
    type: z.enum(['AUDIO', 'TEXT', 'TOOL']),
    role: z.enum(['SYSTEM', 'USER', 'ASSISTANT', 'TOOL', 'SYSTEM_SPEECH']).optional(),
    audioInputConfiguration: z.object({ sampleRateHertz: z.union([z.literal(8000), z.literal(16000), z.literal(24000)]).optional() }).optional(),
  }),
  textInput: z.object({ contentName: name, content: z.string().max(100_000) }),
  audioInput: z.object({ content: z.string() }),
  contentEnd: z.object({ contentName: name }),
  promptEnd: z.object({}),
  sessionEnd: z.object({}),
} as const;

export type ClientEventName = keyof typeof clientSchemas;
