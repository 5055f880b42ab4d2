const words: readonly (readonly [RegExp, string])[] = [
  [/\s+(?:arroba|at)\s+/giu, '@'],
  [/\s+(?:punto|dot)\s+/giu, '.'],
  [/\s+(?:gui[oó]n bajo|underscore)\s+/giu, '_'],
  [/\s+(?:gui[oó]n|dash|hyphen)\s+/giu, '-'],
];

/** An e-mail address as given or as spoken ("juan punto perez arroba email punto com"), in lower case; null where it is none. */
export function emailFromSpoken(given: string): string | null {
  const text = given.trim().slice(0, 320);
  const joined = text.includes('@') ? text : words.reduce((all, [word, sign]) => all.replace(word, sign), text);
  const email = joined.replace(/\s+/g, '').replace(/[.,;]+$/, '').toLowerCase();
  return email.length <= 254 && /^[^\s@"<>(),;:\\]{1,64}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,24}$/u.test(email) && !/^\.|\.\.|\.@/.test(email) ? email : null;
}
