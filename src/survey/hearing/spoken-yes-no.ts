import type { SpokenLanguage } from './language.js';
import { phraseLengthAt, splitCorrections, wordsOnly } from './words.js';

/** `unclear`: both, a hedge, or something taken back. `none`: neither yes nor no. */
export type SpokenYesNo = 'yes' | 'no' | 'unclear' | 'none';

export function spokenYesNo(tokens: readonly string[], language: SpokenLanguage): SpokenYesNo {
  // "¿Cómo? No" is not "cómo no": no phrase goes on behind a question mark.
  const heard = tokens.filter((token) => token === '?' || wordsOnly([token]).length > 0);
  // "no" is an answer here, so only the corrections without it split: "yes, sorry, I mean no".
  const { segments } = splitCorrections(heard, language, (marker) => language.no.includes(marker) || marker.split(' ').includes('no'));
  for (const segment of [...segments].reverse()) {
    const polarity = polarityOf(segment, language);
    if (polarity !== 'none') return polarity;
  }
  return 'none';
}

const kinds = ['no', 'yes', 'hedges'] as const;

function polarityOf(words: readonly string[], language: SpokenLanguage): SpokenYesNo {
  const found = new Set<SpokenYesNo>();
  for (let at = 0; at < words.length; ) {
    // The longest phrase that starts here is meant: "not right now" is a no, "right now" is neither.
    const longest = [...kinds].sort((a, b) => phraseLengthAt(words, at, language[b]) - phraseLengthAt(words, at, language[a]))[0] ?? 'no';
    const length = phraseLengthAt(words, at, language[longest]);
    if (length > 0) found.add(longest === 'hedges' ? 'unclear' : longest);
    at += Math.max(1, length);
  }
  const [only, ...others] = found;
  return others.length > 0 ? 'unclear' : (only ?? 'none');
}
