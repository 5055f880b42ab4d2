const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase();
/** Words that begin alike count as the same for choosing a place. */
const stemLength = 4;
/** What stands before the first word of the question, as far as its sentence goes. */
const leadCharacters = 150;

interface Word {
  readonly from: number;
  readonly to: number;
  readonly hit: boolean;
  readonly endsSentence: boolean;
}

/** The part of a passage, at most `maxCharacters` long, that holds most words of the question; whole words, with … where it was cut. */
export function excerptOf(text: string, question: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const stemsOf = (part: string): string[] => (folded(part).match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) => word.slice(0, stemLength));
  const wanted = new Set(stemsOf(question));
  const words = [...text.matchAll(/\S+/gu)].map(
    ({ 0: word, index }): Word => ({ from: index, to: index + word.length, hit: stemsOf(word).some((stem) => wanted.has(stem)), endsSentence: /[.!?:…]["'”’)\]]*$/u.test(word) }),
  );
  // Both marks of a cut fit too.
  const room = maxCharacters - 4;
  const leading = Math.min(leadCharacters, room / 3);
  const first = firstOfBest(words, room - leading);
  const lead = words.filter(({ from }, index) => index <= first && from >= (words[first]?.from ?? 0) - leading);
  const sentence = lead.findLastIndex((word, index) => word.endsSentence && index < lead.length - 1);
  const from = lead[sentence + 1]?.from ?? 0;
  // Near the end, the room before is used too.
  const start = text.length - from < room ? (words.find((word) => text.length - word.from <= room)?.from ?? from) : from;
  const to = words.findLast((word) => word.to - start <= room)?.to ?? start + room;
  return `${start > 0 ? '… ' : ''}${text.slice(start, Math.min(to, start + room))}${to < text.length ? ' …' : ''}`;
}

/** The index of the hit from which on most hits stand within so many characters; 0 without hits. */
function firstOfBest(words: readonly Word[], characters: number): number {
  const hits = words.flatMap((word, index) => (word.hit ? [{ ...word, index }] : []));
  let best = { index: 0, count: 0 };
  for (const hit of hits) {
    const count = hits.filter((other) => other.from >= hit.from && other.to - hit.from <= characters).length;
    if (count > best.count) best = { index: hit.index, count };
  }
  return best.index;
}
