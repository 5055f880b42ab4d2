import { ok, type Result } from '../../kernel/result.js';
import { answered, type Answer, type AnswerRefusal } from '../answer.js';
import { dayFromIso, partsFromIso, type CalendarDay } from '../calendar.js';
import { parts, type HeardDate } from '../hearing/heard-date.js';
import { limitFrom, resolveDate, type DateWanted, type ResolvedDate } from '../hearing/resolve-date.js';
import { dayAt, spokenDates } from '../hearing/spoken-date.js';
import { spokenOutcome } from '../hearing/spoken-outcome.js';
import { splitCorrections, wordsOnly } from '../hearing/words.js';
import { dateTokens } from '../hearing/written-date.js';
import type { Report } from '../loading/load-problem.js';
import type { DateQuestion } from '../questionnaire.js';
import { refused, textFromRaw, type Asked, type QuestionKind } from './kind.js';

const formats = { day: 'YYYY-MM-DD', month: 'YYYY-MM', year: 'YYYY' } as const;

/** A calendar date, stored as ISO text at the question's precision. */
export const date: QuestionKind<DateQuestion> = {
  load(base, file, report) {
    const { minDate: min = null, maxDate: max = null, datePrecision: precision = 'day' } = file.configuration ?? {};
    const before = report.count();
    const here = report.at('configuration');
    checkLimit(min, precision, here.at('minDate'));
    checkLimit(max, precision, here.at('maxDate'));
    const isEmpty = min !== null && max !== null && min !== 'today' && max !== 'today' && min > max;
    if (isEmpty && report.count() === before) here.at('minDate').add(`dates from ${min} to ${max}`, 'minDate up to maxDate');
    return report.count() > before ? null : { ...base, type: 'date', precision, min, max };
  },
  normalise: (question, asked, raw) => normalise(question, asked, raw),
  describe: (_question, answer, asked) => written(String(answer.value), asked),
  speak: (_question, asked) => asked.text,
  hints: () => [],
};

function checkLimit(limit: string | null, precision: DateQuestion['precision'], report: Report): void {
  if (limit === null || limit === 'today') return;
  const isDate = partsFromIso(limit) !== null && limit.length === formats[precision].length;
  if (!isDate) report.add(`"${limit}" is no date of precision ${precision}`, `${formats[precision]}, a date of the calendar, or today`);
}

/** As it is read out; text that is no ISO date stays as it is. */
function written(iso: string, { spoken, region }: Asked): string {
  const named = partsFromIso(iso);
  return named === null ? iso : spoken.say.date(named.year, named.month, named.day, region.monthFirst);
}

function normalise(question: DateQuestion, asked: Asked, raw: unknown): Result<Answer, AnswerRefusal> {
  const { spoken } = asked;
  const { say } = spoken;
  const whatDate = say.whatDate(question.precision);
  const text = textFromRaw(raw);
  if (text === null) return refused('not_a_date', whatDate);
  const tokens = dateTokens(text);
  if (wordsOnly(tokens).length === 0) return refused('empty', say.nothingHeard, whatDate);

  const outcome = spokenOutcome(tokens, spoken);
  if (outcome?.answer.outcome === 'refused') return ok(outcome.answer);
  const today = asked.today === null ? null : dayFromIso(asked.today);
  const { segments, retracted } = splitCorrections(tokens, spoken, (marker) => spoken.dates.relativeDays.has(marker));
  const heard = corrected(segments, asked, today);
  if (heard.length > 0) return retracted ? refused('unclear', whatDate) : single(heard, question, asked, today);
  return outcome === null ? refused('not_a_date', whatDate) : ok(outcome.answer);
}

