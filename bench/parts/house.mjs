import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDirectory, startChild } from './children.mjs';

const here = (path) => join(rootDirectory, 'bench', 'processes', path);

/**
 * Database, model, server and callers, each a process of its own. The server is `node dist/main.js`, watched by the probe, unless
 * `limits` of its conversations are asked for.
 */
export async function openHouse({ limits = null, model = 'model.mjs', environment = {}, execArgs = [], redisUrl = null, maxSessions = 10_000 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-bench-'));
  const opened = [];
  const keep = (child) => {
    opened.push(child);
    return child;
  };
  const database = keep(await startChild(here('database.mjs'), { ready: /database at (\S+)/ }));
  const modelProcess = keep(await startChild(here(model), { ready: /model at (\S+)/ }));
  const callers = keep(await startChild(here('callers.mjs')));
  let nodes = 0;

  async function startServer(more = {}) {
    nodes += 1;
    const server = keep(
      await startChild(limits === null ? join(rootDirectory, 'dist', 'main.js') : here('limited-server.mjs'), {
        execArgs: ['--import', here('server-probe.mjs'), ...execArgs],
        ready: /Voiceter is ready at (\S+)/,
        environment: {
          MODE: 'aws',
          HOST: '127.0.0.1',
          PORT: '0',
          LOG_LEVEL: 'warn',
          DATA_DIR: join(directory, `node-${nodes}`),
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'bench',
          AWS_SECRET_ACCESS_KEY: 'bench',
          AWS_ENDPOINT_URL_DYNAMODB: database.match[1],
          AWS_ENDPOINT_URL_BEDROCK_RUNTIME: modelProcess.match[1],
          MAX_SESSIONS: String(maxSessions),
          IDLE_PROMPT_SECONDS: '600',
          DRAIN_SECONDS: '1',
          ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
          ...(limits === null ? {} : { LIMITS: JSON.stringify(limits) }),
          ...environment,
          ...more,
        },
      }),
    );
    return { ...server, ask: server.ask, url: server.match[1].replace('localhost', '127.0.0.1') };
  }

  return {
    directory,
    model: modelProcess,
    callers,
    startServer,
    async close() {
      for (const child of opened.reverse()) await child.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
