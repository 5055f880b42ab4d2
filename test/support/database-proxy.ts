import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../src/config.js';
import { systemClock } from '../../src/kernel/clock.js';
import type { StorageLog } from '../../src/storage/database.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';

/**
 * What happens to requests. `away`: connections are cut. `deaf`: the database does its work, and its answer is lost.
 * A number: so many milliseconds late.
 */
export type ProxyState = 'works' | 'away' | 'deaf' | 'throttled' | number;

export interface DatabaseProxy {
  readonly endpoint: string;
  state: ProxyState;
  /** Operations that came, such as `UpdateItem`. */
  readonly seen: string[];
  close(): Promise<void>;
}

/** Stands before a DynamoDB endpoint, and does on demand what networks and throttles do. */
export async function startDatabaseProxy(target: string): Promise<DatabaseProxy> {
  const seen: string[] = [];
  let state: ProxyState = 'works';
  const server = createServer((incoming, outgoing) => {
    seen.push(String(incoming.headers['x-amz-target']).split('.')[1] ?? '');
    const now = state;
    incoming.on('error', () => undefined);
    if (now === 'away') return void incoming.socket.destroy();
    if (now === 'throttled') {
      incoming.resume();
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      return void outgoing.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', message: 'as the test asked' }));
    }
    const onward = request(target, { method: 'POST', headers: incoming.headers }, (answer) => {
      if (now === 'deaf') return void answer.resume().on('end', () => incoming.socket.destroy());
      const pass = (): void => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      };
      if (typeof now === 'number') setTimeout(pass, now);
      else pass();
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    get state() {
      return state;
    },
    set state(next) {
      state = next;
    },
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A database of its own, and the proxy through which a server uses it. */
export interface ShakyDatabase {
  /** The database itself, past all faults. */
  readonly storage: Storage;
  readonly proxy: DatabaseProxy;
  /** Its endpoint, for further proxies. */
  readonly target: string;
  /** For a server that uses it. */
  readonly environment: Environment;
  close(): Promise<void>;
}

export async function startShakyDatabase(): Promise<ShakyDatabase> {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'any';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'any';
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-shaky-'));
  let endpoint = '';
  const log: StorageLog = (event, fields) => {
    if (event === 'storage_embedded_opened') endpoint = String(fields['endpoint']);
  };
  const storage = await openStorage({ clock: systemClock, log }, { kind: 'embedded', directory, tablePrefix: 'voiceter-' });
  const proxy = await startDatabaseProxy(endpoint);
  return {
    storage,
    proxy,
    target: endpoint,
    environment: { DATABASE: 'dynamodb', AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint },
    async close() {
      await proxy.close();
      await storage.close();
      rmSync(directory, { recursive: true });
    },
  };
}
