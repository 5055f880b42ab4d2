/** Longer pieces are cut, at a space where there is one. */
const maxSentenceChars = 400;

/** A text cut into sentences, as the model speaks it. Never empty strings; an abbreviation or decimal point does not end one. */
export function sentencesFromText(text: string): readonly string[] {
  const flat = text.replace(/\s+/g, ' ').trim();
  const sentences: string[] = [];
  let begin = 0;
  for (const match of flat.matchAll(/[.!?…।]+["')\]]*(?=\s|$)/g)) {
    const end = match.index + match[0].length;
    const sentence = flat.slice(begin, end);
    if (/(?:^|\s)(?:[A-Z]|Mr|Mrs|Ms|Dr|St|e\.g|i\.e|vs|No)\.$/.test(sentence) && end < flat.length) continue;
    sentences.push(sentence.trim());
    begin = end;
  }
  sentences.push(flat.slice(begin).trim());
  return sentences.filter((sentence) => sentence !== '').flatMap(cut);
}

function cut(sentence: string): readonly string[] {
  if (sentence.length <= maxSentenceChars) return [sentence];
  const space = sentence.lastIndexOf(' ', maxSentenceChars);
  const end = space > 0 ? space : maxSentenceChars;
  return [sentence.slice(0, end), ...cut(sentence.slice(end).trim())];
}
