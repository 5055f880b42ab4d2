/**
 * Text for formats of one record a line: line breaks and other control characters become spaces, as do halves of characters
 * (lone surrogates), which no encoding has.
 */
export const flatText = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFFFE\uFFFF]+/gu, ' ')
    .trim();

const encoder = new TextEncoder();

export const utf8Bytes = (text: string): number => encoder.encode(text).length;

/** As many whole characters from the start as have room. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (utf8Bytes(text) <= maxBytes) return text;
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Bytes(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}

/** In pieces of so many characters at most, no character torn apart; one empty piece for no text. */
export function piecesOf(text: string, maxChars: number): readonly string[] {
  const characters = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += maxChars) pieces.push(characters.slice(at, at + maxChars).join(''));
  return pieces.length === 0 ? [''] : pieces;
}
