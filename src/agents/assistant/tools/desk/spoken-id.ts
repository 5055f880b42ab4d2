import { z } from 'zod';
import { languageFromTag } from '../../../../survey/hearing/languages.js';
import { numberAt } from '../../../../survey/hearing/number-words.js';
import { tokensFromText } from '../../../../survey/hearing/words.js';

/** The argument for a number as the model may give it: 6, "6", "número 6", "seis". */
export const idArgument = z.union([z.string().max(100), z.number()]);

/** The id that is meant, or null. An id of another system, without spaces, is taken as it is. */
export function idFromSpoken(given: string | number | undefined, language: string): string | null {
  if (given === undefined) return null;
  const text = String(given).trim();
  const digits = /^\D{0,40}?0*([1-9]\d{0,14})\D{0,10}$/.exec(text)?.[1];
  if (digits !== undefined && !text.startsWith('-')) return digits;
  if (/^[\w-]*\d[\w-]*$/.test(text) && !/^-|^0+$/.test(text)) return text;
  for (const tag of [language, 'es', 'en']) {
    const words = languageFromTag(tag);
    const tokens = tokensFromText(text);
    for (let at = 0; at < tokens.length; at += 1) {
      const found = numberAt(tokens, at, words);
      if (found !== null && Number.isInteger(found.value) && found.value > 0) return String(found.value);
    }
  }
  return null;
}
