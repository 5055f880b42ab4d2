import { expect, it } from '@jest/globals';
import type { Answer, AnswerValue, Answers } from '../../../src/survey/answer.js';
import { path } from '../../../src/survey/path.js';
import type { Questionnaire } from '../../../src/survey/questionnaire.js';
import { loaded, options, question } from './small-questionnaire.js';

const given = (values: Record<string, AnswerValue>): Answers =>
  Object.fromEntries(Object.entries(values).map(([id, value]): [string, Answer] => [id, { outcome: 'answered', value }]));

const ids = (questionnaire: Questionnaire, answers: Answers): string => {
  const found = path(questionnaire, answers, 1);
  return `${found.steps.map((step) => step.question.questionId).join(' ')}${found.next === null ? ` | ${found.disposition ?? ''}` : '?'}`;
};

const choice = (id: string, more: Record<string, unknown> = {}) => question(id, 'single_choice', { options: options('A', 'B', 'C'), ...more });
const shown = (conditions: unknown) => ({ displayLogic: { conditions } });

it('masks what hangs on a masked answer, and gives it back when the path returns', () => {
  const chain = loaded([choice('q1'), choice('q2', shown('q1 = a')), question('q3', 'open_ended', shown('q2 = b'))]);
  const all = given({ q1: 'a', q2: 'b', q3: 'kept' });
  expect(ids(chain, all)).toBe('q1 q2 q3 | completed');
  expect(ids(chain, { ...all, ...given({ q1: 'b' }) })).toBe('q1 | completed');
  expect(path(chain, all, 1).steps.map((step) => step.answer?.value)).toEqual(['a', 'b', 'kept']);
});

it('treats an unanswered question as missing: comparisons are false, negations true', () => {
  const conditions = ['q2 = a', 'q2 != a', 'q2 in (a, b)', 'q2 not in (a, b)', 'q2 is answered', 'q2 is not answered', 'q3 < 5', 'q3 >= 0', 'q3 != 5', 'not q3 < 5'];
  const questionnaire = loaded([
    choice('q1'),
    choice('q2', shown('q1 = b')),
    question('q3', 'nps', shown('q1 = b')),
    ...conditions.map((condition, index) => question(`t${index}`, 'voice_prompt', shown(condition))),
  ]);
  const played = Object.fromEntries(conditions.map((_, index): [string, Answer] => [`t${index}`, { outcome: 'played', value: null }]));
  expect(ids(questionnaire, { ...played, ...given({ q1: 'a' }) })).toBe('q1 t1 t3 t5 t8 t9 | completed');
});

it('treats a refusal and a do-not-know as answers of their own', () => {
  const questionnaire = loaded([
    question('q1', 'nps'),
    ...['q1 is refused', 'q1 is dont_know', 'q1 <= 6', 'q1 is answered', 'q1 is not answered'].map((condition, index) => question(`t${index}`, 'voice_prompt', shown(condition))),
  ]);
  const next = (outcome: 'refused' | 'dont_know'): string | undefined => path(questionnaire, { q1: { outcome, value: null } }, 1).next?.question.questionId;
  expect([next('refused'), next('dont_know')]).toEqual(['t0', 't1']);
});

it('binds AND tighter than OR in a flat list', () => {
  const conditions = [
    { questionId: 'q1', operator: 'equals', value: 'a' },
    { questionId: 'q2', operator: 'equals', value: 'a', logicalOperator: 'OR' },
    { questionId: 'q3', operator: 'equals', value: 'a', logicalOperator: 'AND' },
  ];
  const questionnaire = loaded([choice('q1'), choice('q2'), choice('q3'), choice('q4', shown(conditions))]);
  const asked = (q1: string, q2: string, q3: string): boolean => path(questionnaire, given({ q1, q2, q3 }), 1).next !== null;
  expect([asked('a', 'b', 'b'), asked('b', 'a', 'a'), asked('b', 'a', 'b'), asked('b', 'b', 'a')]).toEqual([true, true, false, false]);
});

it('lets both display rules have their say, and hide win', () => {
  const questionnaire = loaded([choice('q1'), choice('q2'), choice('q3', shown('q1 = a'))], {
    displayLogicRules: [{ ruleId: 'h', targetQuestionId: 'q3', conditions: [{ questionId: 'q2', operator: 'equals', value: 'b' }], action: 'hide' }],
  });
  expect(ids(questionnaire, given({ q1: 'a', q2: 'a' }))).toBe('q1 q2 q3?');
  expect(ids(questionnaire, given({ q1: 'a', q2: 'b' }))).toBe('q1 q2 | completed');
  expect(ids(questionnaire, given({ q1: 'b', q2: 'a' }))).toBe('q1 q2 | completed');
});

