/** Larger sums are mistakes: 100 million of any currency. Far below what a number holds exactly. */
export const maxCents = 10_000_000_000;

/**
 * Whole cents of a decimal amount, exactly: `67.48` and `"67,48"` are 6748. Null where it is none: negative, more than two
 * decimals, above {@link maxCents}, thousands separators (of "1.500" nobody knows what is meant).
 */
export function centsFromDecimal(amount: number | string): number | null {
  // The shortest decimal that is this number: 67.48 is never 67.47999999.
  const text = typeof amount === 'number' ? String(amount) : amount.replace(/^\s*(?:ARS|US)?\s*\$?\s*/i, '').trim();
  const match = /^(\d{1,11})(?:[.,](\d{1,2}))?$/.exec(text);
  if (match === null) return null;
  const cents = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return cents <= maxCents ? cents : null;
}

/** The decimal number as source 001 stores and sends it. Its shortest text has the cents exactly. */
export const decimalFromCents = (cents: number): number => cents / 100;
