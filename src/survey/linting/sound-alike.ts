import { tokensFromText, wordsOnly } from '../hearing/words.js';

/** Pairs that telephones and recognisers mix up although their letters differ. */
const confused: readonly (readonly [string, string])[] = [
  ['fifteen', 'fifty'], ['thirteen', 'thirty'], ['fourteen', 'forty'], ['sixteen', 'sixty'], ['seventeen', 'seventy'], ['eighteen', 'eighty'], ['nineteen', 'ninety'],
  ['for', 'four'], ['two', 'too'], ['two', 'to'], ['ate', 'eight'], ['can', 'cant'], ['sesenta', 'setenta'], ['dos', 'doce'], ['tres', 'trece'],
];

/** Whether two spoken options can be taken for each other: of their words, all that differ sound nearly alike. */
export function soundAlike(left: string, right: string): boolean {
  const [a, b] = [wordsOnly(tokensFromText(left)), wordsOnly(tokensFromText(right))];
  if (a.length !== b.length || a.length === 0) return false;
  const different = a.flatMap((word, index) => (word === b[index] ? [] : [[word, b[index] ?? ''] as const]));
  return different.length === 1 && different.every(([x, y]) => wordsSoundAlike(x, y));
}

function wordsSoundAlike(x: string, y: string): boolean {
  if (confused.some(([one, other]) => (x === one && y === other) || (x === other && y === one))) return true;
  if (/\d/.test(x) || /\d/.test(y)) return false;
  const [a, b] = [phonetic(x), phonetic(y)];
  // Short words differ by one sound and are told apart; long ones are not.
  return a === b || (Math.min(a.length, b.length) >= 5 && distance(a, b) <= 1);
}

/** Spelling brought near to sound: enough to compare words of one language. */
function phonetic(word: string): string {
  return word
    .replace(/ph/g, 'f')
    .replace(/gh|h(?=[^aeiou]|$)/g, '')
    .replace(/ck|q/g, 'k')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/c/g, 'k')
    .replace(/z/g, 's')
    .replace(/v/g, 'b')
    .replace(/y/g, 'i')
    .replace(/(.)\1+/g, '$1')
    .replace(/e$/, '');
}

/** Insertions, deletions and replacements between two words; words are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
