import { expect, it } from '@jest/globals';
import { dispositionFrom, interviewStatuses, noDispositions, outcomeRates, textFromDispositions } from '../../../src/survey/disposition.js';
import { endDispositions } from '../../../src/survey/questionnaire.js';

const coded = (status: string, disposition: string | undefined, hasAnswers = true): readonly unknown[] => {
  const { status: known, code, eligible } = dispositionFrom({ status, disposition, hasAnswers });
  return [known, code, eligible];
};

it('codes every way in which an interview ends', () => {
  expect(coded('completed', 'completed')).toEqual(['complete', '1.1', true]);
  expect(coded('abandoned', 'partial')).toEqual(['partial', '1.2', true]);
  expect(coded('terminated', 'refused')).toEqual(['refused', '2.11', true]);
  expect(coded('terminated', 'break_off')).toEqual(['break_off', '2.12', true]);
  expect(coded('terminated', 'call_back')).toEqual(['call_back', '2.21', true]);
  expect(coded('error', 'error')).toEqual(['error', '2.30', true]);
  expect(coded('terminated', 'screened_out')).toEqual(['screened_out', '4.70', false]);
  expect(coded('terminated', 'quota_full')).toEqual(['quota_full', '4.80', false]);
});

it('knows all ends that a questionnaire can have', () => {
  expect(endDispositions.filter((word) => coded('terminated', word)[0] === 'other')).toEqual([]);
});

it('tells who fell silent after answers from who never spoke', () => {
  expect(coded('abandoned', 'no_response', false)).toEqual(['no_response', '2.20', true]);
  expect(coded('abandoned', 'no_response', true)).toEqual(['break_off', '2.12', true]);
});

it('calls what goes on in progress, and what it does not know other', () => {
  expect(coded('active', undefined)).toEqual(['in_progress', null, null]);
  expect(coded('terminated', undefined)).toEqual(['other', '2.30', true]);
  expect(coded('terminated', 'kidnapped')).toEqual(['other', '2.30', true]);
  expect(coded('terminated', '__proto__')).toEqual(['other', '2.30', true]);
});

it('computes the outcome rates of AAPOR', () => {
  const counts = { ...noDispositions(), complete: 50, partial: 10, refused: 8, break_off: 12, call_back: 5, no_response: 5, error: 6, other: 4, screened_out: 70, quota_full: 30, in_progress: 9 };
  expect(outcomeRates(counts)).toEqual({ rr1: 0.5, rr2: 0.6, coop1: 50 / 90, ref1: 0.2 });
  expect(outcomeRates({ ...noDispositions(), screened_out: 3 })).toEqual({ rr1: null, rr2: null, coop1: null, ref1: null });
});

it('prints what there is, with codes and rates', () => {
  expect(textFromDispositions({ ...noDispositions(), complete: 2, quota_full: 1, in_progress: 1, refused: 1 })).toBe(
    [
      '  complete     1.1         2  Complete',
      '  quota_full   4.80        1  Not eligible: quota filled',
      '  refused      2.11        1  Refusal',
      '  in_progress  -           1  In progress',
      '  RR1 66.7 %, RR2 66.7 %, COOP1 66.7 %, REF1 33.3 % (AAPOR, of those reached)',
      '',
    ].join('\n'),
  );
  expect(Object.keys(noDispositions()).sort()).toEqual([...interviewStatuses].sort());
});
