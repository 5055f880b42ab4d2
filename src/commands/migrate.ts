import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { configOfProcess, textFromProblems, type Config } from '../config.js';
import { isoFromWallMs, systemClock } from '../kernel/clock.js';
import { messageOf } from '../kernel/errors.js';
import { refuse, type Result } from '../kernel/result.js';
import type { DatabasePlace } from '../storage/open-database.js';
import { appointmentFindings, orderFindings, type Finding } from '../storage/service-desk/desk-checks.js';
import { createDeskItems, deskTables, type DeskItems } from '../storage/service-desk/desk-items.js';
import { carryOut, contentsAfter, planTransfer, readContents, type TransferPlan } from '../storage/service-desk/transfer.js';
import { contentsFromText, textFromContents, type DeskContents } from '../storage/service-desk/transfer-file.js';
import { ensureTables, tables } from '../storage/tables.js';
import { runCommand, type CommandResult } from './command.js';
import { explainDatabase, isMissing, openPlace, placeFrom, placeHelp, placeOptions, textFromPlace } from './desk-place.js';

const help = `Moves orders and appointments between databases, by a file of JSON lines with a header and a checksum.

  npm run db:migrate -- --export <file>       writes everything of both tables to a file, which must not exist yet
  npm run db:migrate -- --import <file>       adds what is in the file, and replaces what has the same id
  npm run db:migrate -- --rollback <backup>   makes both tables exactly what they were before an import

An import looks over the whole file before it writes anything, keeps a backup of what is there, and goes back to it by
itself when something fails in the middle. Nobody should book or order meanwhile: stop the server, or choose a quiet hour.
The files hold personal data: they are readable by their owner only.

  --replace            with --import: what is not in the file goes
  --dry-run            with --import and --rollback: says what would be done
  --backup-dir <dir>   where backups go (default: backups in DATA_DIR)
  --json               print JSON instead of text
${placeHelp}  --help
`;

const read = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      export: { type: 'string' },
      import: { type: 'string' },
      rollback: { type: 'string' },
      replace: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'backup-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
      ...placeOptions,
      help: { type: 'boolean', default: false },
    },
  });
type Values = ReturnType<typeof read>['values'];

const maxFileBytes = 256 * 1024 * 1024;
const wrong = (text: string): CommandResult => ({ text: `${text}\nSee --help.\n`, exitCode: 2 });
const failed = (text: string): CommandResult => ({ text: `${text}\n`, exitCode: 1 });

async function run({ values }: { readonly values: Values }): Promise<CommandResult> {
  if (values.help) return { text: help, exitCode: 0 };
  const asked = [values.export, values.import, values.rollback].filter((file) => file !== undefined);
  if (asked.length !== 1) return wrong('Say one of --export, --import and --rollback.');
  if (values.import === undefined && values.replace) return wrong('--replace is for --import.');
  if (values.export !== undefined && values['dry-run']) return wrong('--dry-run is for --import and --rollback.');
  const config = configOfProcess();
  if (!config.ok) return { text: `The configuration has problems:\n${textFromProblems(config.error)}\n`, exitCode: 78 };
  const place = placeFrom(config.value, values);
  if (values.export !== undefined) return isMissing(place) ? failed(`There is no ${textFromPlace(place)} yet.`) : withItems(place, false, (items) => exportTo(items, values.export ?? '', values.json));
  const file = values.import ?? values.rollback ?? '';
  const coming = await contentsOf(file);
  if (!coming.ok) return failed(`${file} was not taken, and nothing was changed:\n${coming.error.map((problem) => `  ${problem}`).join('\n')}`);
  return withItems(place, !values['dry-run'], (items) => transfer(items, coming.value, file, place, config.value, values));
}

async function withItems(place: DatabasePlace, makesTables: boolean, work: (items: DeskItems) => Promise<CommandResult>): Promise<CommandResult> {
  const open = await openPlace(place);
  try {
    const deps = { clock: systemClock, log: () => undefined, database: open.database };
    if (makesTables) await ensureTables(deps, { definitions: tables.filter(({ name }) => deskTables.some((one) => one === name)), timeToLive: false });
    return await work(createDeskItems(open.database));
  } finally {
    await open.close();
  }
}

