import { z } from 'zod';
import { ok, refuse, type Result } from '../kernel/result.js';
import { languageFromTag } from './hearing/languages.js';
import { hashOfJson } from './loading/canonical-json.js';
import { withCarriedOptions } from './loading/carry-forward.js';
import { checkCondition } from './loading/check-condition.js';
import { rawConditionFromFile } from './loading/condition-list.js';
import { loadQuestion, surveyDisplayRules, withLogic } from './loading/load-question.js';
import { createReport, quoted, reportZodError, type LoadProblem, type Report } from './loading/load-problem.js';
import { loadQuotas, quotaQuestions } from './loading/load-quotas.js';
import { loadSkips } from './loading/load-skip.js';
import { checkSpokenText, loadPlaces, loadText } from './loading/load-text.js';
import { localise } from './loading/localise.js';
import type { Scope } from './loading/scope.js';
import { questionFile, questionnaireFile, type QuestionFile, type QuestionnaireFile } from './loading/questionnaire-file.js';
import type { Question, Questionnaire, SkipRule } from './questionnaire.js';
import type { Quota } from './quota.js';

export type { LoadProblem } from './loading/load-problem.js';

/** Names that mean something else where question ids stand. */
const reservedIds = new Set(['END', 'always', 'true', 'false', 'not', 'and', 'or']);

interface Draft {
  readonly index: number;
  readonly questionId: string | null;
  readonly file: QuestionFile | null;
  readonly question: Question | null;
}

export interface LoadOptions {
  /** One of the file's `languages`. Default: its `language`, else the first. */
  readonly language?: string;
  /** Told of what loads, but is hardly meant. */
  readonly onWarning?: (warning: LoadProblem) => void;
}

/**
 * Types and checks a questionnaire from the JSON of its file (source 003's shape). Refuses with every problem found, each with
 * its place and what would be right: logic that cannot be read, unknown ids, references to later questions, skips backwards.
 *
 * @param file name of the file, for the problems only
 */
export function loadQuestionnaire(json: unknown, file: string, options: LoadOptions = {}): Result<Questionnaire, readonly LoadProblem[]> {
  const problems: LoadProblem[] = [];
  const warnings: LoadProblem[] = [];
  const report = createReport(file, problems, warnings);
  const hash = hashOfJson(json);
  if (hash === null) {
    report.add('nested too deeply', 'at most 64 levels');
    return refuse(problems);
  }
  const { languages, language } = languagesOf(json, options.language, report);
  if (languageFromTag(language).tag !== language.toLowerCase().split('-')[0]) report.at('language').warn(`answers in ${language} are heard as if they were English`, 'a language that is heard: English or Spanish');
  const local = languages.length > 1 ? localise(json, languages, language, report) : json;
  const header = questionnaireFile.safeParse(local);
  if (!header.success) reportZodError(report, header.error);
  const parts = header.success ? header.data : partsOf(local);
  const drafts = draftQuestions(parts.questions, language, report);
  const questions = checkedQuestions(drafts, parts, report);
  const scope: Scope = { questions: placesOf(drafts), before: Number.POSITIVE_INFINITY, subject: null };
  const skips = loadSkips(parts.surveyLogic?.skipLogicRules ?? [], scope, report.at('surveyLogic', 'skipLogicRules'));
  if (!header.success) return refuse(problems);
  const closing = loadText(header.data.closing, { scope, places: [], given: [] }, report.at('closing'));
  const { quotas, policy } = loadQuotas(
    header.data.surveyLogic?.quotaManagement,
    drafts.flatMap((draft) => draft.file ?? []),
    scope,
    { management: report.at('surveyLogic', 'quotaManagement'), question: (index) => report.at('questions', index) },
    closing,
  );
  const partial = header.data.partialIf === undefined ? null : rawConditionFromFile(header.data.partialIf, report.at('partialIf'));
  const partialIf = partial === null ? null : checkCondition(partial, scope, report.at('partialIf'));
  checkHeader(header.data, report);
  if (problems.length > 0) return refuse(problems);
  warnings.forEach((warning) => options.onWarning?.(warning));
  return ok({
    ...headerOf(header.data),
    language,
    languages,
    hash,
    questions: questions.map((question) => withCare(question, drafts, quotas)),
    skips,
    consentQuestionId: consentQuestionFrom(drafts, skips),
    quotas,
    quotaPolicy: policy,
    partialIf,
    closing,
  });
}

/** Should two questions seem to ask for consent, the later one counts: nothing is kept too early. */
function consentQuestionFrom(drafts: readonly Draft[], skips: readonly SkipRule[]): string | null {
  const refusing = new Set(skips.filter(({ target }) => target.kind === 'end' && target.disposition === 'refused').map((rule) => rule.afterQuestionId));
  const named = drafts.filter(({ file }) => file?.consent === true);
  const asking = named.length > 0 ? named : drafts.filter(({ questionId, file }) => questionId !== null && refusing.has(questionId) && file?.consent !== false);
  return asking.at(-1)?.questionId ?? null;
}

