import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { systemClock } from '../../src/kernel/clock.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const redisProgram = '/usr/bin/redis-server';
/** Why tests with several nodes cannot run here; null: they can. */
export const missingForNodes = (): string | null => (existsSync(redisProgram) ? null : 'redis-server is not installed: skipped');

/** One server process. */
export interface Node {
  readonly url: string;
  readonly process: ChildProcess;
  /** At once, as a power cut does. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Several server processes that share a database, a model and a Redis. */
export interface Cluster {
  readonly emulator: Emulator;
  /** The same record as the nodes see. */
  readonly storage: Storage;
  readonly redisUrl: string;
  readonly databaseEndpoint: string;
  /** @param options `fileLimitKb`: no file of the process grows beyond it, by the kernel's word: a disk that is full */
  startNode(environment?: Readonly<Record<string, string>>, options?: { readonly fileLimitKb?: number }): Promise<Node>;
  startRedis(): Promise<void>;
  killRedis(): Promise<void>;
  close(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program and resolves with the first line of its output that fits. */
async function startProgram(command: string, args: readonly string[], environment: Readonly<Record<string, string>>, ready: RegExp): Promise<{ readonly process: ChildProcess; readonly line: RegExpExecArray }> {
  const child = spawn(command, args, { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  createInterface({ input: child.stderr }).on('line', (text) => void said.push(text));
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`${command} is not ready: ${said.slice(-20).join('\n')}`)), 30_000);
    lines.on('line', (text) => {
      said.push(text);
      const line = ready.exec(text);
      if (line === null) return;
      clearTimeout(deadline);
      resolve({ process: child, line });
    });
    child.once('exit', (code) => {
      clearTimeout(deadline);
      reject(new Error(`${command} ended with ${code}: ${said.slice(-20).join('\n')}`));
    });
  });
}

const gone = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve(child.exitCode) : new Promise((resolve) => child.once('exit', (code) => resolve(code)));

export async function startCluster(emulatorOptions: EmulatorOptions): Promise<Cluster> {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-cluster-'));
  const databasePort = await freePort();
  // In a process of its own: what callers and model do in ours must not look like a slow database.
  const { process: database } = await startProgram(process.execPath, ['node_modules/dynalite/cli.js', '--host', '127.0.0.1', '--port', String(databasePort), '--createTableMs', '0'], {}, /listening at/i);
  const emulator = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', ...emulatorOptions });
  const redisPort = await freePort();
  const endpoint = `http://127.0.0.1:${databasePort}`;
  process.env['AWS_ACCESS_KEY_ID'] ??= 'any';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'any';
  const storage = await openStorage({ clock: systemClock }, { kind: 'aws', region: 'us-east-1', endpoint, tablePrefix: 'voiceter-' });
  const nodes = new Set<Node>();
  let started = 0;
  let redis: ChildProcess | null = null;

  const cluster: Cluster = {
    emulator,
    storage,
    redisUrl: `redis://127.0.0.1:${redisPort}`,
    databaseEndpoint: endpoint,
    async startRedis() {
      redis = (await startProgram(redisProgram, ['--port', String(redisPort), '--save', '', '--appendonly', 'no', '--dir', directory], {}, /Ready to accept connections/)).process;
    },
    async killRedis() {
      if (redis === null) return;
      redis.kill('SIGKILL');
      await gone(redis);
      redis = null;
    },
    async startNode(environment = {}, { fileLimitKb } = {}) {
      started += 1;
      const { process: child, line } = await startProgram(
        fileLimitKb === undefined ? process.execPath : 'bash',
        fileLimitKb === undefined ? ['dist/main.js'] : ['-c', `ulimit -f ${fileLimitKb}; exec "${process.execPath}" dist/main.js`],
        {
          MODE: 'aws',
          HOST: '127.0.0.1',
          PORT: '0',
          LOG_LEVEL: 'warn',
          DATA_DIR: join(directory, `node-${started}`),
          QUESTIONNAIRES_DIR: join(root, 'questionnaires'),
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'any',
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_ENDPOINT_URL_DYNAMODB: endpoint,
          AWS_ENDPOINT_URL_BEDROCK_RUNTIME: emulator.endpoint,
          REDIS_URL: cluster.redisUrl,
          ...environment,
        },
        /Voiceter is ready at (\S+)/,
      );
      const node: Node = {
        url: line[1] ?? '',
        process: child,
        async kill() {
          child.kill('SIGKILL');
          await gone(child);
        },
        stop() {
          child.kill('SIGTERM');
          return gone(child);
        },
      };
      nodes.add(node);
      return node;
    },
    async close() {
      await Promise.all([...nodes].map((node) => node.kill()));
      await cluster.killRedis();
      await storage.close();
      await emulator.close();
      database.kill('SIGKILL');
      await gone(database);
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await cluster.startRedis();
  return cluster;
}
