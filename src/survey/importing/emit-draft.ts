import { ok, refuse } from '../../kernel/result.js';
import { loadQuestionnaire } from '../load-questionnaire.js';
import { defaultWords } from './default-words.js';
import type { Draft, DraftOption, DraftQuestion, DraftSkip, Words } from './draft.js';
import type { Collected, Findings } from './findings.js';
import type { Import, ImportProblem, QuestionnaireJson } from './import.js';
import { jsonFromLogic, textFromLogic } from './logic.js';

/** More questions than a file may have. */
export const maxQuestions = 300;

/** The draft as a questionnaire, unless something was refused. Whether it loads is not yet known: see {@link checkedImport}. */
export function importFromDraft(draft: Draft, findings: Findings, collected: Collected): Import {
  if (draft.questions.length === 0 && findings.count() === 0) findings.refuse('questions', 'there is nothing to ask', 'at least one question');
  if (draft.questions.length > maxQuestions) findings.refuse('questions', `${draft.questions.length} questions`, `at most ${maxQuestions}`);
  const questionnaire = questionnaireFromDraft(draft, findings);
  return collected.problems.length > 0 ? refuse(collected.problems) : ok({ questionnaire, notes: collected.notes });
}

/** Only what loads, in each of its languages, is an import; what the loader says is told at the place in the source. */
export function checkedImport(imported: Import, places: readonly string[]): Import {
  if (!imported.ok) return imported;
  const { questionnaire } = imported.value;
  const problems: ImportProblem[] = [];
  for (const language of questionnaire.languages ?? [questionnaire.language ?? 'en']) {
    const loaded = loadQuestionnaire(questionnaire, 'imported', { language });
    if (loaded.ok) continue;
    for (const { path, problem, expected } of loaded.error) {
      const question = /^questions\[(\d+)\]\.?(.*)$/.exec(path);
      const place = question === null ? undefined : places[Number(question[1])];
      const found = { path: place ?? path, construct: question?.[2] ?? path, problem, expected };
      if (!problems.some((other) => other.path === found.path && other.problem === found.problem)) problems.push(found);
    }
  }
  return problems.length > 0 ? refuse(problems) : imported;
}

type Write = (words: Words) => unknown;

function questionnaireFromDraft(draft: Draft, findings: Findings): QuestionnaireJson {
  const { languages } = draft;
  const [main = 'en'] = languages;
  const lacking = new Set<string>();
  const write: Write = (words) => {
    const base = words.get(main) ?? [...words.values()][0] ?? '';
    if (languages.length === 1) return base;
    return Object.fromEntries(
      languages.map((language) => {
        if (!words.has(language)) lacking.add(language);
        return [language, words.get(language) ?? base];
      }),
    );
  };
  const minutes = Math.max(1, Math.ceil(draft.questions.length / 4));
  findings.note(`estimatedDuration: ${minutes} minutes, by the number of questions`);
  if (draft.closing === null) findings.note(`closing: default words${languages.every((language) => defaultWords(language) === defaultWords('en')) && main.split('-')[0] !== 'en' ? ', in English' : ''}`);
  const closing = draft.closing ?? new Map(languages.map((language) => [language, defaultWords(language).closing]));
  const questionnaire: QuestionnaireJson = {
    questionnaireId: draft.questionnaireId,
    questionnaireName: write(draft.name),
    version: draft.version,
    language: main,
    ...(languages.length > 1 ? { languages: [...languages] } : {}),
    ...(draft.description === '' ? {} : { description: draft.description }),
    estimatedDuration: minutes,
    closing: write(closing),
    questions: draft.questions.map((question) => questionJson(question, write)),
    ...(draft.skips.length === 0 ? {} : { surveyLogic: { skipLogicRules: draft.skips.map(skipJson) } }),
  };
  for (const language of lacking) findings.note(`texts that are not translated to "${language}" are in "${main}" there, as in the source`);
  return questionnaire;
}

function questionJson(question: DraftQuestion, write: Write): Readonly<Record<string, unknown>> {
  const { options, configuration, showIf, variants, dynamicOptions } = question;
  const isPrompt = question.type === 'voice_prompt';
  const rules = variants.map(({ when, words }) => ({ condition: textFromLogic(when), questionText: write(words) }));
  return {
    questionId: question.questionId,
    questionType: question.type,
    questionText: write(question.words),
    ...(isPrompt ? {} : { isRequired: question.required }),
    ...(options.length === 0 ? {} : { options: options.map((option) => optionJson(option, write)) }),
    ...(Object.keys(configuration).length === 0 ? {} : { configuration: Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, value instanceof Map ? write(value) : value])) }),
    ...(question.agentNotes === '' ? {} : { agentNotes: question.agentNotes }),
    ...(showIf === null && rules.length === 0
      ? {}
      : {
          displayLogic: {
            ...(showIf === null ? {} : { conditions: jsonFromLogic(showIf) }),
            ...(rules.length === 0 ? {} : { questionTextDynamic: { rules } }),
          },
        }),
    ...(dynamicOptions === undefined ? {} : { dynamicOptions }),
  };
}

/** A kind is always given: the ids `other` and `none` would have one by name. */
function optionJson(option: DraftOption, write: Write): Readonly<Record<string, unknown>> {
  const named = ['other', 'none'].includes(option.optionId.toLowerCase());
  return {
    optionId: option.optionId,
    optionText: write(option.words),
    ...(named || option.kind !== 'plain' ? { kind: option.kind } : {}),
    ...(option.anchored === true ? { anchored: true } : {}),
    ...(option.showIf === null ? {} : { displayLogic: { conditions: jsonFromLogic(option.showIf) } }),
  };
}

const skipJson = (skip: DraftSkip, index: number): Readonly<Record<string, unknown>> => ({
  ruleId: `skip-${index + 1}`,
  condition: skip.when === null ? 'always' : jsonFromLogic(skip.when),
  afterQuestionId: skip.afterQuestionId,
  skipToQuestionId: skip.to,
});
