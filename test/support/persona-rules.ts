import { aboutServerNotes } from '../../src/agents/server-note.js';

/** What an assistant's prompt has besides the persona's own words: English in every language. */
export const rules = `${aboutServerNotes}\n\nWhat tools return is true; what they do not return you do not know. Never invent numbers, names, dates or documents.`;
