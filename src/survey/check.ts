import { explore, type Exploration } from './exploring/explore.js';
import { lint, type Finding } from './linting/lint.js';
import { loadQuestionnaire, type LoadProblem } from './load-questionnaire.js';
import { jsonFromText } from './loading/parse-json.js';
import type { Questionnaire } from './questionnaire.js';

/** One language of a questionnaire that loads, and what can be said of it. */
export interface CheckedLanguage {
  readonly questionnaire: Questionnaire;
  readonly exploration: Exploration;
  readonly findings: readonly Finding[];
}

export interface Checked {
  readonly file: string;
  /** What keeps it from loading; then there are no languages. */
  readonly problems: readonly LoadProblem[];
  /** The first one is the file's own. */
  readonly languages: readonly CheckedLanguage[];
}

export const hasErrors = ({ problems, languages }: Checked): boolean =>
  problems.length > 0 || languages.some(({ findings }) => findings.some((finding) => finding.severity === 'error'));

/** Loads, explores and lints a questionnaire from the text of its file, in every language that it has. */
export function checkQuestionnaire(text: string, file: string): Checked {
  const json = jsonFromText(text);
  if (!json.ok) {
    const { place, problem, expected } = json.error;
    return { file, problems: [{ file, path: place, problem, expected }], languages: [] };
  }
  const first = checkLanguage(json.value, file);
  if (!first.ok) return { file, problems: first.problems, languages: [] };
  const others = first.checked.questionnaire.languages
    .filter((language) => language !== first.checked.questionnaire.language)
    .map((language) => checkLanguage(json.value, file, language));
  const problems = others.flatMap((other) => (other.ok ? [] : other.problems));
  if (problems.length > 0) return { file, problems, languages: [] };
  return { file, problems: [], languages: [first.checked, ...others.flatMap((other) => (other.ok ? [other.checked] : []))] };
}

type LanguageResult = { readonly ok: true; readonly checked: CheckedLanguage } | { readonly ok: false; readonly problems: readonly LoadProblem[] };

function checkLanguage(json: unknown, file: string, language?: string): LanguageResult {
  const warnings: LoadProblem[] = [];
  const loaded = loadQuestionnaire(json, file, { onWarning: (warning) => warnings.push(warning), ...(language === undefined ? {} : { language }) });
  if (!loaded.ok) return { ok: false, problems: loaded.error };
  const exploration = explore(loaded.value);
  return { ok: true, checked: { questionnaire: loaded.value, exploration, findings: lint(loaded.value, exploration, warnings) } };
}
