import { AppError } from '../../kernel/errors.js';
import { inLanguage } from './in-language.js';
import { jsonFilesOf } from './json-files.js';
import { personasFromFile, type Persona } from './persona.js';

/** What the start page shows of an assistant. */
export interface PersonaCard extends Pick<Persona, 'personaId' | 'name' | 'description' | 'language' | 'voiceId'> {
  /** All languages that it speaks, its own first. */
  readonly languages: readonly string[];
}

/** Every assistant that this server offers. */
export interface PersonaCatalogue {
  readonly cards: readonly PersonaCard[];
  /** In the language that fits best: the tag itself, else another country's, else the persona's own. */
  find(personaId: string, language?: string): Persona | null;
}

/**
 * Reads and checks all `*.json` of a directory; without the directory there are no assistants.
 *
 * @param known names that files may use: a voice or a tool set that does not exist is a problem of the file
 * @throws AppError `VALIDATION_ERROR` with every problem of every file: a server does not start on a broken one.
 */
export async function readPersonas(directory: string, known: { readonly toolSets: ReadonlySet<string>; readonly voices: ReadonlySet<string> }): Promise<PersonaCatalogue> {
  const problems: string[] = [];
  const byId = new Map<string, readonly Persona[]>();
  for (const { file, text } of await jsonFilesOf(directory)) {
    const read = personasFromFile(text);
    problems.push(...read.problems.map((problem) => `${file}: ${problem}`));
    const [own] = read.personas;
    if (own === undefined) continue;
    if (byId.has(own.personaId)) problems.push(`${file}: the id "${own.personaId}" is used twice`);
    byId.set(own.personaId, read.personas);
    for (const set of own.toolSets) if (!known.toolSets.has(set)) problems.push(`${file}: toolSets: there is no "${set}". There are: ${[...known.toolSets].join(', ')}`);
    for (const { voiceId, language } of read.personas) if (!known.voices.has(voiceId)) problems.push(`${file}: ${language}: voiceId: there is no voice "${voiceId}"`);
  }
  if (problems.length > 0) throw new AppError('VALIDATION_ERROR', problems.join('\n'));
  return {
    cards: [...byId.values()].flatMap(cardOf),
    find: (personaId, language) => inLanguage(byId.get(personaId) ?? [], language),
  };
}

function cardOf(personas: readonly Persona[]): readonly PersonaCard[] {
  return personas.slice(0, 1).map(({ personaId, name, description, language, voiceId }) => ({ personaId, name, description, language, voiceId, languages: personas.map((one) => one.language) }));
}
