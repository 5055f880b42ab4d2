import { createServer } from 'node:http';

/** What a knowledge base finds: as in Bedrock's answer to `Retrieve`. */
export interface StubFinding {
  readonly content: { readonly text: string };
  readonly location: { readonly type: 'S3'; readonly s3Location: { readonly uri: string } };
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly score: number;
}

/** Bedrock's knowledge bases as far as we use them, on loopback: one ingestion job at a time for a data source. */
export interface BedrockKnowledgeStub {
  readonly endpoint: string;
  /** Each request that came, as `PUT /knowledgebases/…`. */
  readonly requests: readonly string[];
  /** Bodies of the questions that came. */
  readonly questions: readonly unknown[];
  findings: readonly StubFinding[];
  /** What the next start of a job meets. */
  nextStart: { readonly status: number; readonly type: string } | 'stall' | null;
  /** The job that runs. */
  readonly running: string | null;
  /** Somebody else's job begins. */
  occupy(): void;
  finish(status: 'COMPLETE' | 'FAILED', failureReasons?: readonly string[]): void;
  close(): Promise<void>;
}

export async function startBedrockKnowledgeStub(): Promise<BedrockKnowledgeStub> {
  const jobs = new Map<string, { status: string; failureReasons: readonly string[] }>();
  const requests: string[] = [];
  const questions: unknown[] = [];
  let count = 0;
  let running: string | null = null;
  const begin = (): string => {
    count += 1;
    running = `JOB000000${count}`;
    jobs.set(running, { status: 'IN_PROGRESS', failureReasons: [] });
    return running;
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      requests.push(`${request.method ?? ''} ${path}`);
      const json = (status: number, body: unknown, type?: string): void =>
        void response.writeHead(status, { 'content-type': 'application/json', ...(type === undefined ? {} : { 'x-amzn-errortype': type }) }).end(JSON.stringify(body));
      const jobView = (id: string) => ({ ingestionJob: { knowledgeBaseId: 'KBID123456', dataSourceId: 'DSID123456', ingestionJobId: id, startedAt: '2026-11-21T09:00:00Z', updatedAt: '2026-11-21T09:00:00Z', ...jobs.get(id) } });
      const ofJobs = '/knowledgebases/KBID123456/datasources/DSID123456/ingestionjobs/';
      if (request.method === 'PUT' && path === ofJobs) {
        const fault = stub.nextStart;
        stub.nextStart = null;
        if (fault === 'stall') return;
        if (fault !== null) return json(fault.status, { message: 'as the test asked' }, fault.type);
        if (running !== null) return json(409, { message: 'There is an ongoing ingestion job.' }, 'ConflictException');
        return json(202, jobView(begin()));
      }
      const id = path.startsWith(ofJobs) ? path.slice(ofJobs.length) : '';
      if (request.method === 'GET' && jobs.has(id)) return json(200, jobView(id));
      if (request.method === 'POST' && path === '/knowledgebases/KBID123456/retrieve') {
        questions.push(JSON.parse(Buffer.concat(pieces).toString()));
        return json(200, { retrievalResults: stub.findings });
      }
      json(404, { message: `the stub does not know ${path}` }, 'ResourceNotFoundException');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();

  const stub: BedrockKnowledgeStub = {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    requests,
    questions,
    findings: [],
    nextStart: null,
    get running() {
      return running;
    },
    occupy: () => void begin(),
    finish(status, failureReasons = []) {
      if (running !== null) jobs.set(running, { status, failureReasons });
      running = null;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}
