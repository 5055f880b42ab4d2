import { expect, it } from '@jest/globals';
import { createInterview } from '../../../../src/agents/interviewer/interview.js';
import { createInterviewer } from '../../../../src/agents/interviewer/interviewer.js';
import type { AgentNotice, ToolContext } from '../../../../src/conversation/ports.js';
import { quotasInMemory } from '../../../support/interview-bench.js';
import { pass, startRecording, timed } from '../../../support/outbox-bench.js';
import { loaded, question } from '../../survey/small-questionnaire.js';

async function begin(language = 'en-US') {
  const bench = await startRecording();
  const { clock, recorder } = bench;
  const interview = createInterview(
    { clock, responses: recorder, quotas: quotasInMemory(clock), onFault: () => undefined },
    { sessionId: 's1', questionnaire: { ...loaded([question('vote', 'yes_no'), question('score', 'nps'), question('last', 'yes_no')]), language }, seed: 1 },
  );
  const agent = createInterviewer({ interview, onFault: () => undefined });
  const notices: AgentNotice[] = [];
  const context: ToolContext = { moment: { heardCount: 1, epoch: 1 }, heard: '', notify: (notice) => void notices.push(notice), finish: () => undefined };
  let heardCount = 1;
  const record = async (questionId: string, response: string): Promise<unknown> => {
    const tool = agent.tools.find(({ name }) => name === 'record_response');
    if (tool === undefined) throw new Error('no tool');
    heardCount += 1;
    const { value } = await timed(clock, tool.call({ questionId, response }, { ...context, heard: response, moment: { heardCount, epoch: heardCount } }));
    return value.ok ? { status: value.value['status'], say: value.value['say'] } : value;
  };
  const tap = async (questionId: string, value: string | number) => (await timed(clock, agent.act({ kind: 'answer', data: { questionId, value } }, context))).value.tellModel;
  const told = () => notices.flatMap(({ kind, data }) => (kind === 'recorded' || kind === 'saving' ? [[kind, data['questionId'], data['answer'], data['revision']]] : []));
  return { ...bench, interview, agent, record, tap, told };
}

it('the model reads that an answer is saving, with words that claim nothing, and the page is told twice', async () => {
  const { clock, tables, interview, record, told } = await begin();
  tables.fail('away');
  expect(await record('vote', 'yes')).toEqual({ status: 'saving', say: expect.stringMatching(/^Thank you\. /) });
  expect(await record('vote', 'no')).toEqual({ status: 'saving', say: expect.stringMatching(/^Thank you\. /) });
  expect([interview.path.next?.question.questionId, interview.pendingAnswers]).toEqual(['score', 1]);
  expect(told()).toEqual([['saving', 'vote', 'Yes', 1], ['saving', 'vote', 'No', 2]]);
  tables.fail(null);
  await pass(clock, 11_000);
  expect(told().slice(2)).toEqual([['recorded', 'vote', 'Yes', 1], ['recorded', 'vote', 'No', 2]]);
  expect([interview.pendingAnswers, tables.valuesOf('s1', 'vote')]).toEqual([0, [[1, true], [2, false]]]);
  expect(await record('score', '9')).toMatchObject({ status: 'recorded' });
  expect(told().at(-1)).toEqual(['recorded', 'score', '9', 1]);
});

it('the summary says how many answers are on their way', async () => {
  const { clock, tables, agent, record } = await begin();
  await record('vote', 'yes');
  tables.fail('throttled');
  await record('score', '9');
  expect(await record('last', 'yes')).toMatchObject({ status: 'complete' });
  expect(agent.summary()).toMatchObject({ kind: 'summary', data: { answeredQuestions: 3, pendingAnswers: 2 } });
  tables.fail(null);
  await pass(clock, 11_000);
  expect(agent.summary()).toMatchObject({ kind: 'summary', data: { answeredQuestions: 3, pendingAnswers: 0 } });
});

it('a tapped answer that is saving, and a result that comes late, claim nothing either', async () => {
  const { tables, agent, tap } = await begin('es-ES');
  expect(await tap('vote', 'true')).toContain('The participant answered on the page, and it is recorded.');
  tables.fail('away');
  expect(await tap('score', 9)).toMatch(/^\[server\] The participant answered on the page\. Say: "Gracias\. /);
  expect(agent.lateResult({ status: 'saving', say: 'Next?' })).toBe('[server] The answer was taken after all. Say: "Next?"');
});

it('an answer is not saved when the disk fails too, and the next try counts', async () => {
  const { clock, tables, disk, record } = await begin();
  tables.fail('deaf');
  disk.state = 'full';
  expect(await record('vote', 'yes')).toMatchObject({ status: 'not_saved' });
  disk.state = 'works';
  tables.fail('away');
  expect(await record('vote', 'no')).toMatchObject({ status: 'saving' });
  tables.fail(null);
  await pass(clock, 11_000);
  expect(tables.valuesOf('s1', 'vote')).toEqual([[1, true], [2, false]]);
  expect(await record('vote', 'yes')).toMatchObject({ status: 'recorded' });
  expect(tables.valuesOf('s1', 'vote')).toEqual([[1, true], [2, false], [3, true]]);
});

it('answers count in the order in which they were given, though the wall clock jumps back between them', async () => {
  const bench = await startRecording();
  let jumpMs = 0;
  const clock = { ...bench.clock, wallMs: () => bench.clock.wallMs() - jumpMs };
  const interview = createInterview(
    { clock, responses: bench.recorder, quotas: quotasInMemory(bench.clock), onFault: () => undefined },
    { sessionId: 's1', questionnaire: loaded([question('vote', 'yes_no'), question('score', 'nps')]), seed: 1 },
  );
  await timed(bench.clock, interview.answer({ questionId: 'vote', value: 'yes', heard: '', via: 'touch' }));
  bench.tables.fail('away');
  jumpMs = 3_600_000;
  await timed(bench.clock, interview.answer({ questionId: 'vote', value: 'no', heard: '', via: 'touch' }));
  bench.tables.fail(null);
  await pass(bench.clock, 11_000);
  expect(bench.tables.valuesOf('s1', 'vote')).toEqual([[1, true], [2, false]]);
});
