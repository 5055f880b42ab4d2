import { describe, expect, it } from '@jest/globals';
import { createInterviewer } from '../../../../src/agents/interviewer/interviewer.js';
import { createInterview } from '../../../../src/agents/interviewer/interview.js';
import type { ToolContext } from '../../../../src/conversation/ports.js';
import type { Responses } from '../../../../src/storage/responses.js';
import { beginInterview, quotasInMemory, shippedQuestionnaire } from '../../../support/interview-bench.js';
import { loaded, question } from '../../survey/small-questionnaire.js';
import { createManualClock } from '../../../support/manual-clock.js';

const begin = (file: string) => beginInterview(shippedQuestionnaire(file));

describe('an answer whose acknowledgement was lost', () => {
  it('can be given otherwise the next time', async () => {
    const { answer, loseNext, rows, interview } = begin('quick-pulse');
    await answer('p1', 'yes');
    loseNext(1);
    expect((await answer('p2', 9)).status).toBe('not_saved');
    expect(await answer('p2', 8)).toMatchObject({ status: 'recorded', revision: 2 });
    expect(rows.get('p2')?.revisions.map(({ revision, value }) => [revision, value])).toEqual([[1, 9], [2, 8]]);
    expect(await answer('p2', 7)).toMatchObject({ status: 'recorded', revision: 3 });
    expect(interview.path.next?.question.questionId).toBe('p3');
  });
  it('is one answer when it is given again as it was', async () => {
    const { answer, loseNext, rows } = begin('quick-pulse');
    await answer('p1', 'yes');
    loseNext(1);
    await answer('p2', 9);
    expect(await answer('p2', 9)).toMatchObject({ status: 'recorded', revision: 1 });
    expect(rows.get('p2')?.revisions).toHaveLength(1);
  });
});

describe('consent', () => {
  it('that is refused leaves no answer stored', async () => {
    const { answer, rows, interview } = begin('demo-01-csat-nps');
    expect((await answer('q1', 'no')).status).toBe('recorded');
    expect(interview.path.disposition).toBe('refused');
    expect([rows.size, interview.consented]).toEqual([0, false]);
  });
  it('that is not there yet keeps the record closed, and taken back closes it again', async () => {
    const { answer, rows, interview } = begin('demo-01-csat-nps');
    expect(interview.consented).toBe(false);
    await answer('q1', 'yes');
    expect(interview.consented).toBe(true);
    expect(await answer('q1', 'no')).toEqual({ status: 'confirm', say: 'I have understood: No, thank you. If that is right, please say it once more.' });
    expect(interview.consented).toBe(true);
    await answer('q1', 'no');
    expect([interview.path.disposition, interview.consented]).toEqual(['refused', false]);
    expect([...rows.keys()]).toEqual(['q1']);
  });
  it('opens the record, its own answer first', async () => {
    const { answer, rows, interview } = begin('demo-01-csat-nps');
    expect(interview.consented).toBe(false);
    await answer('q1', 'yes');
    expect(interview.consented).toBe(true);
    expect([...rows.keys()]).toEqual(['q1']);
  });
});

it('stores of answers before it only the last one, however often they were changed', async () => {
  const gated = loaded([question('score', 'nps'), question('consent', 'yes_no'), question('end', 'yes_no')], { skipLogicRules: [{ ruleId: 'no', condition: "consent != 'yes'", skipToQuestionId: 'END', disposition: 'refused' }] });
  const { answer, rows } = beginInterview(gated);
  for (let n = 0; n < 60; n += 1) expect(await answer('score', n % 11)).toMatchObject({ status: 'recorded', durable: false });
  await answer('consent', 'yes');
  expect([rows.get('score')?.value, rows.get('score')?.revision, rows.get('consent')?.value]).toEqual([4, 1, true]);
});

it('is not there with an identity that is refused, and not before the question that asks for it', async () => {
  const { answer, rows, interview } = beginInterview(shippedQuestionnaire('demo-03-political-polling'));
  await answer('q0', 'yes');
  expect([interview.consented, rows.size]).toEqual([false, 0]);
  await answer('q1', 'yes');
  expect([interview.consented, [...rows.keys()]]).toEqual([true, ['q1', 'q0']]);
});

describe('an answer that stands already', () => {
  it('is recorded once, and changes nothing', async () => {
    const { answer, rows, interview } = begin('quick-pulse');
    await answer('p1', 'yes');
    expect(await answer('p2', 9)).toMatchObject({ revision: 1, repeated: false });
    expect(await answer('p2', 'nine')).toMatchObject({ status: 'recorded', revision: 1, repeated: true, say: interview.path.next?.text });
    expect(await answer('p2', 8)).toMatchObject({ revision: 2, repeated: false, say: expect.stringMatching(/^I have changed that\./) });
    expect(rows.get('p2')?.revisions.map(({ value }) => value)).toEqual([9, 8]);
  });
  it('is no news for the model when it was tapped twice, while the page learns that it is recorded', async () => {
    const { interview } = begin('quick-pulse');
    const agent = createInterviewer({ interview, onFault: () => undefined });
    const notices: string[] = [];
    const context: ToolContext = { moment: { heardCount: 1, epoch: 1 }, heard: '', notify: ({ kind }) => void notices.push(kind), finish: () => undefined };
    const tap = { kind: 'answer', data: { questionId: 'p1', value: 'true' } };
    const replies = await Promise.all([agent.act(tap, context), agent.act(tap, context)]);
    expect(replies).toEqual([{ tellModel: expect.stringContaining('Say:') }, { tellModel: null }]);
    expect(notices).toEqual(['recorded', 'question', 'recorded', 'question']);
  });
});

describe('answers while the database hangs', () => {
  it('wait in a bounded queue; the rest are refused at once', async () => {
    const hanging: Responses = { record: () => new Promise(() => undefined), get: () => Promise.resolve(null), list: () => Promise.resolve([]) };
    const interview = createInterview(
      { clock: createManualClock(), responses: hanging, quotas: quotasInMemory(), onFault: () => undefined },
      { sessionId: 's1', questionnaire: shippedQuestionnaire('quick-pulse'), seed: 1 },
    );
    const given = { questionId: 'p1', value: 'yes', heard: '', via: 'touch' as const };
    for (let n = 0; n < 16; n += 1) void interview.answer(given);
    expect(await interview.answer(given)).toEqual({ status: 'not_saved', say: expect.stringContaining('could not save') });
  });
});
