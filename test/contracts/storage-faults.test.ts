import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { createDatabase, type Database } from '../../src/storage/database.js';
import { openEmbeddedDatabase, type EmbeddedDatabase } from '../../src/storage/embedded-database.js';
import { createQuotaItems } from '../../src/storage/quota-items.js';
import { createQuotas } from '../../src/storage/quotas.js';
import { createResponses, type ResponseInput } from '../../src/storage/responses.js';
import { createSessions } from '../../src/storage/sessions.js';
import { ensureTables, tables } from '../../src/storage/tables.js';
import { createTranscripts } from '../../src/storage/transcripts.js';
import { answerOf } from '../support/outbox-bench.js';

/** What the proxy in front of the database does to the next requests, one each; then it lets them through. */
type Fault = 'cut-before' | 'cut-after' | 'throttle' | 'internal' | 'forbidden';
let faults: Fault[] = [];
let seen: string[] = [];

let directory: string;
let embedded: EmbeddedDatabase;
let proxy: Server;
let database: Database;

const refusals: Partial<Record<Fault, readonly [number, string]>> = {
  throttle: [400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'],
  internal: [500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'],
  forbidden: [400, 'com.amazon.coral.service#AccessDeniedException'],
};

function startProxy(target: string): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    seen.push(String(incoming.headers['x-amz-target']).split('.')[1] ?? '');
    const fault = faults.shift();
    const refusal = fault === undefined ? undefined : refusals[fault];
    if (fault === 'cut-before') {
      incoming.socket.destroy();
      return;
    }
    if (refusal !== undefined) {
      incoming.resume();
      outgoing.writeHead(refusal[0], { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(JSON.stringify({ __type: refusal[1], message: 'as the test asked' }));
      return;
    }
    const onward = request(target, { method: 'POST', headers: incoming.headers }, (answer) => {
      if (fault === 'cut-after') {
        // The database has done its work; only its answer is lost.
        answer.resume();
        answer.on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-faults-'));
  const log = (): void => undefined;
  embedded = await openEmbeddedDatabase({ clock: systemClock, log }, { directory });
  proxy = await startProxy(embedded.endpoint);
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  database = createDatabase({ clock: systemClock, log }, { tablePrefix: 'f-', endpoint: `http://127.0.0.1:${port}`, region: 'local', credentials });
  await ensureTables({ clock: systemClock, log, database }, { definitions: tables, timeToLive: false });
});

afterAll(async () => {
  database.close();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await embedded.close();
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  faults = [];
  seen = [];
});

const answer = (sessionId: string): ResponseInput => answerOf({ sessionId });

it('records an answer once when the acknowledgement is lost on the way', async () => {
  faults = ['cut-after', 'cut-before'];
  expect(await createResponses(database).record(answer('lost'))).toMatchObject({ ok: true, value: { value: 9, revision: 1 } });
  expect(seen).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem', 'GetItem']);
  expect((await createResponses(database).get('lost', 'q1'))?.revisions.length).toBe(1);
});

it('creates a session once, and appends a sentence once, when the acknowledgement is lost', async () => {
  const sessions = createSessions(database);
  const transcripts = createTranscripts({ clock: systemClock, database });
  faults = ['cut-after'];
  const created = await sessions.create({
    sessionId: 'lost', questionnaireId: 'q', questionnaireVersion: '1', questionnaireHash: 'h', agent: 'interviewer', voiceId: 'matthew', language: 'en-US',
    startTime: '2026-03-01T10:00:00.000Z', status: 'active', streams: 0, seed: 1,
  });
  expect(created).toEqual({ ok: true, value: undefined });
  await transcripts.list('lost');
  faults = [];
  const first = await transcripts.append({ sessionId: 'lost', role: 'user', content: 'one', stage: 'heard', turnNumber: 1, epoch: 0 });
  faults = ['cut-after'];
  const second = await transcripts.append({ sessionId: 'lost', role: 'user', content: 'two', stage: 'heard', turnNumber: 1, epoch: 0 });
  expect(second.timestamp).toBeGreaterThan(first.timestamp);
  expect((await transcripts.list('lost')).entries.map((entry) => entry.content)).toEqual(['one', 'two']);
});

it('takes, moves, gives back and completes a quota seat once when the acknowledgement is lost', async () => {
  const quotas = createQuotas({ clock: systemClock, log: () => undefined, items: createQuotaItems(database) });
  const male = [{ cellId: 'male', limit: 2 }];
  const female = [{ cellId: 'female', limit: 2 }];
  const counts = async () => (await quotas.status('poll@1', [...male, ...female])).map(({ completed, reserved, overQuota }) => [completed, reserved, overQuota]);
  const held = { ok: true, value: 'held' };
  faults = ['cut-after', 'cut-after'];
  expect(await quotas.hold('poll@1', 's1', male)).toEqual(held);
  expect(seen).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem', 'GetItem']);
  expect(await counts()).toEqual([[0, 1, 0], [0, 0, 0]]);
  faults = ['cut-after'];
  expect(await quotas.hold('poll@1', 's1', female)).toEqual(held);
  expect(await counts()).toEqual([[0, 0, 0], [0, 1, 0]]);
  faults = ['cut-after'];
  expect(await quotas.renew('poll@1', 's1')).toBe('renewed');
  faults = ['cut-after'];
  await quotas.release('poll@1', 's1');
  expect(await counts()).toEqual([[0, 0, 0], [0, 0, 0]]);
  faults = ['cut-before'];
  expect(await quotas.hold('poll@1', 's1', male)).toEqual(held);
  faults = ['cut-after'];
  expect(await quotas.complete('poll@1', 's1', male)).toBe('counted');
  faults = ['cut-after'];
  expect(await quotas.complete('poll@1', 's2', male)).toBe('over_quota');
  expect(await counts()).toEqual([[1, 0, 1], [0, 0, 0]]);
});

it('holds a quota seat at most until its lease ends when every acknowledgement is lost, and the same session finds it again', async () => {
  let wallMs = 1_772_359_200_000;
  const clock = { ...systemClock, wallMs: () => wallMs };
  const quotas = createQuotas({ clock, log: () => undefined, items: createQuotaItems(database) });
  const male = [{ cellId: 'male', limit: 1 }];
  faults = ['cut-after', 'cut-before', 'cut-before'];
  await expect(quotas.hold('poll@2', 's1', male)).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
  expect(await quotas.hold('poll@2', 's2', male)).toEqual({ ok: false, error: { code: 'full', cellIds: ['male'] } });
  expect(await quotas.hold('poll@2', 's1', male)).toEqual({ ok: true, value: 'held' });
  wallMs += 30 * 60_000;
  expect(await quotas.hold('poll@2', 's2', male)).toEqual({ ok: true, value: 'held' });
});

it('tries three times when the database is busy or broken, and then says which', async () => {
  const responses = createResponses(database);
  faults = ['throttle', 'internal'];
  expect(await responses.record(answer('busy'))).toMatchObject({ ok: true });
  faults = ['throttle', 'throttle', 'throttle'];
  await expect(responses.record(answer('throttled'))).rejects.toMatchObject({ code: 'DB_THROTTLED' });
  faults = ['internal', 'internal', 'internal'];
  await expect(responses.record(answer('broken'))).rejects.toMatchObject({ code: 'DB_WRITE_FAILED' });
  faults = ['internal', 'internal', 'internal'];
  await expect(responses.list('broken')).rejects.toMatchObject({ code: 'DB_READ_FAILED' });
  faults = ['cut-before', 'cut-before', 'cut-before'];
  await expect(responses.record(answer('cut'))).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
});

it('does not repeat what cannot succeed', async () => {
  faults = ['forbidden'];
  await expect(createResponses(database).record(answer('forbidden'))).rejects.toMatchObject({ code: 'DB_WRITE_FAILED' });
  expect(seen).toEqual(['UpdateItem']);
});

it('gives up a request after two seconds', async () => {
  const timers: { delayMs: number; fire: () => void }[] = [];
  const clock = { ...systemClock, setTimer: (delayMs: number, fire: () => void) => (timers.push({ delayMs, fire }), { cancel: () => undefined }) };
  const silent = createServer(() => timers.at(-1)?.fire());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const slow = createDatabase({ clock, log: (_, { tryNumber }) => queueMicrotask(() => tryNumber !== 3 && setImmediate(() => timers.at(-1)?.fire())) }, {
    tablePrefix: 'f-', endpoint: `http://127.0.0.1:${port}`, region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await expect(createResponses(slow).get('s', 'q')).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
  expect(timers.filter((timer) => timer.delayMs === 2000).length).toBe(3);
  slow.close();
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});
