import { ok, refuse, type Result } from '../kernel/result.js';
import { languageFromTag } from './hearing/languages.js';
import { hashOfJson } from './loading/canonical-json.js';
import { checkSpokenText, loadQuestion, surveyDisplayRules, withLogic } from './loading/load-question.js';
import { createReport, quoted, reportZodError, type LoadProblem, type Report } from './loading/load-problem.js';
import { loadSkips } from './loading/load-skip.js';
import { questionFile, questionnaireFile, type QuestionFile, type QuestionnaireFile } from './loading/questionnaire-file.js';
import type { Question, Questionnaire } from './questionnaire.js';

export type { LoadProblem } from './loading/load-problem.js';

/** Names that mean something else where question ids stand. */
const reservedIds = new Set(['END', 'always', 'true', 'false', 'not', 'and', 'or']);

interface Draft {
  readonly index: number;
  readonly questionId: string | null;
  readonly file: QuestionFile | null;
  readonly question: Question | null;
}

/**
 * Types and checks a questionnaire from the JSON of its file (source 003's shape). Refuses with every problem found, each with
 * its place and what would be right: logic that cannot be read, unknown ids, references to later questions, skips backwards.
 *
 * @param file name of the file, for the problems only
 */
export function loadQuestionnaire(json: unknown, file: string): Result<Questionnaire, readonly LoadProblem[]> {
  const problems: LoadProblem[] = [];
  const report = createReport(file, problems);
  const hash = hashOfJson(json);
  if (hash === null) {
    report.add('nested too deeply', 'at most 64 levels');
    return refuse(problems);
  }
  const header = questionnaireFile.safeParse(json);
  if (!header.success) reportZodError(report, header.error);
  const parts = header.success ? header.data : partsOf(json);
  const drafts = parts.questions.map((item, index) => draftQuestion(item, index, parts.language, report.at('questions', index)));
  const questions = checkedQuestions(drafts, parts, report);
  const skips = loadSkips(parts.surveyLogic?.skipLogicRules ?? [], { questions: placesOf(drafts) }, report.at('surveyLogic', 'skipLogicRules'));
  if (!header.success || problems.length > 0) return refuse(problems);
  checkHeader(header.data, report);
  if (problems.length > 0) return refuse(problems);
  return ok({ ...headerOf(header.data), hash, questions, skips });
}

/** What can still be checked of a file whose header is wrong, so that all problems come at once. */
function partsOf(json: unknown): Pick<QuestionnaireFile, 'questions' | 'language' | 'surveyLogic'> {
  if (typeof json !== 'object' || json === null) return { questions: [] };
  const questions: unknown = 'questions' in json ? json.questions : [];
  const logic = 'surveyLogic' in json ? questionnaireFile.shape.surveyLogic.safeParse(json.surveyLogic) : null;
  return {
    questions: Array.isArray(questions) ? questions.slice(0, 300) : [],
    ...(logic?.success === true && logic.data !== undefined ? { surveyLogic: logic.data } : {}),
  };
}

function draftQuestion(item: unknown, index: number, language: string | undefined, report: Report): Draft {
  const parsed = questionFile.safeParse(item);
  if (!parsed.success) {
    reportZodError(report, parsed.error);
    const id = typeof item === 'object' && item !== null && 'questionId' in item ? item.questionId : null;
    return { index, questionId: typeof id === 'string' ? id : null, file: null, question: null };
  }
  if (reservedIds.has(parsed.data.questionId)) report.at('questionId').add(`reserved id ${quoted(parsed.data.questionId)}`, 'another id');
  const question = loadQuestion(parsed.data, report, languageFromTag(language ?? 'en'));
  return { index, questionId: parsed.data.questionId, file: parsed.data, question };
}

type Places = ReadonlyMap<string, { readonly index: number; readonly question: Question | null }>;

function placesOf(drafts: readonly Draft[]): Places {
  const places = new Map<string, { readonly index: number; readonly question: Question | null }>();
  for (const { index, questionId, question } of drafts) {
    if (questionId !== null && !places.has(questionId)) places.set(questionId, { index, question });
  }
  return places;
}

function checkedQuestions(drafts: readonly Draft[], parts: Pick<QuestionnaireFile, 'surveyLogic'>, report: Report): readonly Question[] {
  const places = placesOf(drafts);
  for (const { index, questionId } of drafts) {
    if (questionId !== null && places.get(questionId)?.index !== index) report.at('questions', index, 'questionId').add(`question id ${quoted(questionId)} twice`, 'ids that differ');
  }
  const logic = report.at('surveyLogic');
  const rules = surveyDisplayRules(parts.surveyLogic?.displayLogicRules ?? [], new Set(places.keys()), logic.at('displayLogicRules'));
  if ((parts.surveyLogic?.pipingRules ?? []).length > 0) logic.at('pipingRules').add('piping is not supported', 'no piping rules');
  if (parts.surveyLogic?.quotaManagement?.enabled === true) logic.at('quotaManagement').add('quotas are not supported', 'enabled: false');
  return drafts.flatMap(({ index, file, question }) => {
    if (file === null || question === null) return [];
    return [withLogic(question, file, rules, { questions: places, before: index, subject: null }, report.at('questions', index))];
  });
}

function checkHeader(file: QuestionnaireFile, report: Report): void {
  if (file.totalQuestions !== undefined && file.totalQuestions !== file.questions.length) report.at('totalQuestions').add(`${file.totalQuestions}, but there are ${file.questions.length} questions`, 'the number of questions, or leave it out');
  if (file.intro !== undefined) checkSpokenText(file.intro, report.at('intro'));
  checkSpokenText(file.closing, report.at('closing'));
  const names = [file.questionnaireId, ...(file.aliases ?? [])];
  if (new Set(names).size < names.length) report.at('aliases').add('an alias twice, or the id itself', 'names that differ');
}

function headerOf(file: QuestionnaireFile): Omit<Questionnaire, 'hash' | 'questions' | 'skips'> {
  const audience = file.targetAudience;
  return {
    questionnaireId: file.questionnaireId,
    aliases: file.aliases ?? [],
    name: file.questionnaireName,
    version: file.version,
    language: file.language ?? 'en-US',
    industry: file.industry ?? '',
    researchObjective: file.researchObjective ?? '',
    audience: typeof audience === 'string' ? audience : (audience?.description ?? ''),
    description: file.description ?? file.metadata?.demoScenario ?? '',
    features: file.metadata?.keyFeatures ?? [],
    estimatedDurationMinutes: minutesFrom(file.estimatedDuration),
    intro: file.intro ?? null,
    closing: file.closing,
  };
}

/** "3-4 minutes" is 4: rather too long than too short. */
function minutesFrom(duration: number | string): number {
  if (typeof duration === 'number') return duration;
  return Math.max(...(duration.match(/\d+(?:\.\d+)?/g) ?? ['1']).map(Number));
}