/** What the last piece with a date names; where it names only a part ("no, the fourth"), the rest stays as it was. */
function corrected(segments: readonly (readonly string[])[], asked: Asked, today: CalendarDay | null): readonly HeardDate[] {
  let heard: readonly HeardDate[] = [];
  for (const segment of segments) {
    const named = together(spokenDates(segment, asked.spoken, asked.region), today);
    const next = named.length > 0 ? named : bareDay(segment, asked);
    const [only] = next;
    const [earlier] = heard;
    if (only === undefined) continue;
    const isPart = next.length === 1 && heard.length === 1 && only.kind === 'parts' && earlier?.kind === 'parts' && countOf(only) === 1;
    if (isPart) heard = [parts(only.year ?? earlier.year, only.month ?? earlier.month, only.day ?? earlier.day, only.which)];
    else if (named.length > 0) heard = named;
  }
  return heard;
}

const countOf = (heard: Extract<HeardDate, { kind: 'parts' }>): number => [heard.year, heard.month, heard.day].filter((part) => part !== null).length;

/** "The fourth", and nothing else. */
function bareDay(segment: readonly string[], { spoken }: Asked): readonly HeardDate[] {
  const bare = wordsOnly(segment).filter((word) => !spoken.fillers.has(word) && !spoken.dates.joiners.has(word));
  const day = dayAt(bare, 0, spoken);
  return day !== null && day.end === bare.length && day.value <= 31 ? [parts(null, null, day.value)] : [];
}

/** "In 2019, in May", "the third of May last year": pieces of one date. */
function together(dates: readonly HeardDate[], today: CalendarDay | null): readonly HeardDate[] {
  const [first, second, third] = dates.map((heard) => (heard.kind === 'span' && heard.unit === 'year' && today !== null && dates.length > 1 ? parts(today.year + heard.offset, null, null) : heard));
  if (first?.kind !== 'parts' || second?.kind !== 'parts' || third !== undefined) return dates;
  const isDisjoint = (['year', 'month', 'day'] as const).every((key) => first[key] === null || second[key] === null);
  return isDisjoint && first.which === null && second.which === null ? [parts(first.year ?? second.year, first.month ?? second.month, first.day ?? second.day)] : dates;
}

function single(heard: readonly HeardDate[], question: DateQuestion, asked: Asked, today: CalendarDay | null): Result<Answer, AnswerRefusal> {
  const { precision } = question;
  const { say } = asked.spoken;
  const wanted: DateWanted = { precision, today, min: limitFrom(question.min, precision, asked.today), max: limitFrom(question.max, precision, asked.today) };
  const resolved = heard.map((one) => resolveDate(one, wanted));
  const isos = [...new Set(resolved.flatMap((one) => (one.kind === 'date' ? [one.iso] : [])))];
  const [iso] = isos;
  const failed = resolved.find((one) => one.kind !== 'date');
  if (failed !== undefined) return failure(failed, heard.length > 1, question, asked);
  if (iso === undefined) return refused('unclear', say.whatDate(precision));
  if (isos.length > 1) return refused('ambiguous', say.whichDate(isos.slice(0, 4).map((one) => written(one, asked))));
  // Told as thousands of years from now.
  if (partsFromIso(iso) === null) return refused('not_a_date', say.whatDate(precision));
  const isOutside = (wanted.min !== null && iso < wanted.min) || (wanted.max !== null && iso > wanted.max);
  const limits = [wanted.min, wanted.max].map((limit) => (limit === null ? null : written(limit, asked)));
  return isOutside ? refused('out_of_range', say.outsideDates(written(iso, asked), limits[0] ?? null, limits[1] ?? null)) : ok(answered(iso));
}

function failure(failed: Exclude<ResolvedDate, { kind: 'date' }>, isOneOfSeveral: boolean, { precision }: DateQuestion, asked: Asked): Result<Answer, AnswerRefusal> {
  const { say } = asked.spoken;
  if (isOneOfSeveral) return refused('unclear', say.whatDate(precision));
  switch (failed.kind) {
    case 'incomplete':
      return refused('incomplete_date', say.wholeDate(precision));
    case 'unclear':
      return refused('unclear', say.whatDate(precision));
    case 'impossible': {
      const { year, month, day } = failed;
      const isMonth = month >= 1 && month <= 12;
      return refused('impossible_date', isMonth ? say.noSuchDate(say.date(year, month, day, asked.region.monthFirst), precision) : say.whatDate(precision));
    }
  }
}
