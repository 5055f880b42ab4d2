const titles = new Set(['dr', 'dra', 'dres', 'doctor', 'doctora', 'doc', 'lic', 'licenciado', 'licenciada', 'prof', 'profesor', 'profesora', 'mr', 'mrs', 'ms', 'miss', 'sr', 'sra', 'srta', 'senor', 'senora', 'senorita', 'don', 'dona', 'md']);
/** Small words between names: said or left out as people like. */
const particles = new Set(['de', 'del', 'la', 'las', 'los', 'y', 'el', 'the', 'of']);
const maxNameChars = 300;

/** The words of a name without accents, case, titles and small words: "Dr. Luis de la Peña" is `luis`, `pena`. */
export function nameTokens(name: string): readonly string[] {
  const folded = name.slice(0, maxNameChars).normalize('NFKD').toLowerCase().replace(/\p{M}|['’´`]/gu, '');
  return (folded.match(/[\p{L}\d]+/gu) ?? []).filter((word) => !titles.has(word) && !particles.has(word));
}

/** What makes two ways of writing a doctor the same one: "Dra. Gómez" and "gomez". Empty: no name at all. */
export const doctorKeyFrom = (doctorName: string): string => nameTokens(doctorName).join('-');
