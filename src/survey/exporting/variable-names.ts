/** Words that SPSS keeps for itself. */
const reserved = new Set(['all', 'and', 'by', 'eq', 'ge', 'gt', 'le', 'lt', 'ne', 'not', 'or', 'to', 'with']);
/** SPSS allows 64 bytes; two are left for the `$` of a set and for the underscore behind a reserved word. */
const maxChars = 62;

export interface VariableNames {
  /**
   * A name that SPSS, Triple-S and spreadsheets take: ASCII letters, digits and underscores, a letter in front, at most 62
   * characters, given only once (upper and lower case count as the same).
   *
   * @param stem of any writing; what is no letter or digit becomes an underscore
   * @param suffix legal as it is, kept whole
   * @param fallback instead of a stem that has no letter or digit left
   */
  take(stem: string, suffix: string, fallback: string): string;
}

export function createVariableNames(): VariableNames {
  const taken = new Set<string>();
  const free = (name: string): boolean => !taken.has(name.toLowerCase());
  return {
    take(stem, suffix, fallback) {
      const legal = legalStem(stem, fallback);
      const first = fitted(legal, suffix);
      let name = first;
      for (let count = 2; !free(name); count += 1) name = fitted(legal, `${suffix}_${count}`);
      taken.add(name.toLowerCase());
      return name;
    },
  };
}

function fitted(stem: string, suffix: string): string {
  const name = `${stem.slice(0, Math.max(1, maxChars - suffix.length)).replace(/_+$/, '')}${suffix}`;
  return reserved.has(name.toLowerCase()) ? `${name}_v` : name;
}

function legalStem(stem: string, fallback: string): string {
  const folded = asciiFrom(stem);
  if (folded === '') return fallback;
  return /^[a-z]/i.test(folded) ? folded : `q${folded}`;
}

/** Accents go, what is not ASCII after that becomes an underscore; no underscores at the ends. */
export const asciiFrom = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
