import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { z } from 'zod';

/**
 * In front of dynalite: the settings of tables that it does not know (encryption, point-in-time recovery, setting the expiry), told
 * back as they were set, and refused for tables that are not there. Everything else goes through.
 */
export interface TableSettings {
  readonly endpoint: string;
  /** Operations that came, without the reading ones. */
  readonly changes: readonly string[];
  close(): Promise<void>;
}

const body = z.object({
  TableName: z.string().optional(),
  SSESpecification: z.object({ KMSMasterKeyId: z.string().optional() }).optional(),
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
  TimeToLiveSpecification: z.object({ Enabled: z.boolean(), AttributeName: z.string() }).optional(),
});
const described = z.object({ Table: z.record(z.string(), z.unknown()) });

export async function startTableSettings(dynalitePort: number): Promise<TableSettings> {
  const changes: string[] = [];
  const encrypted = new Map<string, string>();
  const recovering = new Set<string>();
  const expiring = new Map<string, string>();

  /** @param operation another one than was asked for */
  const pass = (incoming: IncomingMessage, bytes: Buffer, operation?: string): Promise<{ readonly status: number; readonly text: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = forward({ port: dynalitePort, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: { ...incoming.headers, 'content-length': bytes.length, ...(operation === undefined ? {} : { 'x-amz-target': `DynamoDB_20120810.${operation}` }) } }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => void pieces.push(piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 500, text: Buffer.concat(pieces).toString() }));
      });
      outgoing.once('error', reject);
      outgoing.end(bytes);
    });

  const server = createServer((incoming, response) => {
    void answer(incoming).then(
      ({ status, text }) => response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });

  async function answer(incoming: IncomingMessage): Promise<{ readonly status: number; readonly text: string }> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) if (Buffer.isBuffer(piece)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const operation = String(incoming.headers['x-amz-target']).replace('DynamoDB_20120810.', '');
    const json: unknown = JSON.parse(bytes.toString());
    const asked = body.parse(json);
    const table = asked.TableName ?? '';
    if (/^(Create|Update|Delete)/.test(operation)) changes.push(`${operation} ${table}`);
    const ok = (value: unknown) => ({ status: 200, text: JSON.stringify(value) });
    if (/ContinuousBackups$|^UpdateTimeToLive$|^DescribeTimeToLive$/.test(operation)) {
      const known = await pass(incoming, Buffer.from(JSON.stringify({ TableName: table })), 'DescribeTable');
      if (known.status !== 200) return known;
      if (asked.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true) recovering.add(table);
      if (asked.TimeToLiveSpecification !== undefined) expiring.set(table, asked.TimeToLiveSpecification.AttributeName);
      const by = expiring.get(table);
      if (operation.endsWith('TimeToLive')) return ok({ TimeToLiveDescription: { TimeToLiveStatus: by === undefined ? 'DISABLED' : 'ENABLED', ...(by === undefined ? {} : { AttributeName: by }) }, TimeToLiveSpecification: asked.TimeToLiveSpecification });
      return ok({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: recovering.has(table) ? 'ENABLED' : 'DISABLED' } } });
    }
    if (asked.SSESpecification !== undefined) {
      encrypted.set(table, `arn:aws:kms:us-east-1:111122223333:key/${asked.SSESpecification.KMSMasterKeyId ?? 'aws-dynamodb'}`);
      if (operation === 'UpdateTable') return pass(incoming, Buffer.from(JSON.stringify({ TableName: table })), 'DescribeTable');
    }
    const { status, text } = await pass(incoming, Buffer.from(JSON.stringify(json, (name, value: unknown) => (name === 'SSESpecification' ? undefined : value))));
    const key = encrypted.get(table);
    if (operation !== 'DescribeTable' || status !== 200 || key === undefined) return { status, text };
    const reply: unknown = JSON.parse(text);
    const { Table } = described.parse(reply);
    return ok({ Table: { ...Table, SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: key } } });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    changes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
