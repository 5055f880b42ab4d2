/** How far an interview came. Words of a session that are not known here are `other`, never guessed. */
export const interviewStatuses = [
  'complete',
  'partial',
  'screened_out',
  'quota_full',
  'refused',
  'break_off',
  'call_back',
  'no_response',
  'error',
  'other',
  'in_progress',
] as const;
export type InterviewStatus = (typeof interviewStatuses)[number];

/**
 * The groups of AAPOR's outcome rates: `I` complete, `P` partial, `R` refusal and break-off, `NC` non-contact, `O` other, all of
 * them eligible; `NE` not eligible, which no rate counts. Null: not final yet.
 */
export type OutcomeGroup = 'I' | 'P' | 'R' | 'NC' | 'O' | 'NE';

export interface Disposition {
  readonly status: InterviewStatus;
  /** Of AAPOR's Standard Definitions, telephone surveys; null while the interview goes on. */
  readonly code: string | null;
  /** What people read. */
  readonly name: string;
  readonly group: OutcomeGroup | null;
  /** Whether the participant belongs to those whom the survey is about; null while that is open. */
  readonly eligible: boolean | null;
}

/** What a session knows of how it ended. */
export interface EndFacts {
  /** Of the session: `active`, `completed`, `terminated`, `abandoned`, `error`. */
  readonly status: string;
  /** The word that the interviewer left; absent while the interview goes on. */
  readonly disposition?: string | undefined;
  /** Whether any question was answered. */
  readonly hasAnswers: boolean;
}

const row = (status: InterviewStatus, code: string | null, name: string, group: OutcomeGroup | null): Disposition => ({
  status, code, name, group, eligible: group === null ? null : group !== 'NE',
});

const dispositions: Readonly<Record<InterviewStatus, Disposition>> = {
  complete: row('complete', '1.1', 'Complete', 'I'),
  partial: row('partial', '1.2', 'Partial', 'P'),
  refused: row('refused', '2.11', 'Refusal', 'R'),
  break_off: row('break_off', '2.12', 'Break-off', 'R'),
  no_response: row('no_response', '2.20', 'Non-contact', 'NC'),
  call_back: row('call_back', '2.21', 'Call back', 'NC'),
  error: row('error', '2.30', 'Other: technical fault', 'O'),
  other: row('other', '2.30', 'Other', 'O'),
  screened_out: row('screened_out', '4.70', 'Not eligible: screened out', 'NE'),
  quota_full: row('quota_full', '4.80', 'Not eligible: quota filled', 'NE'),
  in_progress: row('in_progress', null, 'In progress', null),
};

/** The words of sessions: the questionnaire's ends, and those of the interviewer where it does not end by itself. */
const statusByWord: ReadonlyMap<string, InterviewStatus> = new Map([
  ['completed', 'complete'],
  ['screened_out', 'screened_out'],
  ['refused', 'refused'],
  ['quota_full', 'quota_full'],
  ['call_back', 'call_back'],
  ['partial', 'partial'],
  ['break_off', 'break_off'],
  ['no_response', 'no_response'],
  ['error', 'error'],
]);

/** Total. A participant who fell silent after answers has broken off; one who never answered anything was not reached. */
export function dispositionFrom({ status, disposition, hasAnswers }: EndFacts): Disposition {
  const known = disposition === undefined ? (status === 'active' ? 'in_progress' : 'other') : (statusByWord.get(disposition) ?? 'other');
  return dispositions[known === 'no_response' && hasAnswers ? 'break_off' : known];
}

/** Shares from 0 to 1; null where nobody counts. */
export interface OutcomeRates {
  readonly rr1: number | null;
  readonly rr2: number | null;
  readonly coop1: number | null;
  readonly ref1: number | null;
}

export type DispositionCounts = Readonly<Record<InterviewStatus, number>>;

export const noDispositions = (): Record<InterviewStatus, number> => ({
  complete: 0, partial: 0, screened_out: 0, quota_full: 0, refused: 0, break_off: 0, call_back: 0, no_response: 0, error: 0, other: 0, in_progress: 0,
});

/**
 * Outcome rates as the Standard Definitions of AAPOR (American Association for Public Opinion Research) define them:
 *
 * - RR1 = I / ((I + P) + (R + NC + O) + (UH + UO)), the minimum response rate;
 * - RR2 = (I + P) / the same;
 * - COOP1 = I / ((I + P) + R + O), the minimum cooperation rate;
 * - REF1 = R / ((I + P) + (R + NC + O) + (UH + UO)).
 *
 * Whoever has a session was reached, so UH and UO (unknown eligibility) are 0 here: numbers that were never answered leave no
 * session, and must be added for rates of a whole sample. Interviews in progress count nowhere.
 */
export function outcomeRates(counts: DispositionCounts): OutcomeRates {
  const sum = (group: OutcomeGroup): number =>
    interviewStatuses.reduce((total, status) => (dispositions[status].group === group ? total + counts[status] : total), 0);
  const [i, p, r, nc, o] = [sum('I'), sum('P'), sum('R'), sum('NC'), sum('O')];
  const eligible = i + p + r + nc + o;
  const cooperating = i + p + r + o;
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return { rr1: share(i, eligible), rr2: share(i + p, eligible), coop1: share(i, cooperating), ref1: share(r, eligible) };
}

/** The counts with their codes, and the rates, for people at a terminal. */
export function textFromDispositions(counts: DispositionCounts): string {
  const lines = interviewStatuses.flatMap((status) => {
    const { code, name } = dispositions[status];
    return counts[status] === 0 ? [] : [`  ${status.padEnd(13)}${(code ?? '-').padEnd(6)}${String(counts[status]).padStart(7)}  ${name}`];
  });
  const { rr1, rr2, coop1, ref1 } = outcomeRates(counts);
  const percent = (rate: number | null): string => (rate === null ? '-' : `${Math.round(rate * 1000) / 10} %`);
  return [...lines, `  RR1 ${percent(rr1)}, RR2 ${percent(rr2)}, COOP1 ${percent(coop1)}, REF1 ${percent(ref1)} (AAPOR, of those reached)`, ''].join('\n');
}
