import { z } from 'zod';

/** What an assistant tells the client, by kind. Dialects turn these into their own events. */
export const assistantNotice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('assistant'), data: z.object({ personaId: z.string(), name: z.string(), description: z.string(), language: z.string() }) }),
  z.object({ kind: z.literal('goodbye'), data: z.object({ personaId: z.string() }) }),
]);

export type AssistantNotice = z.output<typeof assistantNotice>;
