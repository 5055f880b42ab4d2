import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asked, consent } from '../../support/call.js';
import { startDatabaseProxy } from '../../support/database-proxy.js';
import { eventually } from '../../support/eventually.js';
import { listenTo } from '../../support/listener.js';
import { missingForNodes, startCluster, type Cluster, type Node } from '../../support/nodes.js';
import { quickEmulator } from '../../support/server.js';
import { connectCaller, type VoiceCaller } from '../../support/voice-caller.js';

/* Rows 11 to 13 and 22 of the fault table: Redis goes, a node is killed, a node is stopped, its disk is full. Real processes, a real Redis. */

const missing = missingForNodes();
if (missing !== null) process.stderr.write(`rows 11 to 13: ${missing}\n`);

(missing === null ? describe : describe.skip)('several nodes', () => {
  let cluster: Cluster;
  let nodes: Node[] = [];
  beforeAll(async () => {
    cluster = await startCluster({ ...quickEmulator, toneSpeed: 10 });
    nodes = await Promise.all([cluster.startNode(), cluster.startNode()]);
  });
  afterAll(() => cluster.close(), 30_000);
  const node = (index: number): Node => {
    const found = nodes[index];
    if (found === undefined) throw new Error('no such node');
    return found;
  };

  async function begin(url: string): Promise<VoiceCaller> {
    const caller = await connectCaller(url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
    await caller.next('audio:end');
    caller.send('answer:submit', { questionId: 'p1', value: 'true' });
    await caller.next('response:recorded');
    await caller.next('question:advance', ({ question }) => question.questionId === 'p2');
    return caller;
  }
  async function finish(caller: VoiceCaller): Promise<void> {
    caller.send('answer:submit', { questionId: 'p2', value: 9 });
    await caller.next('response:recorded', ({ questionId }) => questionId === 'p2');
    caller.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
    expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
    caller.close();
  }
  const answersOf = async (sessionId: string) => (await cluster.storage.responses.list(sessionId)).map(({ questionId, value }) => [questionId, value]);

  it('row 12: a node is killed in the middle of an answer: the participant is back on the other in 3 s, with every acknowledged answer', async () => {
    const caller = await begin(node(0).url);
    caller.send('answer:submit', { questionId: 'p2', value: 7 });
    await node(0).kill();
    const killedMs = performance.now();
    const back = await connectCaller(node(1).url, { sessionId: caller.sessionId, after: caller.position, listens: true });
    const ear = listenTo(back);
    expect(back.received[0]?.data).toMatchObject({ reconnected: true, recovered: false });
    await back.next('transcription:assistant', ({ text }) => text.includes('Welcome back'));
    await eventually(() => Promise.resolve(ear.heard().length), (count) => count > 0);
    expect(performance.now() - killedMs).toBeLessThan(3000);
    const { firstQuestion } = await back.next('session:ready');
    // The answer that was on its way was recorded, or it is asked for again: nothing between.
    const acknowledged = caller.received.some((envelope) => envelope.event === 'response:recorded' && envelope.data.questionId === 'p2');
    if (acknowledged) expect(firstQuestion?.questionId).toBe('p3');
    await asked({ caller: back, ear }, firstQuestion?.questionId === 'p3' ? 'one thing' : 'How likely');
    ear.stop();
    if (firstQuestion?.questionId === 'p2') {
      back.send('answer:submit', { questionId: 'p2', value: 7 });
      await back.next('response:recorded');
    }
    back.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
    expect(await back.next('session:complete')).toMatchObject({ completionStatus: 'completed' });
    expect(await answersOf(caller.sessionId)).toEqual([['p1', true], ['p2', 7], ['p3', 'Nothing.']]);
    back.close();
    nodes[0] = await cluster.startNode();
  });

  it('row 13: a node is stopped: it lets go of its conversations, and they go on at the other', async () => {
    const caller = await begin(node(0).url);
    const stopped = node(0).stop();
    await caller.next('session:parked');
    const back = await connectCaller(node(1).url, { sessionId: caller.sessionId });
    expect(await back.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p2' } });
    await finish(back);
    expect(await stopped).toBe(0);
    expect(await answersOf(caller.sessionId)).toEqual([['p1', true], ['p2', 9], ['p3', 'Nothing.']]);
    nodes[0] = await cluster.startNode();
  });

  it('a participant who comes back at another node has the conversation there: the first one lets go of it at once', async () => {
    const first = await begin(node(0).url);
    const second = await connectCaller(node(1).url, { sessionId: first.sessionId });
    expect(await first.next('error')).toMatchObject({ errorCode: 'SESSION_INVALID' });
    expect(await second.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p2' } });
    first.send('answer:submit', { questionId: 'p2', value: 1 });
    expect(await first.next('error')).toMatchObject({ errorCode: 'SESSION_NOT_FOUND' });
    await finish(second);
    expect(await answersOf(first.sessionId)).toEqual([['p1', true], ['p2', 9], ['p3', 'Nothing.']]);
    expect(await cluster.storage.sessions.get(first.sessionId)).toMatchObject({ status: 'completed', fence: 2 });
    first.close();
  });

  it('row 11: Redis goes and comes back: running interviews notice nothing, new ones begin, and one can move', async () => {
    const running = await begin(node(0).url);
    await cluster.killRedis();
    running.send('answer:submit', { questionId: 'p2', value: 9 });
    await running.next('response:recorded', ({ questionId }) => questionId === 'p2');
    const fresh = await begin(node(1).url);
    const moved = await connectCaller(node(0).url, { sessionId: fresh.sessionId });
    expect(await moved.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p2' } });
    await cluster.startRedis();
    running.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
    expect(await running.next('session:complete')).toMatchObject({ completionStatus: 'completed' });
    await finish(moved);
    expect(node(0).process.exitCode).toBeNull();
    expect(node(1).process.exitCode).toBeNull();
    running.close();
    fresh.close();
  });

  it('row 11: a participant who moves and moves back while Redis is away finds the interview as it is, not as it was here', async () => {
    const first = await begin(node(0).url);
    await cluster.killRedis();
    // Whoever comes back to the node that still has it finds it at once, as ever.
    first.close();
    const again = await connectCaller(node(0).url, { sessionId: first.sessionId });
    expect(again.received[0]?.data).toMatchObject({ reconnected: true });
    await again.next('session:ready');
    again.close();
    const second = await connectCaller(node(1).url, { sessionId: first.sessionId });
    await second.next('session:ready');
    second.send('answer:submit', { questionId: 'p2', value: 9 });
    await second.next('response:recorded', ({ questionId }) => questionId === 'p2');
    second.close();
    const third = await connectCaller(node(0).url, { sessionId: first.sessionId });
    expect(await third.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p3' } });
    third.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
    expect(await third.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
    third.close();
    expect(await answersOf(first.sessionId)).toEqual([['p1', true], ['p2', 9], ['p3', 'Nothing.']]);
    expect(await cluster.storage.sessions.get(first.sessionId)).toMatchObject({ status: 'completed', fence: 3 });
    await cluster.startRedis();
  });

  it('row 22: a disk that is full while the database is away: nothing is called saved that is not, and the interview goes on when the database is back', async () => {
    const proxy = await startDatabaseProxy(cluster.databaseEndpoint);
    const full = await cluster.startNode({ AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint }, { fileLimitKb: 3 });
    const caller = await connectCaller(full.url, { listens: true });
    const ear = listenTo(caller);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
    await asked({ caller, ear }, 'get done');
    caller.send('answer:submit', { questionId: 'p1', value: 'true' });
    await caller.next('response:recorded');
    await asked({ caller, ear }, 'How likely');
    proxy.state = 'away';
    // Corrections fill the disk: each is kept, until one is refused in words.
    let kept = 0;
    for (let again = 0; again < 12; again += 1) {
      caller.send('answer:submit', { questionId: 'p1', value: again % 2 === 0 ? 'false' : 'true' });
      const outcomes = await eventually(
        () => Promise.resolve(caller.received.filter(({ event }) => event === 'response:saving' || event === 'answer:refused')),
        (found) => found.length > again,
      );
      if (outcomes[again]?.event !== 'response:saving') break;
      kept += 1;
    }
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(12);
    const health = (): Promise<number> => fetch(`${full.url}/health`).then(({ status }) => status);
    expect([await eventually(health, (status) => status === 503), (await fetch(`${full.url}/livez`)).status]).toEqual([503, 200]);
    const silentFromMs = ear.nowMs;
    proxy.state = 'works';
    await eventually(health, (status) => status === 200);
    caller.send('answer:submit', { questionId: 'p2', value: 9 });
    await caller.next('response:recorded', ({ questionId }) => questionId === 'p2');
    await eventually(() => Promise.resolve(ear.untilSpeech(silentFromMs)), (heard) => heard !== null);
    caller.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
    expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed' });
    await eventually(() => cluster.storage.sessions.get(caller.sessionId), (row) => row?.status === 'completed');
    const rows = await cluster.storage.responses.list(caller.sessionId);
    expect(rows.map(({ questionId, revision }) => [questionId, revision])).toEqual([['p1', kept + 1], ['p2', 1], ['p3', 1]]);
    expect(rows[0]?.value).toBe(kept % 2 === 0);
    ear.stop();
    caller.close();
    await full.kill();
    await proxy.close();
  });
});
