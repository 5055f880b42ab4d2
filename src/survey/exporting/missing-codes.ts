/** Why an answer is missing, by outcome. */
export interface MissingCodes {
  readonly dont_know: { readonly code: number; readonly label: string };
  readonly refused: { readonly code: number; readonly label: string };
  readonly no_response: { readonly code: number; readonly label: string };
}

interface MissingWords {
  readonly dont_know: string;
  readonly refused: string;
  readonly no_response: string;
}

/** In the order in which they are tried: don't know, with refused and no response one and two further from zero. */
const candidates = [97, 997, 9997, -97, -997, -9997];
/** Answers to questions without limits go up to a million million. */
const beyondAll = 9_999_999_999_997;

const from = (first: number, words: MissingWords): MissingCodes => {
  const step = Math.sign(first);
  return {
    dont_know: { code: first, label: words.dont_know },
    refused: { code: first + step, label: words.refused },
    no_response: { code: first + 2 * step, label: words.no_response },
  };
};

/** The three in the order don't know, refused, no response. */
export const listOf = ({ dont_know, refused, no_response }: MissingCodes): readonly { readonly code: number; readonly label: string }[] => [dont_know, refused, no_response];

/** 97, 98 and 99: codes of options stay below. */
export const missingCodesOfCodes = (words: MissingWords): MissingCodes => from(97, words);

/** The first three codes of the usual ones (97, 98, 99; 997, …; -97, …) that cannot be an answer. Null: no such limit. */
export function missingCodesOutside(min: number | null, max: number | null, words: MissingWords): MissingCodes {
  const isOutside = (code: number): boolean => (max !== null && code > max) || (min !== null && code < min);
  const first = candidates.find((code) => isOutside(code) && isOutside(code + 2 * Math.sign(code))) ?? beyondAll;
  return from(first, words);
}
