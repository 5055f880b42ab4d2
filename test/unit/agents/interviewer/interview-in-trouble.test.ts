import { expect, it } from '@jest/globals';
import { createInterview } from '../../../../src/agents/interviewer/interview.js';
import { answersFromRows } from '../../../../src/agents/interviewer/stored-answers.js';
import { AppError } from '../../../../src/kernel/errors.js';
import { ok } from '../../../../src/kernel/result.js';
import type { Quotas } from '../../../../src/storage/quotas.js';
import type { ResponseInput, Responses } from '../../../../src/storage/responses.js';
import { answersOnPath } from '../../../../src/survey/exporting/exported-interview.js';
import { beginInterview, quotasInMemory, responsesInMemory } from '../../../support/interview-bench.js';
import { createManualClock } from '../../../support/manual-clock.js';
import { loaded, options, question } from '../../survey/small-questionnaire.js';

const touch = { via: 'touch' } as const;
const quotaOf = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  quotaManagement: { enabled: true, quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 1, old: 1 } }], ...more },
});
const age = question('age', 'single_choice', { options: options('Young', 'Old') });

it('takes no words for a correction that were said before the participant tapped something else', async () => {
  const { interview, answer } = beginInterview(loaded([question('done', 'yes_no'), question('why', 'yes_no')]));
  await answer('done', 'yes', { via: 'touch', moment: { heardCount: 1, epoch: 2 } });
  expect(await answer('done', 'no', { moment: { heardCount: 1, epoch: 2 } })).toMatchObject({ status: 'not_current' });
  expect(interview.path.steps[0]?.answer?.value).toBe(true);
  expect(await answer('done', 'no', { moment: { heardCount: 2, epoch: 4 } })).toMatchObject({ status: 'recorded' });
  expect(interview.path.steps[0]?.answer?.value).toBe(false);
});

it('keeps the seat while a correction before it opens another question', async () => {
  const poll = loaded(
    [question('moved', 'yes_no'), question('where', 'open_ended', { displayLogic: { conditions: "moved = 'yes'" } }), age, question('vote', 'yes_no'), question('why', 'yes_no')],
    quotaOf(),
  );
  const quotas = quotasInMemory();
  const first = beginInterview(poll, { quotas, sessionId: 'first' });
  await first.answer('moved', 'no', touch);
  await first.answer('age', 'young', touch);
  await first.answer('moved', 'yes', touch);
  const second = beginInterview(poll, { quotas, sessionId: 'second' });
  await second.answer('moved', 'no', touch);
  await second.answer('age', 'young', touch);
  await first.answer('where', 'To another town by the sea.', touch);
  expect(first.interview.path.next?.question.questionId).toBe('vote');
});

it('does not end the interview of somebody who has a seat because the seats cannot be counted for a moment', async () => {
  const poll = loaded([age, question('vote', 'yes_no'), question('why', 'yes_no')], quotaOf({ onFault: 'closed' }));
  const real = quotasInMemory();
  let fails = false;
  const quotas: Quotas = { ...real, hold: (...args) => (fails ? Promise.reject(new AppError('DB_THROTTLED', 'busy')) : real.hold(...args)) };
  const { answer, interview } = beginInterview(poll, { quotas });
  await answer('age', 'young', touch);
  fails = true;
  await answer('vote', 'yes', touch);
  expect([interview.path.disposition, interview.path.next?.question.questionId]).toEqual([null, 'why']);
});

it('lets somebody finish who has passed the quota, when the lease ended while they were thinking', async () => {
  const poll = loaded([age, question('vote', 'yes_no'), question('why', 'yes_no')], quotaOf());
  const clock = createManualClock();
  const quotas = quotasInMemory(clock);
  const first = beginInterview(poll, { quotas, sessionId: 'first' });
  await first.answer('age', 'young', touch);
  clock.advance(31 * 60_000);
  await beginInterview(poll, { quotas, sessionId: 'second' }).answer('age', 'young', touch);
  await first.answer('vote', 'yes', touch);
  expect([first.interview.path.disposition, first.interview.path.next?.question.questionId]).toEqual([null, 'why']);
});

it('keeps the seat when a correction could not be saved', async () => {
  const poll = loaded([age, question('vote', 'yes_no'), question('why', 'yes_no')], quotaOf());
  const quotas = quotasInMemory();
  const first = beginInterview(poll, { quotas, sessionId: 'first' });
  await first.answer('age', 'young', touch);
  first.loseNext(1);
  expect((await first.answer('age', 'old', touch)).status).toBe('not_saved');
  // Somebody else takes the seat that the failed correction gave back.
  await beginInterview(poll, { quotas, sessionId: 'second' }).answer('age', 'young', touch);
  await first.answer('vote', 'yes', touch);
  expect(first.interview.path.disposition).toBeNull();
});

const carried = loaded([
  question('used', 'multiple_choice', { options: options('Bus', 'Tram'), configuration: { minSelections: 1 } }),
  question('best', 'single_choice', { dynamicOptions: { sourceQuestionId: 'used', filterRule: 'selected' }, configuration: { autoSelectSingle: true } }),
  question('why', 'yes_no'),
]);

