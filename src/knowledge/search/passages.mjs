/**
 * A piece of a document, as it is found and quoted; `page` is where it begins, from 1.
 * @typedef {{ readonly text: string, readonly page: number }} Passage
 */

/** Words of a passage: it ends with the first sentence from `least` on, and in any case at `most`. */
const least = 90;
const most = 150;
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
 * Divides a document into passages of some 120 words. A passage may end on the page behind the one on which it begins. Lines are
 * joined, and words that the end of a line or of a page had divided.
 * @param {Iterable<string>} pages @returns {Generator<Passage>}
 */
export function* passagesOf(pages) {
  /** @type {string[]} */
  let words = [];
  let from = 1;
  let number = 0;
  /** @type {Passage | null} */
  let last = null;
  /** A word that the end of a page has divided. */
  let divided = '';
  for (const page of pages) {
    number += 1;
    const text = joined(divided === '' ? page : `${divided}\n${page}`);
    divided = /\p{L}+-$/u.exec(text)?.[0] ?? '';
    for (const word of (divided === '' ? text : text.slice(0, -divided.length)).split(' ')) {
      if (word === '') continue;
      if (words.length === 0) from = number;
      words.push(word);
      if (words.length < most && !(words.length >= least && endsSentence(word))) continue;
      if (last !== null) yield last;
      last = { text: words.join(' '), page: from };
      words = [];
    }
  }
  if (divided !== '') words.push(divided);
  const rest = words.join(' ');
  if (last !== null && words.length < tooShort) yield rest === '' ? last : { text: `${last.text} ${rest}`, page: last.page };
  else {
    if (last !== null) yield last;
    if (rest !== '') yield { text: rest, page: from };
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
