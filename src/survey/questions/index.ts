import { ok, refuse, unreachable, type Result } from '../../kernel/result.js';
import { isSelection, type Answer, type AnswerRefusal } from '../answer.js';
import { languageFromTag } from '../hearing/languages.js';
import type { SpokenLanguage } from '../hearing/language.js';
import { regionFromTag } from '../hearing/region.js';
import type { Report } from '../loading/load-problem.js';
import type { QuestionFile } from '../loading/questionnaire-file.js';
import type { Step } from '../step.js';
import type { Question, QuestionBase, QuestionType } from '../questionnaire.js';
import { isPiped } from '../text-template.js';
import { optionTexts } from './choice.js';
import type { Asked, QuestionKind } from './kind.js';
import { date } from './date.js';
import { multipleChoice } from './multiple-choice.js';
import { nps } from './nps.js';
import { numeric } from './numeric.js';
import { openEnded } from './open-ended.js';
import { ratingScale } from './rating-scale.js';
import { singleChoice } from './single-choice.js';
import { voicePrompt } from './voice-prompt.js';
import { yesNo } from './yes-no.js';

/** The catalogue of question types: a new one is a file of its own and a row in the two switches. */
interface BoundKind {
  normalise(raw: unknown): Result<Answer, AnswerRefusal>;
  describe(answer: Answer): string;
  speak(): string;
  hints(): readonly string[];
}

/** A minute of speech, over all items of a list: no scale, yes or choice needs more, and nobody's answer could be found in it. */
const maxClosedChars = 1000;
const maxItems = 100;

/** What is needed of a step; a whole `Step` fits. */
export type AskedStep = Pick<Step, 'question' | 'text' | 'options' | 'language'>;

function bound({ question, text, options, language }: AskedStep, today: string | null = null): BoundKind {
  const asked: Asked = { text, options, spoken: languageFromTag(language), region: regionFromTag(language), today };
  switch (question.type) {
    case 'voice_prompt':
      return bind(voicePrompt, question, asked);
    case 'single_choice':
      return bind(singleChoice, question, asked);
    case 'multiple_choice':
      return bind(multipleChoice, question, asked);
    case 'rating_scale':
      return bind(ratingScale, question, asked);
    case 'nps':
      return bind(nps, question, asked);
    case 'yes_no':
      return bind(yesNo, question, asked);
    case 'open_ended':
      return bind(openEnded, question, asked);
    case 'numeric':
      return bind(numeric, question, asked);
    case 'date':
      return bind(date, question, asked);
    default:
      return unreachable(question);
  }
}

function bind<Q extends Question>(kind: QuestionKind<Q>, question: Q, asked: Asked): BoundKind {
  return {
    normalise: (raw) => kind.normalise(question, asked, raw),
    describe: (answer) => kind.describe(question, answer, asked),
    speak: () => kind.speak(question, asked),
    hints: () => kind.hints(question, asked),
  };
}

/** Types a question of a file, or reports what is wrong with it and gives null. */
export function questionFromFile(base: QuestionBase, type: QuestionType, file: QuestionFile, report: Report, spoken: SpokenLanguage): Question | null {
  switch (type) {
    case 'voice_prompt':
      return voicePrompt.load(base, file, report, spoken);
    case 'single_choice':
      return singleChoice.load(base, file, report, spoken);
    case 'multiple_choice':
      return multipleChoice.load(base, file, report, spoken);
    case 'rating_scale':
      return ratingScale.load(base, file, report, spoken);
    case 'nps':
      return nps.load(base, file, report, spoken);
    case 'yes_no':
      return yesNo.load(base, file, report, spoken);
    case 'open_ended':
      return openEnded.load(base, file, report, spoken);
    case 'numeric':
      return numeric.load(base, file, report, spoken);
    case 'date':
      return date.load(base, file, report, spoken);
    default:
      return unreachable(type);
  }
}

/**
 * What was said, tapped, typed or passed by a tool, as a typed answer of this question, or a refusal that can be spoken.
 * Takes text ("I'd say nine"), numbers, booleans and lists; keypad digits count by the order shown, on yes/no 1 is yes and 2 is
 * no. "I don't know" and "I'd rather not say" become outcomes. Never throws. More than 1000 characters are no answer to a
 * closed question. `today` (ISO) is needed for "yesterday" and for the year of "the third of May", and for limits called
 * `today`, which are not checked without it.
 */
