import { parseArgs } from 'node:util';
import { configOfProcess, textFromProblems } from '../config.js';
import { systemClock } from '../kernel/clock.js';
import type { Database } from '../storage/database.js';
import { tableHealth, type TableHealth } from '../storage/provisioning/table-health.js';
import { appointmentFindings, orderFindings, type Finding } from '../storage/service-desk/desk-checks.js';
import { createDeskItems, deskKinds, deskTables, keyOf, type DeskTable } from '../storage/service-desk/desk-items.js';
import { tables } from '../storage/tables.js';
import { runCommand, type CommandResult } from './command.js';
import { explainDatabase, isMissing, openPlace, placeFrom, placeHelp, placeOptions, textFromPlace } from './desk-place.js';

const help = `Looks over the database: whether every table and index is there, reachable and allowed to these credentials, how much
is in it, and whether orders and appointments hold together (totals, overlapping appointments, reservations, counters).
Changes nothing. Works while the server runs. Exits with 1 when something is wrong.

  npm run db:diagnose

  --json               print JSON instead of text
${placeHelp}  --help
`;

const read = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false }, ...placeOptions, help: { type: 'boolean', default: false } } });

interface Report {
  readonly place: string;
  readonly tables: readonly (TableHealth & { readonly findings: readonly Finding[]; readonly items?: number })[];
}

async function run({ values }: ReturnType<typeof read>): Promise<CommandResult> {
  if (values.help) return { text: help, exitCode: 0 };
  const config = configOfProcess();
  if (!config.ok) return { text: `The configuration has problems:\n${textFromProblems(config.error)}\n`, exitCode: 78 };
  const place = placeFrom(config.value, values);
  if (isMissing(place)) return { text: `There is no ${textFromPlace(place)} yet. Start the server once, or run npm run seed.\n`, exitCode: 1 };
  const open = await openPlace(place);
  try {
    const report: Report = { place: textFromPlace(place), tables: await looks(open.database) };
    const isWrong = report.tables.some(({ problems, findings }) => problems.length > 0 || findings.some(({ level }) => level === 'problem'));
    return { text: values.json ? `${JSON.stringify(report, null, 2)}\n` : textFromReport(report), exitCode: isWrong ? 1 : 0, isOutput: true };
  } finally {
    await open.close();
  }
}

/** One after another: a diagnosis is no load test. */
async function looks(database: Database): Promise<Report['tables']> {
  const found: Report['tables'][number][] = [];
  for (const definition of tables) {
    const health = await tableHealth(database, definition);
    const desk = deskTables.find((one) => one === definition.name);
    found.push({ ...health, ...(desk === undefined || health.state !== 'there' ? { findings: [] } : await deskLook(database, desk)) });
  }
  return found;
}

async function deskLook(database: Database, table: DeskTable): Promise<{ readonly findings: readonly Finding[]; readonly items: number }> {
  try {
    const items = await createDeskItems(database).all(table);
    const findings = table === 'orders' ? orderFindings(items) : appointmentFindings(items, systemClock.wallMs());
    return { findings, items: items.filter((item) => keyOf(item).startsWith(deskKinds[table].prefix)).length };
  } catch (thrown) {
    return { findings: [{ level: 'problem', text: `could not be read: ${explainDatabase(thrown)}` }], items: 0 };
  }
}

function textFromReport(report: Report): string {
  const lines = report.tables.flatMap(({ name, state, indexes, itemCount, items, problems, findings }) => [
    `${problems.length === 0 && findings.every(({ level }) => level === 'note') ? 'ok     ' : 'PROBLEM'}  ${name}: ${state}${items === undefined ? (itemCount === null ? '' : `, about ${itemCount} items`) : `, ${items} ${items === 1 ? 'entry' : 'entries'}`}${indexes.length === 0 ? '' : `, indexes ${indexes.map((index) => index.name).join(', ')}`}`,
    ...problems.map((text) => `           ${text}`),
    ...findings.map(({ level, text }) => `         ${level === 'problem' ? '  ' : '  note: '}${text}`),
  ]);
  const wrong = report.tables.reduce((sum, { problems, findings }) => sum + problems.length + findings.filter(({ level }) => level === 'problem').length, 0);
  return `${report.place}\n\n${lines.join('\n')}\n\n${wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'problem' : 'problems'}.`}\n`;
}

await runCommand({ read, run, explain: explainDatabase });
