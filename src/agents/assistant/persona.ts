import { createHash } from 'node:crypto';
import { z } from 'zod';

const idPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Whom an assistant plays in one language. */
const speaking = z.strictObject({
  /** BCP-47. */
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  name: z.string().min(1).max(60),
  /** One or two sentences for the page. */
  description: z.string().min(1).max(400),
  /** A voice of the model. */
  voiceId: z.string().min(1).max(64),
  /** The first words; absent: it waits to be spoken to. */
  greeting: z.string().min(1).max(500).optional(),
  /** Text, or its lines. What all assistants are told besides (how the server speaks, what tools need) is added. */
  systemPrompt: z.union([z.string().min(1), z.array(z.string())]).transform((text) => (typeof text === 'string' ? text : text.join('\n'))).pipe(z.string().min(1).max(20_000)),
});

/** A file of `personas/`. */
const personaFile = z.strictObject({
  $schema: z.string().optional(),
  personaId: z.string().regex(idPattern),
  /** Names of tool sets; see `agents/assistant/tools/`. */
  toolSets: z.array(z.string().regex(idPattern)).max(10).default([]),
  /** False: nothing of what is said is kept. */
  keepsTranscript: z.boolean().default(true),
  /** The same person in each of their languages, their own first. */
  languages: z.array(speaking).min(1).max(20),
});

/** An assistant in one language, ready to talk. */
export interface Persona extends z.output<typeof speaking> {
  readonly personaId: string;
  readonly toolSets: readonly string[];
  readonly keepsTranscript: boolean;
  /** Of the whole file: which words a conversation was held with. */
  readonly hash: string;
}

/** @returns the persona in each of its languages, or every problem of the file */
export function personasFromFile(text: string): { readonly personas: readonly Persona[]; readonly problems: readonly string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    return { personas: [], problems: [`it is not JSON: ${thrown instanceof Error ? thrown.message : 'unreadable'}`] };
  }
  const parsed = personaFile.safeParse(json);
  if (!parsed.success) return { personas: [], problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`) };
  const { personaId, toolSets, keepsTranscript, languages } = parsed.data;
  const hash = createHash('sha256').update(text).digest('hex');
  return { personas: languages.map((one) => ({ ...one, personaId, toolSets, keepsTranscript, hash })), problems: [] };
}