/** The languages of the file, and the one that is wanted of them. */
function languagesOf(json: unknown, wanted: string | undefined, report: Report): { readonly languages: readonly string[]; readonly language: string } {
  const header = z.looseObject({ language: z.string().optional(), languages: z.array(z.string()).min(1).optional() }).safeParse(json);
  const own = header.success ? header.data : {};
  const languages = own.languages ?? [own.language ?? 'en-US'];
  const language = wanted ?? own.language ?? languages[0] ?? 'en-US';
  if (!languages.includes(language)) report.at('language').add(`no texts in ${quoted(language)}`, `one of ${languages.join(', ')}`);
  return { languages, language };
}

/** A misheard answer to a question of quotas gives somebody else's seat away: it is read back, unless the file says otherwise. */
function withCare(question: Question, drafts: readonly Draft[], quotas: readonly Quota[]): Question {
  const file = drafts.find((draft) => draft.questionId === question.questionId)?.file;
  const isScreener = question.type !== 'yes_no' && quotaQuestions(quotas).has(question.questionId);
  return isScreener && file?.configuration?.confirm === undefined ? { ...question, confirm: 'explicit' } : question;
}

/** What can still be checked of a file whose header is wrong, so that all problems come at once. */
function partsOf(json: unknown): Pick<QuestionnaireFile, 'questions' | 'surveyLogic'> {
  if (typeof json !== 'object' || json === null) return { questions: [] };
  const questions: unknown = 'questions' in json ? json.questions : [];
  const logic = 'surveyLogic' in json ? questionnaireFile.shape.surveyLogic.safeParse(json.surveyLogic) : null;
  return {
    questions: Array.isArray(questions) ? questions.slice(0, 300) : [],
    ...(logic?.success === true && logic.data !== undefined ? { surveyLogic: logic.data } : {}),
  };
}

/** In order, because options may be carried forward from questions before. */
function draftQuestions(items: readonly unknown[], language: string, report: Report): readonly Draft[] {
  const earlier = new Map<string, QuestionFile>();
  return items.map((item, index) => {
    const draft = draftQuestion(item, index, language, earlier, report.at('questions', index));
    if (draft.file !== null && !earlier.has(draft.file.questionId)) earlier.set(draft.file.questionId, draft.file);
    return draft;
  });
}

function draftQuestion(item: unknown, index: number, language: string, earlier: ReadonlyMap<string, QuestionFile>, report: Report): Draft {
  const parsed = questionFile.safeParse(item);
  if (!parsed.success) {
    reportZodError(report, parsed.error);
    const id = typeof item === 'object' && item !== null && 'questionId' in item ? item.questionId : null;
    return { index, questionId: typeof id === 'string' ? id : null, file: null, question: null };
  }
  if (reservedIds.has(parsed.data.questionId)) report.at('questionId').add(`reserved id ${quoted(parsed.data.questionId)}`, 'another id');
  const file = withCarriedOptions(parsed.data, earlier, report);
  return { index, questionId: file.questionId, file, question: loadQuestion(file, report, languageFromTag(language)) };
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
  const texts = loadPlaces(parts.surveyLogic?.pipingRules ?? [], new Set(places.keys()), logic.at('pipingRules'));
  return drafts.flatMap(({ index, file, question }) => {
    if (file === null || question === null) return [];
    return [withLogic(question, file, { rules, places: texts }, { questions: places, before: index, subject: null }, report.at('questions', index))];
  });
}

function checkHeader(file: QuestionnaireFile, report: Report): void {
  if (file.totalQuestions !== undefined && file.totalQuestions !== file.questions.length) report.at('totalQuestions').add(`${file.totalQuestions}, but there are ${file.questions.length} questions`, 'the number of questions, or leave it out');
  if (file.intro !== undefined) checkSpokenText(file.intro, report.at('intro'));
  const names = [file.questionnaireId, ...(file.aliases ?? [])];
  if (new Set(names).size < names.length) report.at('aliases').add('an alias twice, or the id itself', 'names that differ');
}

function headerOf(file: QuestionnaireFile) {
  const audience = file.targetAudience;
  return {
    questionnaireId: file.questionnaireId,
    aliases: file.aliases ?? [],
    name: file.questionnaireName,
    version: file.version,
    industry: file.industry ?? '',
    researchObjective: file.researchObjective ?? '',
    audience: typeof audience === 'string' ? audience : (audience?.description ?? ''),
    description: file.description ?? file.metadata?.demoScenario ?? '',
    features: file.metadata?.keyFeatures ?? [],
    estimatedDurationMinutes: minutesFrom(file.estimatedDuration),
    intro: file.intro ?? null,
  };
}

/** "3-4 minutes" is 4: rather too long than too short. */
function minutesFrom(duration: number | string): number {
  if (typeof duration === 'number') return duration;
  return Math.max(...(duration.match(/\d+(?:\.\d+)?/g) ?? ['1']).map(Number));
}
