import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../kernel/errors.js';
import { checkQuestionnaire } from '../survey/check.js';
import type { Questionnaire } from '../survey/questionnaire.js';

/** What the start page shows of a questionnaire. */
export type QuestionnaireCard = Pick<
  Questionnaire,
  'questionnaireId' | 'name' | 'description' | 'estimatedDurationMinutes' | 'industry' | 'researchObjective' | 'audience' | 'features' | 'language'
> & { readonly questionCount: number };

/** Every questionnaire that this server offers. */
export interface QuestionnaireCatalogue {
  readonly cards: readonly QuestionnaireCard[];
  /** By id or alias, in the language that fits best: the tag itself, else another country's, else the questionnaire's own. */
  find(questionnaireId: string, language?: string): Questionnaire | null;
}

/**
 * Reads and checks all `*.json` of a directory.
 *
 * @throws AppError `QUESTIONNAIRE_LOGIC_ERROR` with every problem of every file: a server does not start on a broken one.
 */
export async function readQuestionnaires(directory: string): Promise<QuestionnaireCatalogue> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  const problems: string[] = [];
  const byName = new Map<string, readonly Questionnaire[]>();
  const loaded: Questionnaire[] = [];
  for (const file of files) {
    const languages = await readOne(join(directory, file), problems);
    const [own] = languages;
    if (own === undefined) continue;
    loaded.push(own);
    for (const name of [own.questionnaireId, ...own.aliases]) {
      if (byName.has(name)) problems.push(`${file}: the id or alias "${name}" is used twice`);
      byName.set(name, languages);
    }
  }
  if (loaded.length === 0 && problems.length === 0) problems.push(`${directory}: there is no questionnaire (*.json) in it`);
  if (problems.length > 0) throw new AppError('QUESTIONNAIRE_LOGIC_ERROR', problems.join('\n'));
  return { cards: loaded.map(cardFrom), find: (questionnaireId, language) => inLanguage(byName.get(questionnaireId) ?? [], language) };
}

async function readOne(file: string, problems: string[]): Promise<readonly Questionnaire[]> {
  const checked = checkQuestionnaire(await readFile(file, 'utf8'), file);
  problems.push(...checked.problems.map(({ path, problem, expected }) => `${file}: ${path}: ${problem}. ${expected}`));
  for (const { findings } of checked.languages) {
    const errors = findings.filter((finding) => finding.severity === 'error');
    problems.push(...errors.map(({ place, problem, advice }) => `${file}: ${place}: ${problem}. ${advice}`));
  }
  return checked.languages.map(({ questionnaire }) => questionnaire);
}

function inLanguage(languages: readonly Questionnaire[], wanted: string | undefined): Questionnaire | null {
  const primary = (tag: string): string => tag.split('-')[0] ?? tag;
  const fitting = languages.find(({ language }) => language === wanted) ?? languages.find(({ language }) => wanted !== undefined && primary(language) === primary(wanted));
  return fitting ?? languages[0] ?? null;
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
