import type { Exploration } from '../exploring/explore.js';
import { tokensFromText, wordsOnly } from '../hearing/words.js';
import { optionTexts } from '../questions/choice.js';
import { isSubstantive, type ChoiceParts, type Option, type Question, type Questionnaire } from '../questionnaire.js';
import type { TextTemplate } from '../text-template.js';
import type { Add } from './finding.js';
import { soundAlike } from './sound-alike.js';

/** A heard list is forgotten behind this many. */
const maxReadOptions = 5;
const maxOptionWords = 12;
const maxAskSeconds = 25;
/** Nobody looks at the clock that closely. */
const toleranceSeconds = 15;
/** Keys 1 to 9, and 0 for the tenth. */
const maxKeys = 10;

const textOf = (template: TextTemplate): string => template.map((part) => (typeof part === 'string' ? part : (part.fallback ?? ''))).join('');

/** Wording that reads well and is hard to answer, or that says something else than is meant. */
export function lintWording(questionnaire: Questionnaire, exploration: Exploration, warn: Add, voice: Add): void {
  const texts = new Map<string, string>();
  for (const question of questionnaire.questions) {
    const place = `question ${question.questionId}`;
    const text = textOf(question.text);
    const before = texts.get(text.toLowerCase());
    if (before !== undefined) warn('text_repeated', place, `the same words as ${before}`, 'words that differ, or one question');
    texts.set(text.toLowerCase(), place);
    lintPipes(question, questionnaire, warn);
    lintAsking(question, text, exploration.askSeconds.get(question.questionId) ?? 0, voice);
    if (question.type === 'single_choice' || question.type === 'multiple_choice') lintChoice(question, place, warn, voice);
  }
  const { longest } = exploration.times;
  if (longest > 60 * questionnaire.estimatedDurationMinutes + toleranceSeconds) {
    voice('longer_than_said', 'questionnaire', `can take ${(longest / 60).toFixed(1)} minutes, and promises ${questionnaire.estimatedDurationMinutes}`, 'fewer questions, or the time that it takes');
  }
}

function lintPipes(question: Question, questionnaire: Questionnaire, warn: Add): void {
  for (const part of [question.text, ...question.textVariants.map((variant) => variant.text)].flat()) {
    if (typeof part === 'string') continue;
    const source = questionnaire.questions.find((candidate) => candidate.questionId === part.questionId);
    if (source?.type === 'multiple_choice') warn('several_piped', `question ${question.questionId}`, `{${part.questionId}} may name several things`, 'a sentence that fits one and many');
  }
}

function lintAsking(question: Question, text: string, seconds: number, voice: Add): void {
  const place = `question ${question.questionId}`;
  if (seconds > maxAskSeconds) voice('long_question', place, `takes ${Math.round(seconds)} seconds to ask`, `at most ${maxAskSeconds}: shorter words, or a voice prompt before it`);
  if ('scale' in question && (question.scale.minLabel === null || question.scale.maxLabel === null) && !/\bmeans?\b|\bsignifica\b/i.test(text)) {
    voice('scale_ends_unspoken', place, 'does not say what the ends of its scale mean', 'minValueDescription and maxValueDescription');
  }
  if (question.type === 'open_ended' && question.sentiment && question.probes.length === 0) voice('no_probe', place, 'is open, and the interviewer has no words to ask for more', 'probes: ["Is there anything else?"]');
  if (question.type !== 'voice_prompt' && question.type !== 'open_ended' && isDoubleBarrelled(text)) voice('double_barrelled', place, 'seems to ask two things at once', 'two questions');
}

/** Two things to judge, and one answer: "the price and the quality", "fast and friendly" behind "how". */
const isDoubleBarrelled = (text: string): boolean => {
  const [last = ''] = text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence.includes('?')).slice(-1);
  return /\b(?:how|did|do|does|was|were|is|are|would)\b[^,;:]*\b(?:the|our|your) \w+ and (?:the|our|your) \w+\b[^,;:]*\?$/i.test(last);
};

function lintChoice(question: Question & ChoiceParts, place: string, warn: Add, voice: Add): void {
  const { options } = question;
  const read = optionTexts(options);
  if (question.readLevel === 'read' && read.length > maxReadOptions) voice('many_options_read', place, `reads ${read.length} options`, `at most ${maxReadOptions} at once: two steps, or readOptions: "if_needed"`);
  if (options.length > maxKeys) voice('more_options_than_keys', place, `${options.length} options, and ${maxKeys} keys`, 'fewer options');
  const special = options.map((option) => option.kind === 'other' || option.kind === 'none');
  if (special.some((is, index) => is && options.slice(index + 1).some((option) => option.kind === 'plain'))) warn('special_not_last', place, 'has "other" or "none" between other options', 'other and none at the end');
  if (question.order === 'shuffled' && isOrdinal(options)) warn('ordinal_shuffled', place, 'shuffles options that have an order of their own', 'randomizeChoices: "reverse", or false');
  for (const [index, option] of options.entries()) {
    const words = wordsOnly(tokensFromText(option.text));
    const at = `${place}, option ${option.optionId}`;
    if (words.length > maxOptionWords) voice('long_option', at, `${words.length} words`, `at most ${maxOptionWords}`);
    if (/\band\/or\b|\by\/o\b|\d{4,}/i.test(option.text)) voice('option_hard_to_say', at, `"${option.text}" cannot be said as it is written`, 'words as they are spoken');
    if (option.readAloud && question.readLevel === 'read' && (!isSubstantive(option) && option.kind !== 'none' || isNoAnswer(option))) voice('no_answer_read_aloud', at, 'offers not to answer', 'readAloud: false; it is accepted when it is said');
    const alike = options.slice(0, index).find((other) => soundAlike(other.text, option.text));
    if (alike !== undefined) voice('options_sound_alike', at, `sounds like "${alike.text}"`, 'words that are told apart by ear');
  }
}

const isNoAnswer = ({ text }: Option): boolean => /^(?:i )?(?:don.?t know|do not know|not sure|no opinion|(?:i )?(?:would )?(?:prefer|rather) not|refused?|no s[eé]|prefiero no)/i.test(text.trim());

/** Numbers, or words that only make sense in order. */
function isOrdinal(options: readonly Option[]): boolean {
  const plain = options.filter((option) => option.kind === 'plain' && !option.anchored);
  const graded = plain.filter(({ text }) => /^(?:under |over |less than |more than |up to )?\d+(?:\s*(?:to|-|–|a)\s*\d+|\+| (?:or|and) |%|$)/i.test(text) || /\b(?:very|quite|somewhat|slightly|not at all|extremely|rather|always|often|sometimes|rarely|never|daily|weekly|monthly|yearly|excellent|good|fair|poor|muy|bastante|poco|nada|siempre|nunca)\b/i.test(text));
  return plain.length > 2 && graded.length > plain.length / 2;
}
