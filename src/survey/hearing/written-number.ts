import type { SpokenLanguage } from './language.js';
import type { Region } from './region.js';
import { tokensFromText } from './words.js';

/** Nobody names a number in more; what is behind is not read. */
const maxChars = 4000;

const vulgarFractions: ReadonlyMap<string, string> = new Map([['½', '.5'], ['¼', '.25'], ['¾', '.75']]);

/** As {@link tokensFromText}, with written numbers as one token each ("1,250.50" is `1250.50`), apart from units ("5km", "€20"). */
export function quantityTokens(text: string, language: SpokenLanguage, region: Region): readonly string[] {
  const { signs } = language.quantities;
  const plain = text
    .slice(0, maxChars)
    .replace(/(\d?)([½¼¾])/g, (_, digit: string, sign: string) => ` ${digit === '' ? '0' : digit}${vulgarFractions.get(sign) ?? ''} `)
    .normalize('NFKC')
    .slice(0, maxChars)
    // The sign of money goes behind its number, where words for it stand.
    .replace(/([$€£]\s?)[.,](?=\d)/g, '$10.')
    .replace(/(?<![\p{L}\d.,])[.,](?=\d)/gu, '0.')
    .replace(/([$€£])\s?((?:\d[\d.,]*\d|\d)(?:k(?!\p{L}))?)/giu, (_, sign: string, number: string) => `${number} ${signs.get(sign) ?? ''} `)
    .replace(/[$€£%<>]|(?<=\d\s?)\+/g, (sign) => ` ${signs.get(sign) ?? ''} `)
    .replace(/\d[\d.,'’\u00a0\u202f\u2009]*\d|\d/g, (written) => plainNumber(written, region.decimalMark) ?? written.replace(/\D/g, ' , '))
    .replace(/(?<=\d)(?=\p{L})/gu, ' ');
  return tokensFromText(plain);
}

/**
 * `1250.5` from "1,250.5", "1.250,5" or "1'250.5"; null when it cannot be one number. A single mark that is not the region's
 * decimal mark groups where exactly three digits follow it, and is a decimal mark otherwise.
 */
export function plainNumber(written: string, decimalMark: '.' | ','): string | null {
  const text = written.replace(/(?<=\d)['’\s](?=\d{3}(?!\d))/g, '');
  if (!/^\d[\d.,]*$/.test(text)) return null;
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (last < 0) return text;
  const mark = text[last] ?? '';
  const isMixed = text.includes(mark === '.' ? ',' : '.');
  const isRepeated = text.indexOf(mark) < last;
  const isGroup = /^[1-9]\d{0,2}([.,]\d{3})+$/.test(text) && !isMixed && (isRepeated || mark !== decimalMark);
  if (isGroup) return text.replace(/[.,]/g, '');
  const head = text.slice(0, last);
  if (isRepeated || !/^(\d+|[1-9]\d{0,2}([.,]\d{3})+)$/.test(head)) return null;
  return `${head.replace(/[.,]/g, '')}.${text.slice(last + 1)}`;
}
