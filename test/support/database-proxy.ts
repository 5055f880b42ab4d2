import { createServer, request } from 'node:http';

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
