import type { OutputPayloads, TokenCounts } from '../models/nova-sonic/wire.js';

/** Counts the tokens of one stream. Speech costs about 25 tokens a second, text one for four characters. */
export interface Usage {
  speechIn(durationMs: number): void;
  speechOut(durationMs: number): void;
  textIn(characters: number): void;
  textOut(characters: number): void;
  /** The numbers of the next `usageEvent`, cumulative; `null` when nothing was used since the last one. */
  take(): Omit<OutputPayloads['usageEvent'], 'sessionId' | 'promptName' | 'completionId'> | null;
}

const speechTokensPerMs = 25 / 1000;
const textTokensPerChar = 1 / 4;

export function createUsage(): Usage {
  const used = { speechIn: 0, speechOut: 0, textIn: 0, textOut: 0 };
  let reported = wholeCounts(used);
  return {
    speechIn(durationMs) {
      used.speechIn += durationMs * speechTokensPerMs;
    },
    speechOut(durationMs) {
      used.speechOut += durationMs * speechTokensPerMs;
    },
    textIn(characters) {
      used.textIn += characters * textTokensPerChar;
    },
    textOut(characters) {
      used.textOut += characters * textTokensPerChar;
    },
    take() {
      const total = wholeCounts(used);
      const delta: TokenCounts = {
        input: {
          speechTokens: total.input.speechTokens - reported.input.speechTokens,
          textTokens: total.input.textTokens - reported.input.textTokens,
        },
        output: {
          speechTokens: total.output.speechTokens - reported.output.speechTokens,
          textTokens: total.output.textTokens - reported.output.textTokens,
        },
      };
      if (sum(delta.input) + sum(delta.output) === 0) return null;
      reported = total;
      const totalInputTokens = sum(total.input);
      const totalOutputTokens = sum(total.output);
      return { details: { delta, total }, totalInputTokens, totalOutputTokens, totalTokens: totalInputTokens + totalOutputTokens };
    },
  };
}

const sum = (counts: TokenCounts['input']): number => counts.speechTokens + counts.textTokens;

const wholeCounts = (used: { speechIn: number; speechOut: number; textIn: number; textOut: number }): TokenCounts => ({
  input: { speechTokens: Math.ceil(used.speechIn), textTokens: Math.ceil(used.textIn) },
  output: { speechTokens: Math.ceil(used.speechOut), textTokens: Math.ceil(used.textOut) },
});
