/** How the people of a region write numbers and dates. */
export interface Region {
  readonly decimalMark: '.' | ',';
  /** 03/05 is the fifth of March. */
  readonly monthFirst: boolean;
}

/** Spanish-speaking countries that write 3.5, not 3,5. */
const spanishWithPoint = new Set(['mx', 'us', 'pr', 'gt', 'hn', 'ni', 'pa', 'pe', 'sv', 'do', 'cu', '419']);

/** The habits of a BCP-47 tag. English without a country counts as that of the United States, as language registries have it. */
export function regionFromTag(tag: string): Region {
  const [language = '', ...rest] = tag.toLowerCase().split('-');
  const country = rest.find((part) => /^([a-z]{2}|\d{3})$/.test(part)) ?? null;
  const usesPoint = language === 'es' ? country !== null && spanishWithPoint.has(country) : language === 'en';
  return { decimalMark: usesPoint ? '.' : ',', monthFirst: language === 'en' && (country === null || country === 'us') };
}
