import { en, type Strings } from './en.js';
import { es } from './es.js';

/** The page's languages: one row each. The first is the fallback. */
const catalogue = { en, es } as const satisfies Record<string, Strings>;

type PageLanguage = keyof typeof catalogue;

const isPageLanguage = (tag: string): tag is PageLanguage => Object.hasOwn(catalogue, tag);

/** The first of the wanted languages (BCP-47) that the page has. */
export function pageLanguage(wanted: readonly string[]): PageLanguage {
  return wanted.map((tag) => tag.split('-')[0] ?? '').find(isPageLanguage) ?? 'en';
}

export const stringsIn = (language: PageLanguage): Strings => catalogue[language];
