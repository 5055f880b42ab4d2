import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../kernel/errors.js';
import { loadQuestionnaire } from '../survey/load-questionnaire.js';
import type { Questionnaire } from '../survey/questionnaire.js';

/** What the start page shows of a questionnaire. */
export type QuestionnaireCard = Pick<
  Questionnaire,
  'questionnaireId' | 'name' | 'description' | 'estimatedDurationMinutes' | 'industry' | 'researchObjective' | 'audience' | 'features' | 'language'
> & { readonly questionCount: number };

/** Every questionnaire that this server offers. */
export interface QuestionnaireCatalogue {
  readonly cards: readonly QuestionnaireCard[];
  /** By id or alias. */
  find(questionnaireId: string): Questionnaire | null;
}

/**
 * Reads and checks all `*.json` of a directory.
 *
 * @throws AppError `QUESTIONNAIRE_LOGIC_ERROR` with every problem of every file: a server does not start on a broken one.
 */
export async function readQuestionnaires(directory: string): Promise<QuestionnaireCatalogue> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  const problems: string[] = [];
  const byName = new Map<string, Questionnaire>();
  const loaded: Questionnaire[] = [];
  for (const file of files) {
    const questionnaire = await readOne(join(directory, file), problems);
    if (questionnaire === null) continue;
    loaded.push(questionnaire);
    for (const name of [questionnaire.questionnaireId, ...questionnaire.aliases]) {
      if (byName.has(name)) problems.push(`${file}: the id or alias "${name}" is used twice`);
      byName.set(name, questionnaire);
    }
  }
  if (loaded.length === 0 && problems.length === 0) problems.push(`${directory}: there is no questionnaire (*.json) in it`);
  if (problems.length > 0) throw new AppError('QUESTIONNAIRE_LOGIC_ERROR', problems.join('\n'));
  return { cards: loaded.map(cardFrom), find: (questionnaireId) => byName.get(questionnaireId) ?? null };
}

async function readOne(file: string, problems: string[]): Promise<Questionnaire | null> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    problems.push(`${file}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
  const loaded = loadQuestionnaire(json, file);
  if (loaded.ok) return loaded.value;
  problems.push(...loaded.error.map((problem) => `${problem.file}: ${problem.path}: ${problem.problem}. ${problem.expected}`));
  return null;
}

const cardFrom = (questionnaire: Questionnaire): QuestionnaireCard => ({
  questionnaireId: questionnaire.questionnaireId,
  name: questionnaire.name,
  description: questionnaire.description,
  estimatedDurationMinutes: questionnaire.estimatedDurationMinutes,
  questionCount: questionnaire.questions.filter((question) => question.type !== 'voice_prompt').length,
  industry: questionnaire.industry,
  researchObjective: questionnaire.researchObjective,
  audience: questionnaire.audience,
  features: questionnaire.features,
  language: questionnaire.language,
});
