import type { SpokenTurn } from '../../conversation/ports.js';

export interface HistoryBlock {
  readonly role: 'USER' | 'ASSISTANT';
  readonly text: string;
}

/**
 * Below every limit that was ever in force (40 messages, 1 KB each, 40 KB in all; since June 2026 50 KB and 200 KB): what matters is
 * how the conversation stands, and that is in the prompt.
 */
const maxBlocks = 40;
const maxBlockBytes = 1000;

/**
 * What was said, as the model takes it: the newest turns, neighbours of one role in one block, the participant first.
 * Source: Nova 2 guide, "Chat history"; the first message must be the user's, and roles alternate.
 */
export function historyBlocks(history: readonly SpokenTurn[]): readonly HistoryBlock[] {
  const blocks: HistoryBlock[] = [];
  for (const { role, text } of history) {
    const said = text.trim();
    if (said === '') continue;
    const last = blocks.at(-1);
    const wire = role === 'user' ? 'USER' : 'ASSISTANT';
    if (last?.role === wire) blocks[blocks.length - 1] = { role: wire, text: `${last.text} ${said}` };
    else blocks.push({ role: wire, text: said });
  }
  const newest = blocks.slice(-maxBlocks);
  return newest.slice(newest[0]?.role === 'ASSISTANT' ? 1 : 0).map(({ role, text }) => ({ role, text: lastBytes(text) }));
}

/** The end of a text, within the limit; cut at a word where there is one. */
function lastBytes(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBlockBytes) return text;
  // A character that was torn comes out as replacement characters, which are left out with the torn word.
  const end = bytes.subarray(bytes.length - maxBlockBytes).toString();
  const space = end.indexOf(' ');
  return space === -1 ? end.replace(/^\uFFFD+/, '') : end.slice(space + 1);
}
