/** What a text is that somebody wants to import; `voiceter` needs no import. */
export type ForeignFormat = 'voiceter' | 'surveyjs' | 'ons' | 'xform' | 'xlsform';

/**
 * Tells the format from the content, and for tables from their headings too; null where it is none that can be imported.
 *
 * @param fileName only its ending counts, and only for what is neither JSON nor XML
 */
export function detectFormat(text: string, fileName: string): ForeignFormat | null {
  const start = text.slice(0, 4000).replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('<')) return /xforms|<h:html|<html/i.test(start) ? 'xform' : null;
  if (start.startsWith('{')) return formatOfJson(text);
  const [heading = ''] = start.split(/\r?\n/);
  const columns = heading.split(/[,;\t]/).map((cell) => cell.replace(/"/g, '').trim().toLowerCase());
  const isTable = /\.(csv|tsv|txt)$/i.test(fileName);
  return isTable && columns.includes('type') && columns.includes('name') ? 'xlsform' : null;
}

function formatOfJson(text: string): ForeignFormat | null {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null) return null;
  const has = (key: string): boolean => Object.hasOwn(json, key);
  if (has('questionnaireId')) return 'voiceter';
  if (has('sections') && (has('survey_id') || has('schema_version') || has('data_version') || has('questionnaire_flow'))) return 'ons';
  return has('pages') || has('elements') ? 'surveyjs' : null;
}
