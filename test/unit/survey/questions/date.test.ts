import { expect, it } from '@jest/globals';
import { loadQuestionnaire } from '../../../../src/survey/load-questionnaire.js';
import { describe as label, hints, normalise, speak } from '../../../../src/survey/questions/index.js';
import { fileOf, onlyStep, question } from '../small-questionnaire.js';

/** A Wednesday. */
const today = '2026-05-20';
const visit = onlyStep('date', { questionText: 'When were you here last?', configuration: { minDate: '1990-01-01', maxDate: 'today' } });
const free = onlyStep('date');
const booking = onlyStep('date', { configuration: { minDate: 'today', maxDate: '2027-12-31' } });
const month = onlyStep('date', { configuration: { datePrecision: 'month', maxDate: '2026-05' } });
const year = onlyStep('date', { configuration: { datePrecision: 'year' } });
const inBritain = { ...visit, language: 'en-GB' };

const heard = (step: typeof visit, raw: unknown, now: string | null = today): unknown => {
  const result = normalise(step, raw, now);
  return result.ok ? (result.value.value ?? result.value.outcome) : result.error.code;
};
const said = (step: typeof visit, raw: unknown): string => {
  const result = normalise(step, raw, today);
  return result.ok ? '' : result.error.say;
};

it.each([
  ['2024-05-03', '2024-05-03'], ['2024-05-03T10:00:00Z', '2024-05-03'], ['2024/05/03', '2024-05-03'], ['05/03/2024', '2024-05-03'], ['5/3/24', '2024-05-03'], ['13/05/2024', '2024-05-13'], ['05.13.2024', '2024-05-13'], ['3-5-2024', '2024-03-05'], ['5/3', '2026-05-03'], ['12/31', '2025-12-31'],
  ['the third of May', '2026-05-03'], ['May third', '2026-05-03'], ['May 3rd', '2026-05-03'], ['the 3rd of May, 2024', '2024-05-03'], ['May 3, 2024', '2024-05-03'], ['3 May 2024', '2024-05-03'], ['May the third twenty twenty four', '2024-05-03'],
  ['the twenty third of december two thousand and nineteen', '2019-12-23'], ['December twenty third', '2025-12-23'], ['thirty first of January', '2026-01-31'], ['Dec. 3, 2024', '2024-12-03'], ['sept 9 2020', '2020-09-09'], ['May second two thousand four', '2004-05-02'], ['July fourth nineteen ninety nine', '1999-07-04'], ['may twentieth nineteen oh five', 'out_of_range'],
  ['today', '2026-05-20'], ['this morning', '2026-05-20'], ['yesterday', '2026-05-19'], ['yesterday in the afternoon', '2026-05-19'], ['last night', '2026-05-19'], ['the day before yesterday', '2026-05-18'],
  ['two weeks ago', '2026-05-06'], ['a week ago', '2026-05-13'], ['ten days ago', '2026-05-10'], ['a fortnight ago', '2026-05-06'], ['about 3 weeks back', '2026-04-29'],
  ['last Tuesday', '2026-05-19'], ['on Tuesday', '2026-05-19'], ['last Wednesday', '2026-05-13'], ['Thursday', '2026-05-14'], ['this Monday', '2026-05-18'], ['Tuesday of last week', '2026-05-12'], ['Friday last week', '2026-05-15'], ['Sunday, the third of May', '2026-05-03'],
  ['the third of May last year', '2025-05-03'], ['in 2019, on May 3', '2019-05-03'], ['May third, no, fourth', '2026-05-04'], ['the third of May, sorry, the fourth', '2026-05-04'], ['May 3 2024, I mean 2023', '2023-05-03'], ['the third of May, no, June 2025', 'incomplete_date'],
  ['yesterday, no, the day before yesterday', '2026-05-18'], ['yesterday, May 19th', '2026-05-19'], ["I don't know, maybe last Tuesday", '2026-05-19'], ['29 February', '2024-02-29'], ['yesterday, not today', '2026-05-19'], ['May 3rd 98', '1998-05-03'], ["June 5 '95", '1995-06-05'], ['June fifth, ninety five', '1995-06-05'], ['May 3rd at 5 pm', '2026-05-03'], ['December 25', '2025-12-25'],
  ["I don't remember", 'dont_know'], ['no idea', 'dont_know'], ["I'd rather not say", 'refused'], ['pass', 'refused'],
])('hears %j for a visit as %j', (raw, expected) => {
  expect(heard(visit, raw)).toBe(expected);
});

