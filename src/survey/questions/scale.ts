import { ok, type Result } from '../../kernel/result.js';
import { answered, type Answer, type AnswerRefusal } from '../answer.js';
import type { SpokenLanguage } from '../hearing/language.js';
import { spokenNumbers, type SpokenNumber } from '../hearing/spoken-number.js';
import { spokenOutcome } from '../hearing/spoken-outcome.js';
import { splitCorrections, tokensFromText, wordsOnly } from '../hearing/words.js';
import type { Scale } from '../questionnaire.js';
import { refused, textFromRaw, type Asked } from './kind.js';

/** What rating_scale and nps share: a whole number between two ends that may have names. */
export function normaliseScale(scale: Scale, asked: Asked, raw: unknown): Result<Answer, AnswerRefusal> {
  const { say } = asked.spoken;
  const oneNumber = say.oneNumber(scale.min, scale.max);
  if (typeof raw === 'number') return checked({ value: raw, whole: Number.isInteger(raw), outOf: null, stars: false }, scale, asked);
  const text = textFromRaw(raw);
  if (text === null) return refused('not_a_number', oneNumber);
  const tokens = tokensFromText(text);
  if (wordsOnly(tokens).length === 0) return refused('empty', say.nothingHeard, oneNumber);

  const outcome = spokenOutcome(tokens, asked.spoken);
  if (outcome?.answer.outcome === 'refused') return ok(outcome.answer);
  const { segments, retracted } = splitCorrections(tokens, asked.spoken);
  const named = segments.map((segment) => spokenNumbers(segment, asked.spoken)).filter((numbers) => numbers.length > 0);
  const last = named.at(-1);
  if (last !== undefined) return retracted ? refused('unclear', oneNumber) : single(last, scale, asked);
  if (outcome !== null) return ok(outcome.answer);
  const meant = numberFromBareWord(tokens, scale, asked.spoken);
  return meant === null ? refused('not_a_number', oneNumber) : checked({ value: meant, whole: true, outOf: null, stars: false }, scale, asked);
}

function single(numbers: readonly SpokenNumber[], scale: Scale, asked: Asked): Result<Answer, AnswerRefusal> {
  const { say } = asked.spoken;
  const distinct = numbers.filter((number, index) => numbers.findIndex((other) => other.value === number.value && other.whole === number.whole) === index);
  const [first, ...others] = distinct;
  if (first === undefined) return refused('not_a_number', say.oneNumber(scale.min, scale.max));
  if (others.length > 0) return refused('ambiguous', say.whichNumber(distinct.slice(0, 4).map((number) => String(number.value))));
  return checked(first, scale, asked);
}

/** Nobody gives more stars than this; more of them are meant on the scale that was asked for. */
const maxStars = 5;

function checked(number: SpokenNumber, scale: Scale, { text, spoken }: Asked): Result<Answer, AnswerRefusal> {
  const { say, starWords } = spoken;
  const heard = number.outOf === null ? String(number.value) : `${number.value}/${number.outOf}`;
  if (!Number.isFinite(number.value)) return refused('not_a_number', say.oneNumber(scale.min, scale.max));
  if (!number.whole) return refused('not_whole', say.oneNumber(scale.min, scale.max));
  const otherScale = number.outOf !== null && number.outOf !== scale.max;
  if (otherScale || number.value < scale.min || number.value > scale.max) return refused('out_of_range', say.notOnScale(heard, scale.min, scale.max));
  const inStars = number.stars && number.outOf === null && number.value <= maxStars && scale.max !== maxStars;
  if (inStars && !tokensFromText(text).some((word) => starWords.includes(word))) return refused('out_of_range', say.otherScale(scale.min, scale.max));
  return ok(answered(number.value));
}

/** "Ate", or the name of an end of the scale, when nothing else was said. */
function numberFromBareWord(tokens: readonly string[], scale: Scale, spoken: SpokenLanguage): number | null {
  const bare = wordsOnly(tokens).filter((word) => !spoken.fillers.has(word));
  const text = bare.join(' ');
  const alike = spoken.soundAlikes.get(text);
  if (alike !== undefined) return alike;
  const names = (label: string | null): boolean =>
    label !== null && wordsOnly(tokensFromText(label)).filter((word) => !spoken.fillers.has(word)).join(' ') === text && text !== '';
  const isMin = names(scale.minLabel);
  const isMax = names(scale.maxLabel);
  return isMin === isMax ? null : isMin ? scale.min : scale.max;
}

/** The text, and the ends of the scale where the text does not say them itself. */
export function speakScale(scale: Scale, asked: Asked): string {
  const said = spokenNumbers(tokensFromText(asked.text).filter((token) => !asked.spoken.scaleWords.includes(token)), asked.spoken).map((number) => number.value);
  if (said.includes(scale.min) && said.includes(scale.max)) return asked.text;
  return `${asked.text} ${asked.spoken.say.scale(scale.min, scale.minLabel, scale.max, scale.maxLabel)}`;
}

export function describeScale(scale: Scale, answer: Answer): string {
  const label = answer.value === scale.min ? scale.minLabel : answer.value === scale.max ? scale.maxLabel : null;
  return label === null ? String(answer.value) : `${String(answer.value)} (${label})`;
}

export function scaleHints(scale: Scale): readonly string[] {
  return Array.from({ length: scale.max - scale.min + 1 }, (_, index) => String(scale.min + index));
}
