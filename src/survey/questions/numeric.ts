import { ok, type Result } from '../../kernel/result.js';
import { answered, type Answer, type AnswerRefusal } from '../answer.js';
import type { SpokenLanguage } from '../hearing/language.js';
import { rounded } from '../hearing/number-words.js';
import { spokenOutcome } from '../hearing/spoken-outcome.js';
import { isComparator, measuresIn, spokenQuantity, type QuantityWanted, type SpokenQuantity } from '../hearing/spoken-quantity.js';
import { isPhrase, splitCorrections, stem, tokensFromText, wordsOnly } from '../hearing/words.js';
import { quantityTokens } from '../hearing/written-number.js';
import type { NumericQuestion } from '../questionnaire.js';
import { refused, textFromRaw, type Asked, type QuestionKind } from './kind.js';

/** Up to so many whole numbers can be told to a recogniser one by one. */
const maxHints = 101;
/** Beyond, numbers lose digits. */
const largest = 1e12;

/** A number of the participant's own, within limits, at most so precise; stored as a number. */
export const numeric: QuestionKind<NumericQuestion> = {
  load(base, file, report) {
    const { minValue: min = null, maxValue: max = null, decimals = 0, unit = null } = file.configuration ?? {};
    const before = report.count();
    const here = report.at('configuration');
    if (min !== null && max !== null && min > max) here.at('minValue').add(`a range from ${min} to ${max}`, 'minValue up to maxValue');
    for (const [key, value] of [['minValue', min], ['maxValue', max]] as const) {
      if (value !== null && !isPrecise(value, decimals)) here.at(key).add(`${value} has more than ${decimals} decimals`, 'a limit that could be answered');
    }
    if (unit !== null && !/\p{L}/u.test(unit)) here.at('unit').add(`unit "${unit}" cannot be spoken`, 'a word such as years');
    return report.count() > before ? null : { ...base, type: 'numeric', min, max, decimals, unit };
  },
  normalise: (question, asked, raw) => normalise(question, asked, raw),
  describe: (question, answer, asked) => asked.spoken.say.quantity(written(Number(answer.value), asked), question.unit),
  speak: (_question, asked) => asked.text,
  hints({ min, max, decimals }) {
    if (min === null || max === null || decimals > 0 || max - min >= maxHints) return [];
    return Array.from({ length: max - min + 1 }, (_, index) => String(min + index));
  },
};

/** As the people of the region write it, without grouping. */
const written = (value: number, { region }: Asked): string => String(value).replace('.', region.decimalMark);

const isPrecise = (value: number, decimals: number): boolean => Number(value.toFixed(decimals)) === value;

function normalise(question: NumericQuestion, asked: Asked, raw: unknown): Result<Answer, AnswerRefusal> {
  const { spoken } = asked;
  const { say } = spoken;
  const oneNumber = say.oneQuantity(question.unit, question.decimals === 0);
  if (typeof raw === 'number') return checked(raw, question, asked);
  const text = textFromRaw(raw);
  if (text === null) return refused('not_a_number', oneNumber);
  const tokens = quantityTokens(text, spoken, asked.region);
  if (wordsOnly(tokens).length === 0) return refused('empty', say.nothingHeard, oneNumber);

  const outcome = spokenOutcome(tokens, spoken);
  if (outcome?.answer.outcome === 'refused') return ok(outcome.answer);
  const { segments, retracted } = splitCorrections(tokens, spoken);
  const wanted = wantedBy(question, asked);
  const heard = segments.map((segment) => spokenQuantity(segment, wanted, spoken));
  const last = heard.findLast((quantity) => quantity.kind !== 'none');
  const isCompared = segments.slice(1).some((segment) => isComparator(segment, spoken));
  if (last !== undefined && isCompared) return refused('ambiguous', oneNumber);
  if (last !== undefined) return retracted ? refused('unclear', oneNumber) : single(last, question, asked);
  if (isNoneOf(tokens, question, asked)) return checked(0, question, asked);
  if (outcome !== null) return ok(outcome.answer);
  const alike = spoken.soundAlikes.get(wordsOnly(tokens).filter((word) => !spoken.fillers.has(word)).join(' '));
  return alike === undefined ? refused('not_a_number', oneNumber) : checked(alike, question, asked);
}

/** The unit's measures, or those that the question names; where it names none, an answer may bring its own. */
function wantedBy({ unit, min, max }: NumericQuestion, { text, spoken }: Asked): QuantityWanted {
  const named = measuresIn(text, spoken);
  const own = unit === null ? named : measuresIn(unit, spoken);
  const asYear = min !== null && max !== null && min >= 1000 && max <= 2999;
  return { measures: unit === null && named.size === 0 ? null : own, rates: new Set([...own, ...named]), things: thingsOf(unit, text, spoken), asYear };
}

/** Stems of the words that the unit and the question have for what is counted. */
const thingsOf = (unit: string | null, text: string, spoken: SpokenLanguage): ReadonlySet<string> =>
  new Set(wordsOnly(tokensFromText(`${unit ?? ''} ${text}`)).map((word) => stem(word, spoken)));

function single(quantity: Exclude<SpokenQuantity, { kind: 'none' }>, question: NumericQuestion, asked: Asked): Result<Answer, AnswerRefusal> {
  const { say } = asked.spoken;
  const oneNumber = say.oneQuantity(question.unit, question.decimals === 0);
  switch (quantity.kind) {
    case 'one':
      return checked(quantity.value, question, asked);
    case 'several':
      return refused('ambiguous', say.whichNumber(quantity.values.slice(0, 4).map((value) => written(value, asked))));
    case 'vague':
      return refused('ambiguous', oneNumber);
    case 'otherUnit':
      return refused('unclear', oneNumber);
  }
}

/** "None", "never", "no children": zero of what was asked for. */
function isNoneOf(tokens: readonly string[], question: NumericQuestion, { text, spoken }: Asked): boolean {
  if (isPhrase(tokens, spoken.quantities.zero, spoken.fillers)) return true;
  const [first, ...rest] = wordsOnly(tokens).filter((word) => !spoken.fillers.has(word));
  const things = thingsOf(question.unit, text, spoken);
  return first !== undefined && spoken.quantities.noneOf.includes(first) && rest.length === 1 && rest.every((word) => things.has(stem(word, spoken)));
}

function checked(given: number, question: NumericQuestion, asked: Asked): Result<Answer, AnswerRefusal> {
  const { say } = asked.spoken;
  const { min, max, decimals } = question;
  // Minus zero is no answer of anybody's.
  const value = rounded(given) + 0;
  if (!Number.isFinite(value)) return refused('not_a_number', say.oneQuantity(question.unit, decimals === 0));
  if (!isPrecise(given, decimals)) return decimals === 0 ? refused('not_whole', say.oneQuantity(question.unit, true)) : refused('too_precise', say.tooPrecise(decimals));
  const [low, high] = [min ?? -largest, max ?? largest];
  const ends = [min ?? (max === null ? -largest : null), max ?? (min === null ? largest : null)].map((end) => (end === null ? null : written(end, asked)));
  if (value < low || value > high) return refused('out_of_range', say.outsideRange(written(value, asked), ends[0] ?? null, ends[1] ?? null));
  return ok(answered(value));
}
