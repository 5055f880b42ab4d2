import { expect, it } from '@jest/globals';
import { beginInterview, shippedQuestionnaire } from '../../../support/interview-bench.js';

const questionnaire = shippedQuestionnaire('quick-pulse');

it('an interview that is stopped records the answers that came before, and none after', async () => {
  const bench = beginInterview(questionnaire);
  const before = bench.answer('p1', 'yes');
  const stopped = bench.interview.stop();
  const after = bench.answer('p2', 9);
  await stopped;
  expect((await before).status).toBe('recorded');
  expect(await after).toEqual({ status: 'over', say: bench.interview.phrases.over });
  expect([...bench.rows.keys()]).toEqual(['p1']);
});

it('an interview that everybody has left takes no answer', async () => {
  const bench = beginInterview(questionnaire);
  await bench.interview.leave();
  expect((await bench.answer('p1', 'yes')).status).toBe('over');
  expect(bench.rows.size).toBe(0);
});
