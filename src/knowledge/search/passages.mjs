import { Buffer } from 'node:buffer';

/**
 * A piece of a document, as it is found and quoted; `page`, from 1, is where most of it stands.
 * @typedef {{ readonly text: string, readonly page: number }} Passage
 */

/** Words of a passage: it ends with the first sentence from `least` on, and in any case at `most`. */
const least = 90;
const most = 150;
/** At the end of a page, a sentence ends a passage from so many words on. */
const leastOfPage = 40;
/** A last passage that would be shorter goes to the one before it. */
const tooShort = 25;
const formFeed = 0x0c;

/** The pages of a text in UTF-8 with a form feed between pages, decoded one by one as they are taken. @param {Uint8Array} text @returns {Generator<string>} */
export function* pagesOf(text) {
  const content = Buffer.from(text.buffer, text.byteOffset, text.length);
  for (let from = 0; ; ) {
    const end = content.indexOf(formFeed, from);
    yield content.toString('utf8', from, end === -1 ? content.length : end);
    if (end === -1) return;
    from = end + 1;
  }
}

/**
 * Divides a document into passages of some 120 words. A passage may go on on the next page. Lines are joined, and words that the
 * end of a line or of a page had divided.
 * @param {Iterable<string>} pages @returns {Generator<Passage>}
 */
export function* passagesOf(pages) {
  /** @type {string[]} */
  let words = [];
  /** How many of them stand on each page. @type {Map<number, number>} */
  let places = new Map();
  let number = 0;
  /** @type {Passage | null} */
  let last = null;
  /** A word that the end of a page has divided. */
  let divided = '';
  const taken = () => {
    const [page] = [...places].reduce((most, place) => (place[1] > most[1] ? place : most), [number, 0]);
    const passage = { text: words.join(' '), page };
    words = [];
    places = new Map();
    return passage;
  };
  for (const page of pages) {
    number += 1;
    const text = joined(divided === '' ? page : `${divided}\n${page}`);
    divided = /\p{L}+-$/u.exec(text)?.[0] ?? '';
    const ofPage = (divided === '' ? text : text.slice(0, -divided.length)).split(' ').filter((word) => word !== '');
    for (const [index, word] of ofPage.entries()) {
      words.push(word);
      places.set(number, (places.get(number) ?? 0) + 1);
      const enough = words.length >= (index === ofPage.length - 1 ? leastOfPage : least);
      if (words.length < most && !(enough && endsSentence(word))) continue;
      if (last !== null) yield last;
      last = taken();
    }
  }
  if (divided !== '') words.push(divided);
  const short = words.length < tooShort;
  const rest = taken();
  if (last !== null && short) yield rest.text === '' ? last : { text: `${last.text} ${rest.text}`, page: last.page };
  else {
    if (last !== null) yield last;
    if (rest.text !== '') yield rest;
  }
}

/** @param {string} word */
const endsSentence = (word) => /[.!?:…]["'”’)\]]*$/u.test(word);

/** One line of text: what was divided by a hyphen at the end of a line is whole again. @param {string} page */
const joined = (page) =>
  page
    .replace(/\u00ad\s*/gu, '')
    .replace(/(\p{L})[-‐]\s*\n\s*(?=\p{Ll})/gu, '$1')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
