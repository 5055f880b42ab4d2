import { z } from 'zod';
import { isJsonObject, jsonObjectFromText, type JsonObject } from '../../kernel/json.js';

/*
 * What the service accepts, written from the user guide and from field reports, on purpose not from our client's types: two
 * readings of one document catch the mistakes of either. Unknown fields are let pass where the service is known to do so;
 * `sessionStart` is strict, as it has been since June 2026.
 */

const name = z.string().min(1).max(256);
const block = { promptName: name, contentName: name };
const sampleRateHertz = z.union([z.literal(8000), z.literal(16000), z.literal(24000)]);
const media = z.object({ mediaType: z.string() });
const pcm = {
  mediaType: z.literal('audio/lpcm'),
  sampleRateHertz,
  sampleSizeBits: z.literal(16),
  channelCount: z.literal(1),
  encoding: z.literal('base64').optional(),
  audioType: z.literal('SPEECH').optional(),
};

const sessionStart = z.strictObject({
  inferenceConfiguration: z
    .strictObject({
      maxTokens: z.int().min(1).max(65_536).optional(),
      topP: z.number().min(0).max(1).optional(),
      temperature: z.number().min(0).max(1).optional(),
    })
    .optional(),
  turnDetectionConfiguration: z.strictObject({ endpointingSensitivity: z.enum(['HIGH', 'MEDIUM', 'LOW']).optional() }).optional(),
});

const toolSpec = z.object({
  toolSpec: z.object({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().optional(),
    // The guide shows an object on one page and a string on another; everybody sends a string.
    inputSchema: z.object({
      json: z.union([z.string().transform(jsonObjectFromText), z.custom<JsonObject>(isJsonObject)]).refine((schema) => schema !== null),
    }),
  }),
});

const promptStart = z.object({
  promptName: name,
  textOutputConfiguration: media.optional(),
  audioOutputConfiguration: z.object({ ...pcm, voiceId: z.string() }),
  toolUseOutputConfiguration: media.optional(),
  toolConfiguration: z.object({ tools: z.array(toolSpec), toolChoice: z.record(z.string(), z.unknown()).optional() }).optional(),
});

const contentStart = z.discriminatedUnion('type', [
  z.object({
    ...block,
    type: z.literal('TEXT'),
    interactive: z.boolean().default(false),
    role: z.enum(['SYSTEM', 'SYSTEM_SPEECH', 'USER', 'ASSISTANT']),
    textInputConfiguration: media.optional(),
  }),
  z.object({
    ...block,
    type: z.literal('AUDIO'),
    interactive: z.boolean().optional(),
    // Without a role the service connects and stays silent: no error.
    role: z.enum(['USER']).optional(),
    audioInputConfiguration: z.object(pcm),
  }),
  z.object({
    ...block,
    type: z.literal('TOOL'),
    interactive: z.boolean().optional(),
    role: z.literal('TOOL').optional(),
    toolResultInputConfiguration: z.object({
      toolUseId: z.string().min(1),
      type: z.literal('TEXT'),
      textInputConfiguration: media.optional(),
    }),
  }),
]);

/** Base64 of whole 16-bit samples, at most about 1.4 s at 24 kHz. */
const audioContent = z
  .string()
  .max(90_000)
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)
  .refine((base64) => ((base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0)) % 2 === 0);

const payloads = {
  sessionStart,
  promptStart,
  contentStart,
  textInput: z.object({ ...block, content: z.string() }),
  audioInput: z.object({ ...block, content: audioContent }),
  toolResult: z.object({ ...block, content: z.string() }),
  contentEnd: z.object(block),
  promptEnd: z.object({ promptName: name }),
  sessionEnd: z.object({}),
} as const;

type Payloads = { [N in keyof typeof payloads]: z.infer<(typeof payloads)[N]> };
/** An event from the client, read and checked in itself; its place among the others is not checked yet. */
export type ReceivedEvent = { [N in keyof Payloads]: { readonly name: N } & { readonly payload: Payloads[N] } }[keyof Payloads];

export type ReceivedPrompt = Payloads['promptStart'];
export type ReceivedContentStart = Payloads['contentStart'];
export type InputRateHz = z.infer<typeof sampleRateHertz>;

const envelope = z.object({ event: z.record(z.string(), z.unknown()) });
const received = z.discriminatedUnion('name', [
  z.object({ name: z.literal('sessionStart'), payload: sessionStart }),
  z.object({ name: z.literal('promptStart'), payload: promptStart }),
  z.object({ name: z.literal('contentStart'), payload: contentStart }),
  z.object({ name: z.literal('textInput'), payload: payloads.textInput }),
  z.object({ name: z.literal('audioInput'), payload: payloads.audioInput }),
  z.object({ name: z.literal('toolResult'), payload: payloads.toolResult }),
  z.object({ name: z.literal('contentEnd'), payload: payloads.contentEnd }),
  z.object({ name: z.literal('promptEnd'), payload: payloads.promptEnd }),
  z.object({ name: z.literal('sessionEnd'), payload: payloads.sessionEnd }),
]);

/** The event in a chunk's text; `null` when it is no JSON, not exactly one event, unknown, or ill-formed. */
export function receivedEventFromText(text: string): ReceivedEvent | null {
  const outer = envelope.safeParse(jsonObjectFromText(text));
  if (!outer.success) return null;
  const entries = Object.entries(outer.data.event);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) return null;
  const event = received.safeParse({ name: entry[0], payload: entry[1] });
  return event.success ? event.data : null;
}
