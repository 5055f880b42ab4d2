import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../kernel/clock.js';
import { appErrorFrom } from '../kernel/errors.js';
import { textFromRecord, textFromSessions } from './show.js';
import { openStorage, type Storage } from './storage.js';
import type { TranscriptRow } from './transcripts.js';

const help = `Shows what is stored of a conversation. Works while the server runs.

  npm run db:show -- <sessionId>     one session: facts, answers, transcript
  npm run db:show -- --list          the 20 newest sessions

  --json               print JSON instead of text
  --limit <n>          with --list: how many
  --data-dir <dir>     directory of the embedded database (default .data)
  --prefix <prefix>    of the table names (default voiceter-)
  --region <region>    read from DynamoDB in this region instead
  --help
`;

interface Command {
  readonly sessionId: string | null;
  readonly json: boolean;
  readonly limit: number;
  readonly directory: string;
  readonly tablePrefix: string;
  readonly region: string | null;
}

/** The command, or text to print instead of running one. */
function commandFromArgs(args: readonly string[]): Command | { readonly text: string; readonly exitCode: number } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      limit: { type: 'string', default: '20' },
      'data-dir': { type: 'string', default: '.data' },
      prefix: { type: 'string', default: 'voiceter-' },
      region: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { text: help, exitCode: 0 };
  const [sessionId, ...more] = positionals;
  if (more.length > 0 || values.list === (sessionId !== undefined)) return { text: `Give one session id, or --list.\n\n${help}`, exitCode: 2 };
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) return { text: `--limit must be a whole number from 1, not "${values.limit}".\n`, exitCode: 2 };
  return { sessionId: sessionId ?? null, json: values.json, limit, directory: values['data-dir'], tablePrefix: values.prefix, region: values.region ?? null };
}

async function run(args: readonly string[]): Promise<{ readonly text: string; readonly exitCode: number }> {
  const command = commandFromArgs(args);
  if ('text' in command) return command;
  const { directory, tablePrefix, region } = command;
  if (region === null && !existsSync(directory)) return { text: `There is no data in ${directory} yet. Start the server once, or name the directory with --data-dir.\n`, exitCode: 1 };
  const storage = await openStorage({ clock: systemClock }, region === null ? { kind: 'embedded', directory, tablePrefix } : { kind: 'aws', region, tablePrefix });
  try {
    return command.sessionId === null ? await list(storage, command) : await show(storage, command.sessionId, command);
  } finally {
    await storage.close();
  }
}

async function list(storage: Storage, { limit, json }: Command): Promise<{ readonly text: string; readonly exitCode: number }> {
  const sessions = await storage.sessions.recent(limit);
  return { text: json ? `${JSON.stringify(sessions, null, 2)}\n` : textFromSessions(sessions), exitCode: 0 };
}

async function show(storage: Storage, sessionId: string, { json }: Command): Promise<{ readonly text: string; readonly exitCode: number }> {
  const session = await storage.sessions.get(sessionId);
  if (session === null) return { text: `There is no session "${sessionId}". See them with --list.\n`, exitCode: 1 };
  const record = { session, responses: await storage.responses.list(sessionId), transcript: await wholeTranscript(storage, sessionId) };
  return { text: json ? `${JSON.stringify(record, null, 2)}\n` : textFromRecord(record), exitCode: 0 };
}

async function wholeTranscript(storage: Storage, sessionId: string): Promise<readonly TranscriptRow[]> {
  const entries: TranscriptRow[] = [];
  let after: number | null = null;
  do {
    const page = await storage.transcripts.list(sessionId, { limit: 1000, ...(after === null ? {} : { after }) });
    entries.push(...page.entries);
    after = page.next;
  } while (after !== null);
  return entries;
}

try {
  const { text, exitCode } = await run(process.argv.slice(2));
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  process.exitCode = exitCode;
} catch (thrown) {
  process.stderr.write(`${appErrorFrom(thrown).message}\n`);
  process.exitCode = 1;
}