it.each([
  ['', 'empty'], ['...', 'empty'], ['a while ago', 'not_a_date'], ['yes', 'not_a_date'], ['recently', 'not_a_date'], ['two weeks', 'not_a_date'], ['the last two weeks', 'not_a_date'], ['the third', 'not_a_date'], [null, 'not_a_date'], [{}, 'not_a_date'], [['2024-05-03'], 'not_a_date'], [true, 'not_a_date'], [12345678, 'not_a_date'], ['I may come again', 'not_a_date'], ['we march on', 'not_a_date'],
  ['31 April', 'impossible_date'], ['2025-02-29', 'impossible_date'], ['31/04/2024', 'impossible_date'], ['February thirtieth', 'impossible_date'], ['the 32nd of May', 'impossible_date'], ['13/13/2024', 'impossible_date'], ['2024-00-10', 'impossible_date'],
  ['May 2024', 'incomplete_date'], ['in 2019', 'incomplete_date'], ['last week', 'incomplete_date'], ['last month', 'incomplete_date'], ['two months ago', 'incomplete_date'], ['in May', 'incomplete_date'], ['a year ago', 'incomplete_date'],
  ['the third or the fourth of May', 'unclear'], ['May third or fourth', 'unclear'], ['a day or two ago', 'unclear'], ['May third or June third', 'ambiguous'], ['Monday or Tuesday', 'ambiguous'], ['between May 3 2024 and May 5 2024', 'ambiguous'],
  ['before 2019', 'unclear'], ['after May third', 'unclear'], ['yesterday, no wait', 'unclear'], ['two and a half weeks ago', 'unclear'], ['a week ago Tuesday', 'unclear'],
  ['not yesterday', 'not_a_date'], ['two Tuesdays ago', 'unclear'], ['the Tuesday before last', 'unclear'], ['a week from Tuesday', 'unclear'], ['May 3rd 24', 'unclear'], ['May 3rd, 24', 'unclear'], ['May 3 to 5, 2020', 'unclear'], ['3-5 May 2020', 'unclear'], ['the week of May 3rd', 'unclear'], ['until May 3 2020', 'unclear'], ['a few days ago', 'not_a_date'], ['3.5', 'not_a_date'],
  ['tomorrow', 'out_of_range'], ['next Tuesday', 'out_of_range'], ['in two weeks', 'out_of_range'], ['1989-12-31', 'out_of_range'], ['May 3, 1930', 'out_of_range'],
])('does not take %j for a visit but for %j', (raw, expected) => {
  expect(heard(visit, raw)).toBe(expected);
});

it('takes 03/05 as the region writes it, unless only one reading is a date', () => {
  expect([heard(visit, '03/05/2024'), heard(inBritain, '03/05/2024'), heard({ ...visit, language: 'en' }, '03/05/2024'), heard(inBritain, '05/13/2024'), heard(visit, '13/05/2024')]).toEqual(['2024-03-05', '2024-05-03', '2024-03-05', '2024-05-13', '2024-05-13']);
});

it('looks ahead where the question does', () => {
  expect(['tomorrow', 'next Tuesday', 'Tuesday', 'Thursday', 'in two weeks', 'two weeks from now', 'December 24', 'the third of May', 'today', 'yesterday', 'next month'].map((words) => heard(booking, words))).toEqual([
    '2026-05-21', '2026-05-26', '2026-05-26', '2026-05-21', '2026-06-03', '2026-06-03', '2026-12-24', '2027-05-03', '2026-05-20', 'out_of_range', 'incomplete_date',
  ]);
});

it('hears months', () => {
  expect(['May 2024', '2024-05', '05/2024', 'in May', 'May', 'last May', 'June', 'last month', 'two months ago', 'this month', 'May last year', 'yesterday', 'the third of May 2024', '2019', 'last year', 'June 2026', 'last week', 'three weeks ago', '13/2024', 'this May', '5/24', 'May twenty four', 'the third of May'].map((words) => heard(month, words))).toEqual([
    '2024-05', '2024-05', '2024-05', '2026-05', '2026-05', '2025-05', '2025-06', '2026-04', '2026-03', '2026-05', '2025-05', '2026-05', '2024-05', 'incomplete_date', 'incomplete_date', 'out_of_range', '2026-05', '2026-04', 'impossible_date', '2026-05', 'incomplete_date', 'incomplete_date', 'incomplete_date',
  ]);
});

