import type { Report } from './load-problem.js';

/** What is said aloud has to be said in each language; names (also of options) and notes may stay as they are. */
const spokenKeys = new Set(['questionText', 'intro', 'closing', 'otherOptionPrompt', 'terminationMessage', 'minValueDescription', 'maxValueDescription', 'fallback', 'unit']);

/**
 * The JSON of a file in one of its languages: every object that has nothing but texts by language is replaced by its text. A
 * language that is missing somewhere, or that has other placeholders, is reported.
 */
export function localise(json: unknown, languages: readonly string[], language: string, report: Report): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: unknown, index) => localise(item, languages, language, report.at(index)));
  const entries: readonly (readonly [string, unknown])[] = Object.entries(json);
  const isByLanguage = entries.length > 0 && entries.every(([key, value]) => languages.includes(key) && typeof value !== 'number');
  if (!isByLanguage) {
    for (const [key, value] of entries) if (spokenKeys.has(key) && typeof value === 'string') report.at(key).add('one text for several languages', `a text in each of ${languages.join(', ')}`);
    return Object.fromEntries(entries.map(([key, value]) => [key, key === '__proto__' ? value : localise(value, languages, language, report.at(key))]));
  }
  const missing = languages.filter((tag) => !Object.hasOwn(json, tag));
  if (missing.length > 0) report.add(`no text in ${missing.join(', ')}`, `a text in each of ${languages.join(', ')}`);
  const places = new Set(entries.map(([, text]) => placeholders(text)));
  if (places.size > 1) report.add('other placeholders in another language', 'the same placeholders in every language');
  return entries.find(([key]) => key === language)?.[1];
}

const placeholders = (text: unknown): string =>
  [...String(text).matchAll(/\{([^{}|]*)/g)]
    .map((match) => (match[1] ?? '').trim())
    .sort()
    .join('|');
