import { englishNumber } from './english-number.js';
import type { SurveyQuestion } from './survey-question.js';

/** Numbers beyond this span are left to the general language model. */
const maxSpan = 101;

/**
 * What can be said to any question. No single short word that sounds like an answer: "eight" was heard as "repeat", and a
 * "stop" that nobody said would end the interview.
 */
const always = [
  "don't know",
  "i don't know",
  'not sure',
  'prefer not to say',
  'i prefer not to say',
  'skip this question',
  'please repeat',
  'repeat the question',
  'say that again',
  'please stop',
  'stop the interview',
  'goodbye',
  'what is this about',
];

export const yesNo = ['yes', 'yeah', 'yes please', 'yes i do', 'yes i am', 'sure', 'okay', 'no', 'nope', 'no thanks', 'no thank you', "no i don't"];

const leads = ['', 'i would say ', "i'd say ", 'maybe '];

/**
 * The phrases with which people answer a question, for a recogniser's grammar: lower-case words, numbers spelt out.
 * `null` when the answer is open, or has too many forms to list.
 */
export function phrasesForQuestion(question: SurveyQuestion): readonly string[] | null {
  const answers = [...optionPhrases(question), ...numberPhrases(question), ...(isYesNo(question) ? yesNo : [])];
  return answers.length === 0 ? null : [...new Set([...answers, ...always])];
}

function optionPhrases(question: SurveyQuestion): readonly string[] {
  return (question.options ?? []).flatMap((option) => {
    const labels = [option.optionText, option.optionValue].flatMap((value) => spokenForms(String(value ?? '')));
    return labels.flatMap((label) => [label, `i would say ${label}`, `i think ${label}`, `${label} please`]);
  });
}

/** A label as it is said: the whole, and without what stands in brackets. Values such as `opt_1` are not said by anybody. */
function spokenForms(label: string): readonly string[] {
  const whole = plainWords(label);
  const short = plainWords(label.replace(/\([^)]*\)/g, ' '));
  return /_/.test(label) ? [] : [...new Set([whole, short])].filter((form) => form !== '');
}

/** Lower-case words with numbers spelt out: `3 or more` is `three or more`. */
export const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/&/g, ' and ')
    .replace(/%/g, ' percent ')
    .replace(/\d+/g, (digits) => ` ${englishNumber(Number(digits))} `)
    .replace(/[^a-z' ]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

function numberPhrases(question: SurveyQuestion): readonly string[] {
  const scale = question.scale ?? (/scale|rating|nps/i.test(question.questionType) ? { min: 0, max: 10 } : null);
  const range = scale ?? (/numeric|number/i.test(question.questionType) ? { min: 0, max: 100 } : null);
  if (range === null || range.max - range.min >= maxSpan || range.max < range.min) return [];
  const top = englishNumber(range.max);
  const phrases: string[] = [];
  for (let value = Math.ceil(range.min); value <= range.max; value += 1) {
    const word = value < 0 ? `minus ${englishNumber(-value)}` : englishNumber(value);
    const article = /^(eight|eleven|eighteen)/.test(word) ? 'an' : 'a';
    phrases.push(...leads.map((lead) => `${lead}${word}`), `${article} ${word}`, `i would say ${article} ${word}`, `i'd say ${article} ${word}`);
    if (scale !== null) phrases.push(`${word} out of ${top}`);
  }
  return phrases;
}

const isYesNo = (question: SurveyQuestion): boolean =>
  /yes|boolean|confirm|consent/i.test(question.questionType) ||
  (question.options ?? []).some((option) => /^(yes|no)\b/i.test(option.optionText ?? ''));
