import { defaultWords } from './default-words.js';
import type { Words } from './draft.js';
import { shortened, type Findings } from './findings.js';
import { spokenText } from './spoken-text.js';
import type { Subject } from './subject.js';

const languageTag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** How places for answers are written in the source, and what they stand for. */
export interface Places {
  /** Global; its first group is the name. */
  readonly pattern: RegExp;
  /** Null after refusing. */
  subject(name: string, findings: Findings): Subject | null;
}

export interface SourceTexts {
  /** The main language first, then all that were met. */
  languages(): readonly string[];
  /** Text by language, as it can be said; null after refusing, also where nothing is left. */
  words(texts: Iterable<readonly [string, string]>, places: Places | null, findings: Findings): Words | null;
}

/** Reads the texts of one source, and keeps account of the languages that they are in. */
export function createSourceTexts(main: string): SourceTexts {
  const languages = new Set([main]);
  return {
    languages: () => [...languages],
    words(texts, places, findings) {
      const words = new Map<string, string>();
      let fine = true;
      for (const [language, text] of texts) {
        if (!languageTag.test(language) || languages.size > 19) {
          findings.refuse(shortened(language), `"${shortened(language)}" is no language tag, or there are too many`, 'at most 19 languages such as en or es-MX');
          fine = false;
          continue;
        }
        const spoken = spokenText(text, findings);
        const piped = spoken === null ? null : withPlaces(spoken, language, places, findings);
        if (piped === null) fine = false;
        else if (piped !== '') {
          words.set(language, piped);
          languages.add(language);
        }
      }
      return fine && words.size > 0 ? words : null;
    },
  };
}

function withPlaces(text: string, language: string, places: Places | null, findings: Findings): string | null {
  const { fallback } = defaultWords(language);
  let written = '';
  let fine = true;
  const literal = (part: string): void => {
    if (/[{}[\]]/.test(part)) {
      findings.refuse('braces', `brackets would be read out: "${shortened(part)}"`, 'words that can be said');
      fine = false;
    }
    written += part;
  };
  let at = 0;
  for (const match of places === null ? [] : text.matchAll(places.pattern)) {
    literal(text.slice(at, match.index));
    at = match.index + match[0].length;
    const name = (match[1] ?? '').trim();
    const subject = places?.subject(name, findings) ?? null;
    if (subject === null) fine = false;
    else {
      written += `{${subject.questionId}|${fallback}}`;
      findings.note(`where "${subject.questionId}" has no answer, "${fallback}" is said in its place`);
    }
  }
  literal(text.slice(at));
  return fine ? written : null;
}

/** The subject of a place in a text, refused where it has nothing to say at that point. */
export function placeSubject(name: string, subject: Subject | null, before: number, findings: Findings): Subject | null {
  const problem = subject === null || subject.kind === 'none' ? 'names no question with an answer' : subject.index >= before ? 'is not asked before this text' : subject.isPart ? 'is only a part of an answer here' : null;
  if (problem === null) return subject;
  findings.refuse(`{${shortened(name)}}`, `"${shortened(name)}" ${problem}`, 'an earlier question');
  return null;
}
