/** The one whose language fits best: the tag itself, else another country's, else the first. */
export function inLanguage<T extends { readonly language: string }>(all: readonly T[], wanted: string | undefined): T | null {
  const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? tag;
  const fitting = all.find(({ language }) => language === wanted) ?? all.find(({ language }) => wanted !== undefined && primary(language) === primary(wanted));
  return fitting ?? all[0] ?? null;
}
