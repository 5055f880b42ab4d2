import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { systemClock } from '../../src/kernel/clock.js';
import { createRedisLeases } from '../../src/sessions/redis-leases.js';
import type { Leases } from '../../src/sessions/leases.js';
import { createLog } from '../../src/telemetry/log.js';
import { eventually } from '../support/eventually.js';
import { freePort, missingForNodes } from '../support/nodes.js';

/* What two nodes agree on when Redis has forgotten everything between. */

const missing = missingForNodes();
if (missing !== null) process.stderr.write(`leases in Redis: ${missing}\n`);

(missing === null ? describe : describe.skip)('leases in a Redis that loses its memory', () => {
  let port = 0;
  let redis: ChildProcess;
  const lost: string[] = [];
  const nodes: Leases[] = [];

  const startRedis = (): void => {
    redis = spawn('/usr/bin/redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  };
  const stopRedis = (): Promise<void> =>
    new Promise((resolve) => {
      redis.once('exit', () => resolve());
      redis.kill('SIGKILL');
    });
  const present = (): Promise<number> => nodes[0]?.nodes().then((found) => found.length, () => 0) ?? Promise.resolve(0);

  beforeAll(async () => {
    port = await freePort();
    startRedis();
    for (const node of ['a', 'b']) {
      nodes.push(createRedisLeases({ clock: systemClock, log: createLog({ level: 'silent' }), onLost: (sessionId) => lost.push(`${node} ${sessionId}`) }, { url: `redis://127.0.0.1:${port}`, node }));
    }
    expect(await eventually(present, (count) => count === 2)).toBe(2);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await stopRedis();
  });

  it('a session that is taken afterwards is let go of by the node that had it before', async () => {
    // Twice, so that a count that begins again would stay behind.
    await nodes[0]?.take('s1');
    await nodes[0]?.take('s1');
    await stopRedis();
    startRedis();
    expect(await eventually(present, (count) => count === 2)).toBe(2);
    await nodes[1]?.take('s1');
    expect(await eventually(() => Promise.resolve([...lost]), (found) => found.length > 0, 15_000)).toEqual(['a s1']);
  });

  it('one that was taken while Redis was away belongs to who took it, when Redis is back', async () => {
    lost.length = 0;
    await nodes[0]?.take('s2');
    await stopRedis();
    await nodes[1]?.take('s2');
    startRedis();
    expect(await eventually(() => Promise.resolve([...lost]), (found) => found.length > 0, 15_000)).toEqual(['a s2']);
  });
});
