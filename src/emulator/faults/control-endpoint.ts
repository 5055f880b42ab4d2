import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AppError, appErrorFrom } from '../../kernel/errors.js';
import { listen, urlFrom } from '../listening.js';
import type { StreamSummary } from '../stream-roll.js';
import type { FaultPlan } from './fault-plan.js';
import { faultsFromText } from './random-faults.js';

/** Plain HTTP on loopback by which programs in any language, and curl, change the faults of a running emulator. */
export interface ControlEndpoint {
  /** Such as `http://127.0.0.1:8901`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ControlEndpointDeps {
  readonly plan: FaultPlan;
  readonly streams: () => readonly StreamSummary[];
}

/** A list of faults is never longer. */
const maxBodyBytes = 1024 * 1024;
const requestMs = 10_000;

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Resolves when it listens. Rejects with an `AppError` when the port is taken. */
export async function openControlEndpoint(
  deps: ControlEndpointDeps,
  options: { readonly host: string; readonly port: number },
): Promise<ControlEndpoint> {
  const server = createServer({ requestTimeout: requestMs, headersTimeout: requestMs }, (request, response) => {
    answer(deps, request).then(
      (given) => send(response, given),
      (thrown: unknown) => send(response, { status: 400, body: { error: appErrorFrom(thrown).detail ?? 'the request could not be read' } }),
    );
  });
  const port = await listen(server, 'the control endpoint', options);
  server.on('error', () => undefined);
  return {
    url: urlFrom(options.host, port),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(deps: ControlEndpointDeps, request: IncomingMessage): Promise<Answer> {
  // A page in a browser names its origin; pages must not break anybody's emulator.
  if (request.headers.origin !== undefined) return refusal(403, 'requests of web pages are not taken; use a program, or curl');
  const path = (request.url ?? '').split('?')[0] ?? '';
  const method = request.method ?? '';
  const { plan } = deps;
  if (path === '/streams') return method === 'GET' ? { status: 200, body: { streams: deps.streams() } } : wrongMethod('GET');
  if (path === '/faults') {
    switch (method) {
      case 'GET':
        return { status: 200, body: { faults: plan.list() } };
      case 'POST':
        return add(plan, await textFrom(request));
      case 'DELETE': {
        const removed = plan.list().length;
        plan.clear();
        return { status: 200, body: { removed } };
      }
      default:
        return wrongMethod('GET, POST or DELETE');
    }
  }
  const id = /^\/faults\/(fault-\d+)$/.exec(path)?.[1];
  if (id === undefined) return refusal(404, 'there are /faults, /faults/<id> and /streams');
  if (method !== 'DELETE') return wrongMethod('DELETE');
  return plan.remove(id) ? { status: 200, body: { removed: 1 } } : refusal(404, `there is no ${id}; GET /faults lists them`);
}

const refusal = (status: number, error: string): Answer => ({ status, body: { error } });
const wrongMethod = (right: string): Answer => refusal(405, `the method must be ${right}`);

function add(plan: FaultPlan, text: string): Answer {
  const read = faultsFromText(text);
  if (!read.ok) return refusal(400, read.error);
  return { status: 201, body: { ids: read.value.map((fault) => plan.add(fault)) } };
}

async function textFrom(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    if (bytes > maxBodyBytes) throw new AppError('VALIDATION_ERROR', 'body too long', { detail: `the body is longer than ${maxBodyBytes} bytes` });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, given: Answer): void {
  const text = `${JSON.stringify(given.body)}\n`;
  response.on('error', () => undefined);
  response.writeHead(given.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), connection: 'close' });
  response.end(text);
}
