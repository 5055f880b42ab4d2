import type { Findings } from './findings.js';

/** Longer than anything that is said; refused before it is looked at closely. */
const maxSourceLength = 20_000;

const entities: ReadonlyMap<string, string> = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"], ['nbsp', ' ']]);

/** Text without markup, as it can be said; null after refusing. */
export function spokenText(text: string, findings: Findings): string | null {
  if (text.length > maxSourceLength) {
    findings.refuse('text', `${text.length} characters`, 'at most 2000 characters that can be said');
    return null;
  }
  if (/<(script|style|iframe|object)\b/i.test(text)) {
    findings.refuse('script', 'the text holds a program or a frame', 'words that can be said');
    return null;
  }
  return text
    .replace(/<\/?[a-zA-Z!][^<>]*>/g, (tag) => (/^<\/?(b|i|em|strong|u|span|a|small|sub|sup)\b/i.test(tag) ? '' : ' '))
    .replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{1,8});/gi, (whole, name: string) => {
      if (!name.startsWith('#')) return entities.get(name.toLowerCase()) ?? whole;
      const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' ';
    })
    .replace(/\s+/g, ' ')
    .trim();
}
