import type { SpokenLanguage } from './language.js';
import { indexOfPhrase, phraseLengthAt, splitCorrections, wordsOnly } from './words.js';

/** `unclear`: both, a hedge, or something taken back. `none`: neither yes nor no. */
export type SpokenYesNo = 'yes' | 'no' | 'unclear' | 'none';

export function spokenYesNo(tokens: readonly string[], language: SpokenLanguage): SpokenYesNo {
  const heard = wordsOnly(tokens);
  if (language.hedges.some((hedge) => indexOfPhrase(heard, hedge) >= 0)) return 'unclear';
  // "no" is an answer here, so only the corrections without it split: "yes, sorry, I mean no".
  const { segments } = splitCorrections(heard, language, (marker) => language.no.includes(marker) || marker.split(' ').includes('no'));
  for (const segment of [...segments].reverse()) {
    const polarity = polarityOf(segment, language);
    if (polarity !== 'none') return polarity;
  }
  return 'none';
}

function polarityOf(words: readonly string[], language: SpokenLanguage): SpokenYesNo {
  const found = new Set<'yes' | 'no'>();
  for (let at = 0; at < words.length; ) {
    const yes = phraseLengthAt(words, at, language.yes);
    const no = phraseLengthAt(words, at, language.no);
    if (yes === 0 && no === 0) {
      at += 1;
      continue;
    }
    found.add(yes > no ? 'yes' : 'no');
    at += Math.max(yes, no);
  }
  if (found.size === 2) return 'unclear';
  return found.has('yes') ? 'yes' : found.has('no') ? 'no' : 'none';
}
