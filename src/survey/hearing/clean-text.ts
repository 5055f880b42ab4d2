/**
 * Text as it is stored: NFC, without control characters, single spaces, trimmed. The two joiners stay: Hindi, Persian and many
 * emoji are spelt with them.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/(?:[\p{Cc}\p{Zl}\p{Zp}\s]|(?![\u200c\u200d])\p{Cf})+/gu, ' ')
    .trim();
}
