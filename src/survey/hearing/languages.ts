import { english } from './english.js';
import type { SpokenLanguage } from './language.js';
import { spanish } from './spanish.js';

const languages: readonly SpokenLanguage[] = [english, spanish];

/** The data of a BCP-47 tag's language; English where we have none. */
export function languageFromTag(tag: string): SpokenLanguage {
  const primary = tag.toLowerCase().split('-')[0];
  return languages.find((language) => language.tag === primary) ?? english;
}
