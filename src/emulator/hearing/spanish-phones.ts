/*
 * Spanish for a recogniser that knows the sounds of American English only. Spanish spelling tells the sound, so rules do; each Spanish
 * sound is given as the English one that the acoustic model takes for it.
 */

const simple: Readonly<Record<string, string>> = {
  a: 'AA', e: 'EH', i: 'IY', o: 'OW', u: 'UW', b: 'B', v: 'B', d: 'D', f: 'F', k: 'K', l: 'L', m: 'M', n: 'N', p: 'P', s: 'S', t: 'T', w: 'W', z: 'S', y: 'Y', ñ: 'N Y', j: 'HH', x: 'K S',
};
/** Longer spellings first: the first that fits is taken. */
const spellings: readonly (readonly [spelling: RegExp, phones: string])[] = [
  [/^ch/, 'CH'],
  [/^ll/, 'Y'],
  [/^rr/, 'R'],
  [/^qu(?=[eiéí])/, 'K'],
  [/^gu(?=[eiéí])/, 'G'],
  [/^g(?=[eiéí])/, 'HH'],
  [/^c(?=[eiéí])/, 'S'],
  [/^c/, 'K'],
  [/^g/, 'G'],
  [/^h/, ''],
  [/^[aá](?:i(?![aeou])|y(?![aeiouáéíóú]))/, 'AY'],
  [/^[eé](?:i(?![aeou])|y(?![aeiouáéíóú]))/, 'EY'],
  [/^[oó](?:i(?![aeou])|y(?![aeiouáéíóú]))/, 'OY'],
  [/^[aá]u/, 'AW'],
  [/^y$/, 'IY'],
  [/^i(?=[aeouáéóú])/, 'Y'],
  [/^[uü](?=[aeioáéíó])/, 'W'],
];
const unaccented: Readonly<Record<string, string>> = { á: 'a', é: 'e', í: 'i', ó: 'o', ú: 'u', ü: 'u' };

/** The phones of one lower-case Spanish word, as CMU's dictionary writes them; '' for what is no word. */
export function phonesFromSpanish(word: string): string {
  const phones: string[] = [];
  for (let at = 0; at < word.length; ) {
    const rest = word.slice(at);
    const letter = rest.charAt(0);
    const found = spellings.find(([spelling]) => spelling.test(rest));
    if (found !== undefined) {
      phones.push(found[1]);
      at += found[0].exec(rest)?.[0].length ?? 1;
      continue;
    }
    // Between vowels the single r is a tap, which is how Americans say the tt of "pretty".
    if (letter === 'r') phones.push('R');
    else phones.push(simple[unaccented[letter] ?? letter] ?? '');
    at += 1;
  }
  return phones.filter((phone) => phone !== '').join(' ');
}

/** Other ways in which the same word comes out: what stands between vowels is softer, and a tap is no English r. */
const variants: readonly (readonly [RegExp, string])[] = [
  [/(?<=[AEIOU][A-Z] )D(?= [AEIOUWY])/g, 'DH'],
  [/(?<=[AEIOU][A-Z] )R(?= [AEIOUWY])/g, 'D'],
  [/OW(?= [NRL](?: |$))/g, 'AO'],
  [/EH$/g, 'EY'],
];

/** Short words of which the rules' sounds are taken for another's. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  tres: ['T R EH S', 'T R EY Z', 'D EH S', 'DH EH S', 'T EH S', 'T AH R EH S'],
};

/** Lines of a pronouncing dictionary for these words, each with its variants as `word(2)`. */
export function spanishDictionary(words: Iterable<string>): string {
  const lines: string[] = [];
  for (const word of new Set(words)) {
    const phones = phonesFromSpanish(word);
    if (phones === '') continue;
    const ways = exceptions[word] ?? [...new Set(variants.reduce<readonly string[]>((all, [sound, other]) => [...all, ...all.map((one) => one.replace(sound, other))], [phones]))];
    lines.push(...ways.map((way, index) => `${index === 0 ? word : `${word}(${index + 1})`} ${way}`));
  }
  return `${lines.join('\n')}\n`;
}