async function exportTo(items: DeskItems, file: string, json: boolean): Promise<CommandResult> {
  const contents = await readContents(items);
  const written = await writeNew(file, textFromContents(contents, isoFromWallMs(systemClock.wallMs())));
  if (!written) return failed(`${file} exists already; name another file.`);
  const counts = { orders: contents.orders.length, appointments: contents.appointments.length };
  return { text: json ? `${JSON.stringify({ file, counts }, null, 2)}\n` : `${file}: ${counts.orders} items of orders, ${counts.appointments} of appointments, with their counters and reservations\n`, exitCode: 0 };
}

async function contentsOf(file: string): Promise<Result<DeskContents, readonly string[]>> {
  try {
    if ((await stat(file)).size > maxFileBytes) return refuse([`it has more than ${maxFileBytes / 1024 / 1024} MB`]);
    const read = contentsFromText(await readFile(file, 'utf8'));
    return read.ok ? { ok: true, value: read.value.contents } : read;
  } catch (thrown) {
    return refuse([messageOf(thrown)]);
  }
}

async function transfer(items: DeskItems, coming: DeskContents, file: string, place: DatabasePlace, config: Config, values: Values): Promise<CommandResult> {
  const present = await readContents(items);
  const plan = planTransfer(present, coming, values.rollback !== undefined ? 'restore' : values.replace ? 'replace' : 'merge');
  const after = contentsAfter(present, plan);
  const findings = [...orderFindings(after.orders), ...appointmentFindings(after.appointments, systemClock.wallMs())].filter(({ level }) => level === 'problem');
  const report = { file, place: textFromPlace(place), counts: plan.counts, findings };
  if (values['dry-run']) return told({ ...report, state: 'planned', backup: null }, values.json, 0);
  const backup = await writeBackup(present, values['backup-dir'] ?? join(config.DATA_DIR, 'backups'));
  const outcome = await carryOut(items, plan, present);
  if (outcome.state !== 'done') process.stderr.write(`${explainDatabase(outcome.fault)}\n`);
  if (outcome.state === 'half done') process.stderr.write(`Going back failed too: ${explainDatabase(outcome.backFault)}\nWhen the database is well again: npm run db:migrate -- --rollback ${backup}\n`);
  return told({ ...report, state: outcome.state, backup }, values.json, outcome.state === 'done' ? 0 : 1);
}

async function writeBackup(present: DeskContents, directory: string): Promise<string> {
  const writtenAt = isoFromWallMs(systemClock.wallMs());
  const text = textFromContents(present, writtenAt);
  for (let number = 1; ; number += 1) {
    const file = join(directory, `desk-${writtenAt.replace(/[:.]/g, '-')}${number === 1 ? '' : `-${number}`}.jsonl`);
    if (await writeNew(file, text)) return file;
  }
}

/** Whole or not at all, for its owner only; false: there is one already. */
async function writeNew(file: string, text: string): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true });
  const there = await stat(file).then(
    () => true,
    () => false,
  );
  if (there) return false;
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
  return true;
}

interface TransferReport {
  readonly file: string;
  readonly place: string;
  readonly state: 'planned' | 'done' | 'rolled back' | 'half done';
  readonly counts: TransferPlan['counts'];
  readonly backup: string | null;
  /** What will be, or is, wrong with the data: it is taken all the same. */
  readonly findings: readonly Finding[];
}

function told(report: TransferReport, json: boolean, exitCode: number): CommandResult {
  const { file, place, state, counts, backup, findings } = report;
  const lines = [
    `${file} to ${place}: ${state}`,
    ...deskTables.map((table) => `  ${table}: ${counts[table].added} added, ${counts[table].replaced} replaced, ${counts[table].same} the same, ${counts[table].removed} removed`),
    ...(findings.length === 0 ? [] : [`  ${findings.length} to look at:`, ...findings.slice(0, 20).map(({ text }) => `    ${text}`)]),
    ...(backup === null ? ['  nothing was changed: this was a dry run'] : [`  what was there before: ${backup}`]),
  ];
  return { text: json ? `${JSON.stringify(report, null, 2)}\n` : `${lines.join('\n')}\n`, exitCode, isOutput: true };
}

await runCommand({ read, run, explain: explainDatabase });