const skip = (ruleId: string, condition: string, skipToQuestionId: string, more: Record<string, unknown> = {}) => ({ ruleId, condition, skipToQuestionId, ...more });

it('takes the first skip that holds, and lands on the first question that can be shown', () => {
  const questionnaire = loaded([choice('q1'), choice('q2'), choice('q3', shown('q1 = b')), choice('q4'), choice('q5')], {
    skipLogicRules: [skip('one', 'q1 = a', 'q3'), skip('two', 'q1 in (a, b)', 'q5')],
  });
  expect(ids(questionnaire, given({ q1: 'a' }))).toBe('q1 q4?');
  expect(ids(questionnaire, given({ q1: 'b' }))).toBe('q1 q5?');
  expect(ids(questionnaire, given({ q1: 'c' }))).toBe('q1 q2?');
});

it('does not look at the rules of a question that was not asked, and masks what was skipped', () => {
  const questionnaire = loaded([choice('q1'), choice('q2', shown('q1 = b')), choice('q3'), choice('q4', shown('q3 = a')), choice('q5')], {
    skipLogicRules: [skip('from-q2', 'q2 = a', 'q5'), skip('from-q1', 'q1 = c', 'q4')],
  });
  expect(ids(questionnaire, given({ q1: 'a', q2: 'a' }))).toBe('q1 q3?');
  expect(ids(questionnaire, given({ q1: 'b', q2: 'a' }))).toBe('q1 q2 q5?');
  expect(ids(questionnaire, given({ q1: 'c', q3: 'a' }))).toBe('q1 q5?');
});

it('ends early with a disposition and words of its own', () => {
  const questionnaire = loaded([choice('q1'), choice('q2')], {
    skipLogicRules: [skip('out', 'q1 = a', 'END', { disposition: 'screened_out', closing: 'Sorry, goodbye.' }), skip('done', 'q1 = b', 'END')],
  });
  expect(path(questionnaire, given({ q1: 'a' }), 1)).toMatchObject({ next: null, disposition: 'screened_out', closing: 'Sorry, goodbye.' });
  expect(path(questionnaire, given({ q1: 'b' }), 1)).toMatchObject({ next: null, disposition: 'completed', closing: 'Thank you.' });
});

it('words a question by the first variant that applies, from answers on the path only', () => {
  const questionnaire = loaded([choice('q0'), question('q1', 'nps', shown('q0 = a')), question('q2', 'open_ended', { dynamicQuestionText: { '0-6': 'Low', '0-8': 'Middle', '9-10': 'High' } })]);
  const text = (answers: Answers): string | undefined => path(questionnaire, answers, 1).next?.text;
  expect([3, 7, 9].map((q1) => text(given({ q0: 'a', q1 })))).toEqual(['Low', 'Middle', 'High']);
  expect(text(given({ q0: 'b', q1: 3 }))).toBe('Text of q2.');
});

it('shuffles plain options by the seed and leaves other and none at their place', () => {
  const questionnaire = loaded([question('q1', 'multiple_choice', { options: options('A', 'B', 'C', 'D', 'E'), configuration: { randomizeChoices: true, addOtherOption: true, addNoneOption: true } })]);
  const order = (seed: number): readonly string[] => path(questionnaire, {}, seed).next?.options.map((option) => option.optionId) ?? [];
  expect(order(1)).toEqual(order(1));
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => order(seed).join())).size).toBeGreaterThan(3);
  expect(order(2).slice(-2)).toEqual(['other', 'none']);
  expect([...order(2)].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'none', 'other']);
});

it('is not confused by ids that objects have by nature', () => {
  const questionnaire = loaded([question('constructor', 'yes_no'), question('__proto__', 'yes_no', shown('constructor is answered')), question('toString', 'yes_no')]);
  expect(ids(questionnaire, {})).toBe('constructor?');
  const answers: Answers = Object.fromEntries([['constructor', { outcome: 'answered', value: true }], ['__proto__', { outcome: 'answered', value: true }]]);
  expect(ids(questionnaire, answers)).toBe('constructor __proto__ toString?');
});