it('hears years', () => {
  expect(['2019', 2019, 'in 2019', 'twenty nineteen', 'nineteen eighty five', 'last year', 'this year', 'two years ago', 'a decade ago', 'May 2019', 'yesterday', 'two months ago', 'in May', 'since 2019', '19', '3000', 'nine thousand years ago'].map((words) => heard(year, words))).toEqual([
    '2019', '2019', '2019', '2019', '1985', '2025', '2026', '2024', '2016', '2019', '2026', '2026', 'incomplete_date', '2019', 'not_a_date', 'not_a_date', 'not_a_date',
  ]);
});

it('tells nothing from today where nobody knows it', () => {
  expect(['yesterday', 'last Tuesday', 'two weeks ago', 'the third of May', 'last year', '2024-05-03', 'May 3 2024'].map((words) => heard(visit, words, null))).toEqual(['unclear', 'unclear', 'unclear', 'incomplete_date', 'unclear', '2024-05-03', '2024-05-03']);
  const fair = onlyStep('date', { configuration: { minDate: '2026-09-01', maxDate: '2026-10-31' } });
  expect([heard(fair, 'the third of October', null), heard(fair, 'the third of May', null)]).toEqual(['2026-10-03', 'incomplete_date']);
});

it('says what would be right', () => {
  expect(said(visit, 'recently')).toBe('Please tell me the day, the month and the year.');
  expect(said(visit, '31 April')).toBe('There is no April 31. Please tell me the day, the month and the year.');
  expect(said(inBritain, '29/02/2023')).toBe('There is no 29 February 2023. Please tell me the day, the month and the year.');
  expect(said(visit, 'May 2024')).toBe('I need a little more than that. Please tell me the day, the month and the year.');
  expect(said(visit, 'tomorrow')).toBe('I heard May 21, 2026. Please give me a date between January 1, 1990 and May 20, 2026.');
  expect(said(month, 'June 2026')).toBe('I heard June 2026. Please give me a date that is not after May 2026.');
  expect(said(visit, 'Monday or Tuesday')).toBe('I heard May 18, 2026 and May 19, 2026. Which one is right?');
  expect(said(year, 'long ago')).toBe('Please tell me the year.');
});

it('asks by the text alone, and describes dates for people', () => {
  expect([speak(visit), hints(visit)]).toEqual(['When were you here last?', []]);
  expect(label(visit, { outcome: 'answered', value: '2024-05-03' })).toBe('May 3, 2024');
  expect(label(inBritain, { outcome: 'answered', value: '2024-05-03' })).toBe('3 May 2024');
  expect(label(month, { outcome: 'answered', value: '2024-05' })).toBe('May 2024');
  expect(label(year, { outcome: 'answered', value: '2024' })).toBe('2024');
  expect(label(free, { outcome: 'refused', value: null })).toBe('Prefers not to say');
});

const problems = (configuration: Record<string, unknown>): unknown => {
  const result = loadQuestionnaire(fileOf([question('q1', 'date', { configuration })]), 'small.json');
  return result.ok ? [] : result.error.map(({ path, problem }) => [path, problem]);
};

it('refuses limits that are no dates', () => {
  expect(problems({ minDate: '2024-04-31' })).toEqual([['questions[0].configuration.minDate', '"2024-04-31" is no date of precision day']]);
  expect(problems({ maxDate: '2024' })).toEqual([['questions[0].configuration.maxDate', '"2024" is no date of precision day']]);
  expect(problems({ datePrecision: 'month', maxDate: '2024-13' })).toEqual([['questions[0].configuration.maxDate', '"2024-13" is no date of precision month']]);
  expect(problems({ minDate: '2024-05-03', maxDate: '2024-05-02' })).toEqual([['questions[0].configuration.minDate', 'dates from 2024-05-03 to 2024-05-02']]);
  expect(problems({ datePrecision: 'year', minDate: '1900', maxDate: 'today' })).toEqual([]);
});
