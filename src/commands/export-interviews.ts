import { answersFromRows } from '../agents/interviewer/stored-answers.js';
import type { ResponseRow } from '../storage/responses.js';
import type { SessionRow } from '../storage/sessions.js';
import type { Storage } from '../storage/storage.js';
import { dispositionFrom, noDispositions, type InterviewStatus } from '../survey/disposition.js';
import type { Answers } from '../survey/answer.js';
import { answersOnPath, type AnswerNotes, type ExportedInterview } from '../survey/exporting/exported-interview.js';
import type { Questionnaire } from '../survey/questionnaire.js';
import { isPiped } from '../survey/text-template.js';

export interface InterviewsDeps {
  readonly sessions: Pick<Storage['sessions'], 'eachOf'>;
  readonly responses: Pick<Storage['responses'], 'list'>;
  /** The questionnaire in the language of a session: its answers count for the words that were spoken. */
  readonly inLanguage: (language: string) => Questionnaire;
}

export interface InterviewsOptions {
  readonly questionnaireId: string;
  /** The file's hash: interviews by another file are counted, and left out. */
  readonly hash: string;
  /** Takes those too. */
  readonly anyVersion: boolean;
  /** Only interviews of this version; null: of any. */
  readonly version: string | null;
  /** ISO 8601; null: from the first. */
  readonly since: string | null;
  /** Empty: all. */
  readonly statuses: ReadonlySet<InterviewStatus>;
}

/** Interviews that were conducted with another file than the one that is read now. */
export interface Strangers {
  readonly version: string;
  readonly hash: string;
  readonly count: number;
  /** The first few session ids. */
  readonly sessionIds: readonly string[];
}

/** What was met on the way. */
export interface Tally {
  /** Of all interviews of the questionnaire, whatever statuses are exported. */
  readonly dispositions: Record<InterviewStatus, number>;
  /** By hash. */
  readonly strangers: Map<string, Strangers>;
}

export const emptyTally = (): Tally => ({ dispositions: noDispositions(), strangers: new Map() });

/** Sessions whose answers are read at a time: enough to hide the way to the database, too few to crowd it. */
const windowSize = 16;
const maxNamed = 5;

/** The interviews of a questionnaire, oldest first, a window of them in memory at a time. What is counted goes into `tally`. */
export async function* interviewsOf(deps: InterviewsDeps, options: InterviewsOptions, tally: Tally): AsyncGenerator<ExportedInterview> {
  let window: SessionRow[] = [];
  const read = (): Promise<readonly ExportedInterview[]> => Promise.all(window.map((row) => interviewFrom(deps, options, row)));
  const wanted = (interview: ExportedInterview): boolean => {
    tally.dispositions[interview.disposition.status] += 1;
    return options.statuses.size === 0 || options.statuses.has(interview.disposition.status);
  };
  for await (const row of deps.sessions.eachOf(options.questionnaireId, options.since === null ? {} : { since: options.since })) {
    if (options.version !== null && row.questionnaireVersion !== options.version) continue;
    if (row.questionnaireHash !== options.hash) {
      note(tally.strangers, row);
      if (!options.anyVersion) continue;
    }
    if (window.push(row) < windowSize) continue;
    yield* (await read()).filter(wanted);
    window = [];
  }
  yield* (await read()).filter(wanted);
}

function note(strangers: Map<string, Strangers>, { questionnaireHash: hash, questionnaireVersion: version, sessionId }: SessionRow): void {
  const known = strangers.get(hash) ?? { version, hash, count: 0, sessionIds: [] };
  strangers.set(hash, { ...known, count: known.count + 1, sessionIds: known.count < maxNamed ? [...known.sessionIds, sessionId] : known.sessionIds });
}

async function interviewFrom({ responses, inLanguage }: InterviewsDeps, { hash }: InterviewsOptions, row: SessionRow): Promise<ExportedInterview> {
  const rows = await responses.list(row.sessionId);
  const questionnaire = inLanguage(row.language);
  const stored = answersFromRows(rows);
  return {
    sessionId: row.sessionId,
    userId: row.userId ?? null,
    version: row.questionnaireVersion,
    language: row.language,
    startedAt: row.startTime,
    endedAt: row.endTime ?? null,
    disposition: dispositionFrom({ status: row.status, disposition: row.disposition, hasAnswers: rows.some(({ outcome }) => outcome !== 'no_response' && outcome !== 'played') }),
    answers: answersOnPath(questionnaire, row.questionnaireHash === hash ? stored : underNewWords(stored, questionnaire), row.seed, notesFrom(rows)),
  };
}

/** The answers of another version count where the question has one wording only, although it may have been worded otherwise then. */
const underNewWords = (stored: Answers, { questions }: Questionnaire): Answers => {
  const severalWordings = new Set(questions.filter(({ text, textVariants }) => textVariants.length > 0 || isPiped(text)).map(({ questionId }) => questionId));
  return Object.fromEntries(
    Object.entries(stored).map(([questionId, answer]) => {
      const { askedText: _then, ...given } = answer;
      return [questionId, severalWordings.has(questionId) ? answer : given];
    }),
  );
};

const notesFrom = (rows: readonly ResponseRow[]): ReadonlyMap<string, AnswerNotes> =>
  new Map(rows.map(({ questionId, optionsShown, via, provisional, sentiment }) => [questionId, { optionsShown, via, provisional, sentiment: sentiment ?? null }]));
