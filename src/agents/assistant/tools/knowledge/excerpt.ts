const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase();
/** So much of two words makes them the same for choosing a place. */
const stemLength = 5;

/** The part of a passage, at most `maxCharacters` long, that holds most words of the question; whole words, with … where it was cut. */
export function excerptOf(text: string, question: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const wanted = new Set((folded(question).match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) => word.slice(0, stemLength)));
  const words = [...text.matchAll(/\S+/gu)].map((match) => ({ from: match.index, to: match.index + match[0].length, hit: wanted.has((/[\p{L}\p{N}]{3,}/u.exec(folded(match[0]))?.[0] ?? '').slice(0, stemLength)) }));
  // Both marks of a cut fit too.
  const room = maxCharacters - 4;
  let best = { from: 0, to: 0, hits: -1 };
  let first = 0;
  let hits = 0;
  for (const [index, word] of words.entries()) {
    if (word.hit) hits += 1;
    for (let start = words[first]; start !== undefined && word.to - start.from > room && first < index; start = words[first]) {
      if (start.hit) hits -= 1;
      first += 1;
    }
    if (hits > best.hits) best = { from: words[first]?.from ?? 0, to: word.to, hits };
  }
  // What fits behind the last hit belongs to it.
  const to = words.findLast((word) => word.to - best.from <= room)?.to ?? best.to;
  const part = text.slice(best.from, Math.max(to, best.to)).slice(0, room);
  return `${best.from > 0 ? '… ' : ''}${part}${best.from + part.length < text.length ? ' …' : ''}`;
}
