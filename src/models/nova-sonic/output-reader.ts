import { z } from 'zod';
import { isJsonObject, jsonObjectFromText, type JsonObject } from '../../kernel/json.js';
import type { ModelEvent } from '../../conversation/ports.js';

/**
 * Reads one stream's output: chunk bytes in, what the conversation understands out. Stateful, because `contentEnd` does
 * not say whose block it closes. Unknown events and malformed ones give nothing; `ignored` says how many there were.
 */
export interface OutputReader {
  read(bytes: Uint8Array): readonly ModelEvent[];
  readonly ignored: number;
}

const tokens = z.number().nonnegative();
const counted = z.object({ speechTokens: tokens });
const usageDetails = z.object({ total: z.object({ input: counted, output: counted }) });
const block = { contentId: z.string() };
const outputSchemas = z.union([
  z.object({ audioOutput: z.object({ ...block, content: z.string() }) }),
  z.object({ textOutput: z.object({ ...block, content: z.string(), role: z.string().optional() }) }),
  z.object({
    contentStart: z.object({ ...block, type: z.string(), role: z.string().optional(), additionalModelFields: z.string().optional() }),
  }),
  z.object({ contentEnd: z.object({ ...block, type: z.string().optional(), stopReason: z.string().optional() }) }),
  z.object({ toolUse: z.object({ ...block, toolName: z.string(), toolUseId: z.string(), content: z.string() }) }),
  z.object({ usageEvent: z.object({ totalInputTokens: tokens, totalOutputTokens: tokens, details: usageDetails.optional().catch(undefined) }) }),
  z.object({ completionStart: z.object({}) }),
  z.object({ completionEnd: z.object({}) }),
]);
const envelope = z.object({ event: outputSchemas });

interface OpenBlock {
  readonly type: string;
  readonly role: string;
  readonly stage: 'SPECULATIVE' | 'FINAL';
}

/** Open blocks at a time; Nova keeps a handful open. More are forgotten, oldest first. */
const maxOpenBlocks = 64;

export function createOutputReader(): OutputReader {
  const decoder = new TextDecoder();
  const blocks = new Map<string, OpenBlock>();
  let ignored = 0;
  const nothing: readonly ModelEvent[] = [];

  function open(contentId: string, opened: OpenBlock): void {
    blocks.set(contentId, opened);
    if (blocks.size > maxOpenBlocks) {
      const [oldest] = blocks.keys();
      if (oldest !== undefined) blocks.delete(oldest);
    }
  }

  return {
    get ignored() {
      return ignored;
    },
    read(bytes) {
      const parsed = envelope.safeParse(jsonObjectFromText(decoder.decode(bytes)));
      if (!parsed.success) {
        ignored += 1;
        return nothing;
      }
      const event = parsed.data.event;
      if ('audioOutput' in event) {
        return [{ type: 'audio', contentId: event.audioOutput.contentId, audio: event.audioOutput.content }];
      }
      if ('contentStart' in event) {
        const { contentId, type, role, additionalModelFields } = event.contentStart;
        open(contentId, { type, role: role ?? '', stage: stageFrom(additionalModelFields) });
        return nothing;
      }
      if ('textOutput' in event) return textEvents(blocks.get(event.textOutput.contentId), event.textOutput);
      if ('toolUse' in event) {
        const { toolUseId, toolName, content } = event.toolUse;
        return [{ type: 'toolRequest', toolUseId, name: toolName, input: argumentsFrom(content) }];
      }
      if ('contentEnd' in event) {
        const { contentId, stopReason } = event.contentEnd;
        const closed = blocks.get(contentId);
        blocks.delete(contentId);
        // The only reliable end of a turn: completionEnd comes once a session, and FINAL texts repeat END_TURN late.
        const turnEnded = (closed?.type ?? event.contentEnd.type) === 'AUDIO' && stopReason === 'END_TURN';
        return turnEnded ? [{ type: 'turnEnded' }] : nothing;
      }
      if ('usageEvent' in event) {
        const { totalInputTokens, totalOutputTokens, details } = event.usageEvent;
        return [
          {
            type: 'usage',
            inputTokens: totalInputTokens,
            outputTokens: totalOutputTokens,
            inputSpeechTokens: details?.total.input.speechTokens ?? 0,
            outputSpeechTokens: details?.total.output.speechTokens ?? 0,
          },
        ];
      }
      return nothing;
    },
  };
}

function textEvents(opened: OpenBlock | undefined, output: { readonly content: string; readonly role?: string | undefined }): readonly ModelEvent[] {
  if (isInterruption(output.content)) return [{ type: 'interrupted' }];
  const text = output.content.trim();
  // An empty transcript is no speech: not a turn, and not an interruption.
  if (text === '') return [];
  if ((output.role ?? opened?.role) === 'USER') return [{ type: 'userText', text }];
  return [{ type: opened?.stage === 'SPECULATIVE' ? 'planned' : 'spoken', text }];
}

/** `{ "interrupted" : true }`, with whatever white space. */
const isInterruption = (content: string): boolean => content.includes('interrupted') && jsonObjectFromText(content)?.interrupted === true;

const stageFrom = (additionalModelFields: string | undefined): OpenBlock['stage'] =>
  jsonObjectFromText(additionalModelFields ?? '')?.generationStage === 'SPECULATIVE' ? 'SPECULATIVE' : 'FINAL';

/** Arguments are JSON text, sometimes encoded twice: one layer is peeled, and only if an object comes out. */
function argumentsFrom(content: string): JsonObject {
  try {
    const value: unknown = JSON.parse(content);
    if (isJsonObject(value)) return value;
    return (typeof value === 'string' ? jsonObjectFromText(value) : null) ?? {};
  } catch {
    return {};
  }
}
