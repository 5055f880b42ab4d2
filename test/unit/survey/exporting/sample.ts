import type { Answers } from '../../../../src/survey/answer.js';
import { dispositionFrom } from '../../../../src/survey/disposition.js';
import { answersOnPath, type AnswerNotes, type ExportedInterview } from '../../../../src/survey/exporting/exported-interview.js';
import type { Questionnaire } from '../../../../src/survey/questionnaire.js';
import { loaded, question } from '../small-questionnaire.js';

/** One question of every type, with what is hard to write down in their texts. */
export const everyType = loaded(
  [
    question('hello', 'voice_prompt'),
    question('came', 'yes_no', { questionText: 'Did you "come" by bus, tram & train?' }),
    question('how', 'single_choice', {
      questionText: "What's the way?",
      options: [
        { optionId: 'bus', optionText: 'By bus <express>' },
        { optionId: 'tram', optionText: "It's the tram" },
        { optionId: 'other', optionText: 'Something else' },
        { optionId: 'refused', optionText: 'Rather not say' },
      ],
    }),
    question('likes', 'multiple_choice', {
      configuration: { randomizeChoices: true, addNoneOption: true },
      options: [
        { optionId: 'seats', optionText: 'Seats' },
        { optionId: 'staff', optionText: 'Staff' },
        { optionId: 'wifi', optionText: 'WLAN für alle' },
      ],
    }),
    question('score', 'rating_scale', { configuration: { scaleRange: { min: 1, max: 5 }, minValueDescription: 'Bad', maxValueDescription: 'Good' } }),
    question('nps', 'nps'),
    question('price', 'numeric', { configuration: { minValue: -100, maxValue: 1000, decimals: 2 } }),
    question('day', 'date'),
    question('born', 'date', { configuration: { datePrecision: 'year' } }),
    question('why', 'open_ended', { configuration: { sentimentDetectionEnabled: true } }),
  ],
);

export const given = (value: NonNullable<Answers[string]['value']>, otherText?: string): Answers[string] => ({ outcome: 'answered', value, ...(otherText === undefined ? {} : { otherText }) });
export const without = (outcome: 'dont_know' | 'refused' | 'no_response'): Answers[string] => ({ outcome, value: null });

export const notes = (more: Partial<AnswerNotes> = {}): AnswerNotes => ({ optionsShown: [], via: 'voice', provisional: false, sentiment: null, ...more });

export function interviewOf(questionnaire: Questionnaire, answers: Answers, more: Partial<ExportedInterview> = {}, beside: ReadonlyMap<string, AnswerNotes> = new Map()): ExportedInterview {
  return {
    sessionId: 's1',
    userId: null,
    version: '1',
    language: 'en-US',
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: '2026-03-01T10:02:30.400Z',
    disposition: dispositionFrom({ status: 'completed', disposition: 'completed', hasAnswers: true }),
    answers: answersOnPath(questionnaire, answers, 7, beside),
    ...more,
  };
}

/** Somebody who answers everything, somebody who answers nothing, and somebody who leaves at once. */
export const sample: readonly ExportedInterview[] = [
  interviewOf(
    everyType,
    {
      came: given(true),
      how: given('other', '=HYPERLINK("http://x","on foot")'),
      likes: given(['seats', 'wifi']),
      score: given(5),
      nps: given(0),
      price: given(-12.5),
      day: given('2024-05-03'),
      born: given('1987'),
      why: given('Good, "really"\nגדול 🚌'),
    },
    { userId: '+49 30 1234' },
    new Map([
      ['likes', notes({ optionsShown: ['wifi', 'seats', 'staff', 'none'] })],
      ['why', notes({ sentiment: 'positive', provisional: true })],
    ]),
  ),
  interviewOf(
    everyType,
    {
      came: without('dont_know'),
      how: without('refused'),
      likes: without('no_response'),
      score: without('dont_know'),
      nps: without('refused'),
      price: without('no_response'),
      day: without('dont_know'),
      born: without('refused'),
      why: without('refused'),
    },
    { sessionId: 's2' },
    new Map([['likes', notes({ optionsShown: ['seats', 'staff', 'wifi', 'none'] })]]),
  ),
  interviewOf(everyType, {}, { sessionId: 's3', endedAt: null, disposition: dispositionFrom({ status: 'terminated', disposition: 'refused', hasAnswers: false }) }),
];
