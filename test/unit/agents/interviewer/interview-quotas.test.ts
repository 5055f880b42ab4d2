import { expect, it } from '@jest/globals';
import { quotaKeyOf } from '../../../../src/agents/interviewer/seats.js';
import { AppError } from '../../../../src/kernel/errors.js';
import type { Quotas } from '../../../../src/storage/quotas.js';
import { beginInterview, quotasInMemory } from '../../../support/interview-bench.js';
import { loaded, options, question } from '../../survey/small-questionnaire.js';

const quota = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  enabled: true,
  quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 1, old: 1 } }],
  quotaEnforcementRules: [{ ruleId: 'full', action: 'terminate', terminationMessage: 'We have enough people of your age.' }],
  ...more,
});
const pollOf = (more: Record<string, unknown> = {}) =>
  loaded([question('age', 'single_choice', { options: options('Young', 'Old'), configuration: { confirm: 'implicit' } }), question('vote', 'yes_no')], { quotaManagement: quota(more) });
const poll = pollOf();
const counts = async (quotas: Quotas): Promise<readonly (readonly [string, number, number, number])[]> =>
  (await quotas.status(quotaKeyOf(poll), poll.quotas.map(({ quotaId, limit }) => ({ cellId: quotaId, limit })))).map(({ cellId, completed, reserved, overQuota }) => [cellId, completed, reserved, overQuota]);

it('takes a seat when the answer decides it, and counts it when the interview is complete', async () => {
  const quotas = quotasInMemory();
  const { answer } = beginInterview(poll, { quotas });
  await answer('age', 'young');
  expect(await counts(quotas)).toEqual([['age=young', 0, 1, 0], ['age=old', 0, 0, 0]]);
  await answer('vote', 'yes');
  expect(await counts(quotas)).toEqual([['age=young', 1, 0, 0], ['age=old', 0, 0, 0]]);
});

it('ends politely when there is no seat, and keeps the answer', async () => {
  const quotas = quotasInMemory();
  await beginInterview(poll, { quotas, sessionId: 'first' }).answer('age', 'young');
  const second = beginInterview(poll, { quotas, sessionId: 'second' });
  expect(await second.answer('age', 'young')).toMatchObject({ status: 'recorded', say: expect.stringContaining('We have enough people of your age.') });
  expect([second.interview.path.disposition, second.rows.get('age')?.value]).toEqual(['quota_full', 'young']);
  expect((await beginInterview(poll, { quotas, sessionId: 'third' }).answer('age', 'old')).say).toContain('Text of vote.');
});

it('moves the seat with a correction, and gives it back when the participant leaves', async () => {
  const quotas = quotasInMemory();
  const { answer, interview } = beginInterview(poll, { quotas });
  await answer('age', 'young');
  await answer('age', 'old');
  expect(await counts(quotas)).toEqual([['age=young', 0, 0, 0], ['age=old', 0, 1, 0]]);
  await interview.leave();
  expect(await counts(quotas)).toEqual([['age=young', 0, 0, 0], ['age=old', 0, 0, 0]]);
});

it('gives back a seat that was still being taken when the participant left', async () => {
  const quotas = quotasInMemory();
  const { answer, interview } = beginInterview(poll, { quotas });
  await Promise.all([answer('age', 'young'), interview.leave()]);
  expect(await counts(quotas)).toEqual([['age=young', 0, 0, 0], ['age=old', 0, 0, 0]]);
});

it('counts a complete interview once, however often it is told that it is over', async () => {
  const quotas = quotasInMemory();
  const { answer, interview } = beginInterview(poll, { quotas });
  await answer('age', 'young');
  await answer('vote', 'no');
  await Promise.all([interview.leave(), interview.leave()]);
  expect(await counts(quotas)).toEqual([['age=young', 1, 0, 0], ['age=old', 0, 0, 0]]);
});

it.each([
  ['goes on', {}, 'Text of vote.', null],
  ['offers to call back', { onFault: 'closed' }, 'Thank you.', 'call_back'],
])('%s while seats cannot be counted (%j)', async (_, more, said, disposition) => {
  const broken: Quotas = { ...quotasInMemory(), hold: () => Promise.reject(new AppError('DB_CONNECTION_FAILED', 'gone')) };
  const { answer, interview, faults } = beginInterview(pollOf(more), { quotas: broken });
  expect((await answer('age', 'young')).say).toContain(said);
  expect([interview.path.disposition, faults.map((fault) => fault.code)]).toEqual([disposition, ['DB_CONNECTION_FAILED']]);
});

it('takes no seat before consent', async () => {
  const quotas = quotasInMemory();
  const gated = loaded(
    [question('age', 'single_choice', { options: options('Young', 'Old'), configuration: { confirm: 'implicit' } }), question('consent', 'yes_no'), question('vote', 'yes_no')],
    { quotaManagement: quota(), skipLogicRules: [{ ruleId: 'no', condition: "consent != 'yes'", skipToQuestionId: 'END', disposition: 'refused' }] },
  );
  const { answer } = beginInterview(gated, { quotas });
  await answer('age', 'young');
  expect(await counts(quotas)).toEqual([['age=young', 0, 0, 0], ['age=old', 0, 0, 0]]);
  await answer('consent', 'yes');
  expect(await counts(quotas)).toEqual([['age=young', 0, 1, 0], ['age=old', 0, 0, 0]]);
});