export function normalise(step: AskedStep, raw: unknown, today: string | null = null): Result<Answer, AnswerRefusal> {
  const isClosed = step.question.type !== 'open_ended' && step.question.type !== 'voice_prompt';
  const parts: readonly unknown[] = Array.isArray(raw) ? raw.slice(0, maxItems + 1) : [raw];
  const chars = parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  const tooLong = parts.length > maxItems || chars > maxClosedChars;
  if (isClosed && tooLong) return refuse({ code: 'too_long', say: tooLongFor(step) });
  const normalised = bound(step, today).normalise(raw);
  const result = normalised.ok ? asOutcome(step, normalised.value) : normalised;
  return result.ok && hasSeveralWordings(step.question) ? ok({ ...result.value, askedText: step.text }) : result;
}

/** "Prefer not to say", shown as an option and chosen, is the outcome that it says. It goes with no other option. */
function asOutcome({ options, language }: AskedStep, answer: Answer): Result<Answer, AnswerRefusal> {
  const chosen: readonly unknown[] = isSelection(answer.value) ? answer.value : [answer.value];
  const option = options.find(({ optionId, kind }) => (kind === 'dont_know' || kind === 'refused') && chosen.includes(optionId));
  if (option === undefined || (option.kind !== 'dont_know' && option.kind !== 'refused')) return ok(answer);
  if (chosen.length > 1) return refuse({ code: 'exclusive_conflict', say: languageFromTag(language).say.exclusive(option.text) });
  return ok({ outcome: option.kind, value: null });
}

const hasSeveralWordings = ({ text, textVariants }: Question): boolean => textVariants.length > 0 || isPiped(text);

function tooLongFor({ question, language }: AskedStep): string {
  const { say } = languageFromTag(language);
  switch (question.type) {
    case 'yes_no':
      return `${say.tooLong} ${say.yesOrNo}`;
    case 'rating_scale':
    case 'nps':
      return `${say.tooLong} ${say.oneNumber(question.scale.min, question.scale.max)}`;
    case 'numeric':
      return `${say.tooLong} ${say.oneQuantity(question.unit, question.decimals === 0)}`;
    case 'date':
      return `${say.tooLong} ${say.whatDate(question.precision)}`;
    default:
      return say.shorter;
  }
}

/** The answer as people read it: "Yes", "Long queues and Parking", "9", "Does not know". */
export function describe(step: AskedStep, answer: Answer): string {
  const { labels } = languageFromTag(step.language).say;
  switch (answer.outcome) {
    case 'answered':
      return bound(step).describe(answer);
    case 'dont_know':
      return labels.dontKnow;
    case 'refused':
      return labels.refused;
    case 'no_response':
      return labels.noResponse;
    case 'played':
      return labels.played;
    default:
      return unreachable(answer.outcome);
  }
}

/** The exact words to ask the question: its text, and the scale ends or options where they are to be read. */
export const speak = (step: AskedStep): string => bound(step).speak();

/** The options as a sentence, for somebody who has not found one; empty for questions without. */
export function offer({ question, options, language }: AskedStep): string {
  const isChoice = question.type === 'single_choice' || question.type === 'multiple_choice';
  return isChoice ? languageFromTag(language).say.options(optionTexts(options), question.type === 'multiple_choice') : '';
}

/** Words that a recogniser may expect; empty when anything may come. */
export const hints = (step: AskedStep): readonly string[] => bound(step).hints();

/** What to ask when `other` was chosen without saying what; null when nothing is missing. Ask once, then let it be. */
export function missingOtherText(step: AskedStep, answer: Answer): string | null {
  if (answer.outcome !== 'answered' || answer.otherText !== undefined) return null;
  const chosen: readonly unknown[] = isSelection(answer.value) ? answer.value : [answer.value];
  const other = step.options.find((option) => option.kind === 'other');
  if (other === undefined || !chosen.includes(other.optionId)) return null;
  const prompt = 'otherPrompt' in step.question ? step.question.otherPrompt : null;
  return prompt ?? languageFromTag(step.language).say.whatElse;
}
