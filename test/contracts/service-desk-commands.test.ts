import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let base: string;
let storage: Storage;
const quiet = { clock: systemClock };
const in_ = (name: string): string => join(base, name);

/** The commands are guests of a database that runs: as beside a server. */
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'voiceter-desk-commands-'));
  storage = await openStorage(quiet, { kind: 'embedded', directory: in_('data'), tablePrefix: 'voiceter-' });
});
afterAll(async () => {
  await storage.close();
  rmSync(base, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
const run = (command: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'dist', 'commands', `${command}.js`), ...args], { cwd: base, env: { PATH: process.env.PATH ?? '', HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true', MODE: 'local', DATA_DIR: in_('data'), ...environment } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('close', (code) => resolve({ code, out, err }));
  });

const ordersOf = async (): Promise<readonly string[]> => {
  const page = await storage.serviceDesk.orders.list();
  return page.ok ? page.value.entries.map(({ id }) => id).sort() : [];
};

describe('npm run seed', () => {
  it('makes five orders and five appointments ahead, once', async () => {
    const first = await run('seed', []);
    expect(first.code).toBe(0);
    expect(first.out).toContain('made   order 1: Juan Pérez, DNI 12345678, pending\n');
    expect(await ordersOf()).toEqual(['1', '2', '3', '4', '5']);
    const appointments = await storage.serviceDesk.appointments.list();
    const entries = appointments.ok ? appointments.value.entries : [];
    expect(entries).toHaveLength(5);
    expect(entries.filter(({ startMs }) => startMs <= Date.now())).toEqual([]);
    expect(await storage.serviceDesk.orders.get('3')).toMatchObject({ status: 'shipped', trackingNumber: 'TRK123456789', totalCents: 8_999_900 });
    const second = await run('seed', ['--json']);
    const { seeded } = JSON.parse(second.out) as { seeded: { state: string }[] };
    expect(seeded.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'there'));
    expect(await ordersOf()).toHaveLength(5);
  });
  it('deletes nothing without --yes, and starts from number 1 with it', async () => {
    await storage.serviceDesk.orders.create({ customerName: 'Real Client', customerEmail: 'real@example.com', items: [{ name: 'Mate', quantity: 1, priceCents: 100 }] });
    const refused = await run('seed', ['--reset']);
    expect(refused).toMatchObject({ code: 2, out: '', err: `This deletes every order and appointment of the embedded database in ${in_('data')}. Add --yes to do it.\n` });
    expect(await ordersOf()).toHaveLength(6);
    expect((await run('seed', ['--reset', '--yes'])).code).toBe(0);
    expect(await ordersOf()).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('npm run db:diagnose', () => {
  it('finds nothing wrong where nothing is', async () => {
    const { code, out } = await run('diagnose', []);
    expect(out).toMatch(/ok {7}voiceter-orders: there, 5 entries, indexes CustomerEmailIndex, StatusIndex\nok {7}voiceter-appointments: there, 5 entries, indexes PatientEmailIndex, DoctorDateIndex, StatusIndex\n(?:ok {7}.*\n)*\nNothing is wrong\.\n$/);
    expect(code).toBe(0);
  });
  it('names tables that are missing, and a database that does not answer', async () => {
    const missing = await run('diagnose', ['--prefix', 'other-']);
    expect(missing.code).toBe(1);
    expect(missing.out).toContain('PROBLEM  other-orders: missing\n           there is no table other-orders: start the server once, or run npm run aws:provision\n');
    const away = await run('diagnose', ['--region', 'us-east-1', '--json'], { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' });
    const { tables } = JSON.parse(away.out) as { tables: { state: string; problems: string[] }[] };
    expect(tables.length).toBeGreaterThan(6);
    expect(tables.filter(({ state }) => state !== 'unreachable')).toEqual([]);
    expect(tables[0]?.problems[0]).toContain('dynamodb:DescribeTable on voiceter-sessions failed');
    const denying = createServer((request, response) => void request.resume().on('end', () => response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end('{"__type":"com.amazon.coral.service#AccessDeniedException","message":"User: x is not authorized"}')));
    await new Promise<void>((resolve) => denying.listen(0, '127.0.0.1', () => resolve()));
    const address = denying.address();
    const denied = await run('diagnose', ['--region', 'us-east-1'], { AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', ORDERS_TABLE: 'shop' });
    denying.closeAllConnections();
    denying.close();
    expect(denied.out).toContain('PROBLEM  shop: unreachable\n           no permission: dynamodb:DescribeTable on shop is not allowed to these credentials\n');
    expect((await run('diagnose', ['--data-dir', in_('nothing')])).err).toBe(`There is no embedded database in ${in_('nothing')} yet. Start the server once, or run npm run seed.\n`);
    expect(existsSync(in_('nothing'))).toBe(false);
  });
});

describe('npm run db:migrate', () => {
  it('takes everything to another database, and numbers go on there', async () => {
    const exported = await run('migrate', ['--export', in_('out.jsonl')]);
    expect(exported).toMatchObject({ code: 0, out: expect.stringContaining('6 items of orders') });
    expect(statSync(in_('out.jsonl')).mode & 0o077).toBe(0);
    expect((await run('migrate', ['--export', in_('out.jsonl')])).err).toContain(`${in_('out.jsonl')} exists already; name another file.\n`);
    const other = ['--data-dir', in_('other'), '--backup-dir', in_('backups')];
    const imported = await run('migrate', ['--import', in_('out.jsonl'), ...other]);
    expect(imported).toMatchObject({ code: 0, out: expect.stringContaining('orders: 5 added, 0 replaced, 0 the same, 0 removed') });
    const there = await openStorage(quiet, { kind: 'embedded', directory: in_('other'), tablePrefix: 'voiceter-' });
    try {
      const seeded = await there.serviceDesk.appointments.get('1');
      if (seeded === null) throw new Error('not there');
      const { durationMinutes, startMs } = seeded;
      const again = { patientName: 'A B', patientEmail: 'a@b.com', doctorName: 'rodriguez', startMs, durationMinutes, type: 'routine', notes: '' } as const;
      expect(await there.serviceDesk.appointments.book(again)).toEqual({ ok: false, error: { code: 'taken' } });
      expect((await there.serviceDesk.orders.create({ customerName: 'A B', customerEmail: 'a@b.com', items: [] })).id).toBe('6');
    } finally {
      await there.close();
    }
    const [backup] = readdirSync(in_('backups'));
    const back = await run('migrate', ['--rollback', join(in_('backups'), backup ?? ''), ...other]);
    expect(back).toMatchObject({ code: 0, out: expect.stringContaining('orders: 0 added, 0 replaced, 0 the same, 6 removed') });
    expect((await run('diagnose', other.slice(0, 2))).out).toContain('voiceter-orders: there, 0 entries');
  });
  it('takes nothing of a file that is not right, and says why', async () => {
    const lines = readFileSync(in_('out.jsonl'), 'utf8');
    writeFileSync(in_('bad.jsonl'), lines.replace('Juan', 'Ivan'));
    const bad = await run('migrate', ['--import', in_('bad.jsonl'), '--data-dir', in_('never')]);
    expect(bad).toMatchObject({ code: 1, out: '', err: `${in_('bad.jsonl')} was not taken, and nothing was changed:\n  the checksum does not fit: the file was changed, or is not whole\n` });
    expect(existsSync(in_('never'))).toBe(false);
  });
  it('changes nothing in a dry run', async () => {
    const dry = await run('migrate', ['--import', in_('out.jsonl'), '--dry-run', '--replace']);
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('nothing was changed: this was a dry run') });
  });
});

it('every command explains itself, and says how it was used wrongly', async () => {
  const cases = [
    ['seed', ['--help'], 0, 'npm run seed'],
    ['diagnose', ['--help'], 0, 'npm run db:diagnose'],
    ['migrate', ['--help'], 0, 'npm run db:migrate'],
    ['migrate', [], 2, 'Say one of --export, --import and --rollback.'],
    ['seed', ['--nonsense'], 2, 'See --help.'],
    ['diagnose', [], 78, 'PORT'],
  ] as const;
  const ran = await Promise.all(cases.map(([command, args, code]) => run(command, args, code === 78 ? { PORT: 'x' } : {})));
  expect(ran.map(({ code }) => code)).toEqual(cases.map(([, , code]) => code));
  for (const [index, [, , , text]] of cases.entries()) expect(`${ran[index]?.out ?? ''}${ran[index]?.err ?? ''}`).toContain(text);
});
