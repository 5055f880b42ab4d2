const small = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
  'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
] as const;
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const;

/** A whole number from 0 to 999,999 in words, as it is said: `twenty one`. Others digit by digit. */
export function englishNumber(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > 999_999) {
    return Array.from(String(value)).map((digit) => small[Number(digit)] ?? '').filter(Boolean).join(' ');
  }
  if (value < 20) return small[value] ?? '';
  if (value < 100) return [tens[Math.floor(value / 10)], value % 10 === 0 ? undefined : small[value % 10]].filter(Boolean).join(' ');
  const [size, word] = value < 1000 ? ([100, 'hundred'] as const) : ([1000, 'thousand'] as const);
  const head = `${englishNumber(Math.floor(value / size))} ${word}`;
  return value % size === 0 ? head : `${head} ${englishNumber(value % size)}`;
}
