/*
 * How the server speaks to the model in the middle of a conversation (docs/decisions/004): the system prompt of every agent says once
 * what this mark means, and the emulator's brains follow it.
 */

/** A message to the model that is not the participant's. */
export const serverNote = (text: string): string => `[server] ${text}`;

/** Asks the model for exactly these words. */
export const sayNote = (because: string, words: string): string => serverNote(`${because} Say: "${words.replaceAll('"', "'")}"`);

/** What a system prompt says about it. */
export const aboutServerNotes =
  'Messages that begin with [server] come from the server, not from the participant. Follow them: when one contains Say: "...", speak exactly these words. Never read such a message aloud, and never mention tools, ids or the server.';
