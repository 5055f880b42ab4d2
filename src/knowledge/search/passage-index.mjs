import MiniSearch from 'minisearch';
import { createTermMaker } from './words.mjs';

/** @typedef {import('./stop-words.mjs').TextLanguage} TextLanguage */
/** @typedef {import('./passages.mjs').Passage} Passage */
/**
 * A passage that was found. `score`, 0 to 1: how much of what was asked for stands in it.
 * @typedef {{ readonly documentId: string, readonly text: string, readonly page: number, readonly score: number }} FoundPassage
 */
/** @typedef {{ readonly question: string, readonly limit: number, readonly language: TextLanguage }} Question */
/**
 * Where passages are found by the words of a question, in memory. Documents are added passage by passage, under the stems of their
 * language. `search` gives the best first, and none that has too little to do with the question.
 * @typedef {{
 *   add(documentId: string, language: TextLanguage, passage: Passage): void,
 *   remove(documentId: string): void,
 *   search(question: Question): FoundPassage[],
 * }} PassageIndex
 */
/** @typedef {{ mini: MiniSearch<{ id: number, terms: string }>, maker: import('./words.mjs').TermMaker, frequency: Map<string, number>, count: number }} Shelf */

/** Of a question: the rarest words count. */
const maxQuestionTerms = 12;
/** The part of a question's meaning that a passage must hold; questions of many words hold some that no document does. */
const floorOfFew = 0.5;
const floorOfMany = 0.4;
const fewTerms = 3;
/** What a word that is only similar counts. */
const similarWeight = 0.6;
/** A handful of passages says little about which words are rare: as if there were so many more. */
const assumedPassages = 50;
/** Before a passage in another language than the conversation's, at about the same rank. */
const languageBonus = 0.02;

/** Terms come made: MiniSearch is to divide and change nothing. @param {TextLanguage} language @returns {Shelf} */
const emptyShelf = (language) => ({
  mini: new MiniSearch({ fields: ['terms'], tokenize: (text) => text.split(' '), processTerm: (term) => term }),
  maker: createTermMaker(language),
  frequency: new Map(),
  count: 0,
});

/** @param {Shelf} shelf @param {string} question @returns {{ id: number, held: number, rank: number }[]} */
function rankedIn(shelf, question) {
  /** A word that no passage holds weighs a little more than the rarest that one does. @param {string} term */
  const weightOf = (term) => {
    const passagesWith = Math.max(shelf.frequency.get(term) ?? 0, 0.5);
    return Math.log(1 + (shelf.count + assumedPassages - passagesWith) / passagesWith);
  };
  const asked = shelf.maker
    .ofQuestion(question)
    .map((term) => ({ term, weight: weightOf(term), known: shelf.frequency.has(term) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, maxQuestionTerms);
  if (asked.length === 0 || shelf.count === 0) return [];
  const known = new Set(asked.flatMap(({ term, known }) => (known ? [term] : [])));
  const hits = shelf.mini.search(asked.map(({ term }) => term).join(' '), {
    // A word that the documents know is meant as it stands; one that they do not know may be misspelt or misheard.
    fuzzy: (term) => (known.has(term) || term.length < 6 ? false : term.length < 9 ? 1 : 2),
    prefix: false,
  });
  const all = asked.reduce((sum, { weight }) => sum + weight, 0);
  const best = hits[0]?.score ?? 1;
  const floor = asked.length <= fewTerms ? floorOfFew : floorOfMany;
  return hits.flatMap((hit) => {
    const exact = new Set(hit.terms);
    const matched = new Set(hit.queryTerms);
    const held = asked.reduce((sum, { term, weight }) => sum + (exact.has(term) ? weight : matched.has(term) ? weight * similarWeight : 0), 0) / all;
    return held < floor ? [] : [{ id: Number(hit.id), held, rank: 0.8 * held + (0.2 * hit.score) / best }];
  });
}

/** @returns {PassageIndex} */
export function createPassageIndex() {
  /** @type {Record<TextLanguage, Shelf>} */
  const shelves = { en: emptyShelf('en'), es: emptyShelf('es') };
  /** @type {Map<string, { language: TextLanguage, ids: number[] }>} */
  const documents = new Map();
  /** @type {Map<number, Passage & { documentId: string }>} */
  const passages = new Map();
  let nextId = 1;

  return {
    add(documentId, language, passage) {
      const shelf = shelves[language];
      const terms = shelf.maker.ofText(passage.text);
      const id = nextId;
      nextId += 1;
      shelf.mini.add({ id, terms: terms.join(' ') });
      for (const term of new Set(terms)) shelf.frequency.set(term, (shelf.frequency.get(term) ?? 0) + 1);
      shelf.count += 1;
      const document = documents.get(documentId) ?? { language, ids: [] };
      document.ids.push(id);
      documents.set(documentId, document);
      passages.set(id, { documentId, ...passage });
    },
    remove(documentId) {
      const document = documents.get(documentId);
      if (document === undefined) return;
      documents.delete(documentId);
      const shelf = shelves[document.language];
      for (const id of document.ids) {
        for (const term of new Set(shelf.maker.ofText(passages.get(id)?.text ?? ''))) {
          const left = (shelf.frequency.get(term) ?? 1) - 1;
          if (left > 0) shelf.frequency.set(term, left);
          else shelf.frequency.delete(term);
        }
        shelf.count -= 1;
        shelf.mini.discard(id);
        passages.delete(id);
      }
    },
    search({ question, limit, language }) {
      return [
        ...rankedIn(shelves.en, question).map((one) => ({ ...one, rank: one.rank + (language === 'en' ? languageBonus : 0) })),
        ...rankedIn(shelves.es, question).map((one) => ({ ...one, rank: one.rank + (language === 'es' ? languageBonus : 0) })),
      ]
        .sort((a, b) => b.rank - a.rank)
        .slice(0, limit)
        .flatMap(({ id, held }) => {
          const passage = passages.get(id);
          return passage === undefined ? [] : [{ ...passage, score: Math.round(held * 100) / 100 }];
        });
    },
  };
}
