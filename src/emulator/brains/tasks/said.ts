import { numberAt } from '../../../survey/hearing/number-words.js';
import { languageFromTag } from '../../../survey/hearing/languages.js';
import type { BrainLanguage } from '../brain-language.js';

/** Something the user said, with its numbers in digits: as it stands, and without capitals and accents, both of the same length. */
export interface Said {
  readonly text: string;
  readonly folded: string;
}

const plainLetters: Readonly<Record<string, string>> = { á: 'a', é: 'e', í: 'i', ó: 'o', ú: 'u', ü: 'u', ñ: 'n' };

/** Lower case without accents, letter by letter: places stay what they are. */
export const fold = (text: string): string => Array.from(text, (letter) => plainLetters[letter.toLowerCase()] ?? (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter)).join('');

export const saidFrom = (text: string): Said => ({ text, folded: fold(text) });

/** Longer turns are cut: nobody says that much to a desk. */
const maxChars = 1000;

/** "número veintidós" becomes "número 22", "12.345.678" becomes "12345678". */
export function digitised(given: string, language: BrainLanguage): Said {
  const text = given.normalize('NFC').slice(0, maxChars).replace(/(?<![\d.])\d{1,3}(?:\.\d{3})+(?![\d.]\d|\d)/g, (digits) => digits.replaceAll('.', ''));
  const words = languageFromTag(language);
  const found = [...text.matchAll(/[\p{L}]+|\d+(?:[.,:]\d+)*|[^\s\p{L}\d]/gu)];
  const tokens = found.map(([word]) => fold(word));
  let result = '';
  let done = 0;
  for (let at = 0; at < found.length; ) {
    const number = /^\p{L}/u.test(tokens[at] ?? '') ? numberAt(tokens, at, words) : null;
    const first = found[at];
    const last = found[(number?.end ?? 0) - 1];
    if (number === null || first === undefined || last === undefined || !Number.isInteger(number.value)) {
      at += 1;
      continue;
    }
    result += `${text.slice(done, first.index)}${number.value}`;
    done = last.index + last[0].length;
    at = number.end;
  }
  return saidFrom(result + text.slice(done));
}

/** What is left when a part was understood; a comma keeps its neighbours apart. */
export function without({ text }: Said, from: number, to: number): Said {
  return saidFrom(`${text.slice(0, from)} , ${text.slice(to)}`);
}

export interface Found {
  readonly value: string;
  readonly groups: readonly (string | undefined)[];
  readonly rest: Said;
}

/** The first place where the folded text fits; `value` and `groups` in the user's own spelling. The pattern needs the `d` flag. */
export function findIn(said: Said, pattern: RegExp): Found | null {
  const match = pattern.exec(said.folded);
  if (match === null) return null;
  const end = match.index + match[0].length;
  const groups = (match.indices ?? []).slice(1).map((place) => (place === undefined ? undefined : said.text.slice(place[0], place[1])));
  return { value: said.text.slice(match.index, end).trim(), groups, rest: without(said, match.index, end) };
}