it('has the answer in the record that the interview goes on with, after an option was taken by itself in between', async () => {
  const { answer, interview, rows } = beginInterview(carried);
  await answer('used', ['bus', 'tram'], touch);
  await answer('best', 'bus', touch);
  await answer('used', ['tram'], touch);
  await answer('used', ['bus', 'tram'], touch);
  const live = interview.path.steps.find((step) => step.question.questionId === 'best');
  expect([live?.status, live?.answer?.value]).toEqual(['answered', 'bus']);
  expect(rows.get('best')?.value).toBe('bus');
});

it('exports no answer to a question that is open', async () => {
  const { answer, interview, rows } = beginInterview(carried);
  await answer('used', ['tram'], touch);
  await answer('used', ['bus', 'tram'], touch);
  expect(interview.path.next?.question.questionId).toBe('best');
  const exported = answersOnPath(carried, answersFromRows([...rows.values()]), 1, new Map());
  expect(exported.map(({ step }) => step.question.questionId)).toEqual(['used']);
});

it('stores nothing of what came before consent when the consent itself could not be stored', async () => {
  const survey = loaded([question('region', 'open_ended'), question('consent', 'yes_no'), question('vote', 'yes_no')], {
    skipLogicRules: [{ ruleId: 'no', condition: "consent != 'yes'", skipToQuestionId: 'END', disposition: 'refused' }],
  });
  const stored = responsesInMemory();
  const responses: Responses = {
    ...stored.responses,
    record: (input: ResponseInput) => (input.questionId === 'consent' ? Promise.reject(new AppError('DB_THROTTLED', 'busy')) : stored.responses.record(input)),
  };
  const interview = createInterview({ clock: createManualClock(), responses, quotas: quotasInMemory(), onFault: () => undefined }, { sessionId: 's1', questionnaire: survey, seed: 1 });
  const answer = (questionId: string, value: unknown) => interview.answer({ questionId, value, heard: '', via: 'touch' });
  await answer('region', 'The north of the country.');
  expect((await answer('consent', 'yes')).status).toBe('not_saved');
  await answer('consent', 'no');
  expect([interview.path.disposition, interview.consented]).toEqual(['refused', false]);
  // The journal erases only where it had created a session, that is, after consent: these rows stay for good.
  expect([...stored.rows.keys()]).toEqual([]);
});

it('stores no answer without consent where a rule before the refusal ends otherwise', async () => {
  const survey = loaded([question('consent', 'yes_no'), question('vote', 'yes_no')], {
    skipLogicRules: [
      { ruleId: 'no', condition: "consent = 'no'", skipToQuestionId: 'END', disposition: 'screened_out' },
      { ruleId: 'unclear', condition: "consent != 'yes'", skipToQuestionId: 'END', disposition: 'refused' },
    ],
  });
  const { answer, interview, rows } = beginInterview(survey);
  await answer('consent', 'no', touch);
  expect([interview.consented, [...rows.keys()]]).toEqual([false, []]);
});

it('bounds what it holds before consent, and can still take consent', async () => {
  const survey = loaded([question('region', 'yes_no'), question('consent', 'yes_no'), question('vote', 'yes_no')], {
    skipLogicRules: [{ ruleId: 'no', condition: "consent != 'yes'", skipToQuestionId: 'END', disposition: 'refused' }],
  });
  let writes = 0;
  const responses: Responses = {
    record: (input) => {
      writes += 1;
      return Promise.resolve(ok({ ...input, revisions: [input] }));
    },
    get: () => Promise.resolve(null),
    list: () => Promise.resolve([]),
  };
  const interview = createInterview({ clock: createManualClock(), responses, quotas: quotasInMemory(), onFault: () => undefined }, { sessionId: 's1', questionnaire: survey, seed: 1 });
  for (let n = 0; n < 500; n += 1) await interview.answer({ questionId: 'region', value: n % 2 === 0 ? 'yes' : 'no', heard: '', via: 'touch' });
  await interview.answer({ questionId: 'consent', value: 'yes', heard: '', via: 'touch' });
  expect(writes).toBeLessThanOrEqual(51);
});

it('counts a complete interview in the cell of its last correction, though the seat could not be moved', async () => {
  const poll = loaded([age, question('vote', 'yes_no')], quotaOf());
  const real = quotasInMemory();
  let fails = false;
  const quotas: Quotas = { ...real, hold: (...args) => (fails ? Promise.reject(new AppError('DB_THROTTLED', 'busy')) : real.hold(...args)) };
  const { answer } = beginInterview(poll, { quotas });
  await answer('age', 'young', touch);
  fails = true;
  await answer('age', 'old', touch);
  await answer('vote', 'yes', touch);
  const counted = await real.status('small@1', [{ cellId: 'age=young', limit: 1 }, { cellId: 'age=old', limit: 1 }]);
  expect(counted.map(({ completed, overQuota }) => completed + overQuota)).toEqual([0, 1]);
});
