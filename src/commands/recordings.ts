import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configOfProcess, tableNamesFrom, textFromProblems, type Config } from '../config.js';
import { systemClock } from '../kernel/clock.js';
import { createRecordingStore, recordingStoreOptionsFrom, type RecordingStoreOptions } from '../storage/recordings/create-store.js';
import { isRecordingKey, spoolDirectoryOf, type RecordingStore, type StoredRecording } from '../storage/recordings/recording-store.js';
import { forgetSession } from '../storage/recordings/waiting-recording.js';
import { openStorage } from '../storage/storage.js';
import { runCommand, type CommandResult } from './command.js';

const help = `Recordings of conversations: left the participant, right the agent as heard. Works while the server runs.

  npm run recordings -- list [<sessionId>]         what is stored, of one session or of all
  npm run recordings -- url <key or sessionId>     where to listen to it: an address that is good for 15 minutes, or a path
  npm run recordings -- get <key or sessionId> [<file>]    copies it to a file, which must not exist yet
  npm run recordings -- delete <sessionId> --yes   deletes all recordings of a session, and every earlier version

  --expires <seconds>  with url: how long the address is good (1 to 604800, default 900)
  --limit <n>          with list: how many (default 100)
  --json               with list: print JSON instead of text
  --dir <dir>          look in this directory     (default: where RECORDINGS says,
  --bucket <name>      look in this bucket         and in RECORDINGS_DIR when it is off)
  --help
`;

const wrong = (text: string): CommandResult => ({ text: `${text}\n\n${help}`, exitCode: 2 });
const failed = (text: string): CommandResult => ({ text: `${text}\n`, exitCode: 1 });
const done = (text: string): CommandResult => ({ text, exitCode: 0 });

const read = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      expires: { type: 'string', default: '900' },
      limit: { type: 'string', default: '100' },
      dir: { type: 'string' },
      bucket: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
type Arguments = ReturnType<typeof read>;

async function run({ values, positionals }: Arguments): Promise<CommandResult> {
  if (values.help) return done(help);
  const [verb = '', name, file, ...more] = positionals;
  if (!['list', 'url', 'get', 'delete'].includes(verb)) return wrong(verb === '' ? 'Say what: list, url, get or delete.' : `There is no command "${verb}".`);
  if (more.length > 0 || (file !== undefined && verb !== 'get') || (name === undefined && verb !== 'list')) return wrong(`${verb} takes ${verb === 'list' ? 'a session id, or nothing' : 'one session id or key'}.`);
  const expiresInSeconds = wholeFrom(values.expires, 604_800);
  const limit = wholeFrom(values.limit, 100_000);
  if (expiresInSeconds === null) return wrong(`--expires must be a whole number from 1 to 604800, not "${values.expires}".`);
  if (limit === null) return wrong(`--limit must be a whole number from 1 to 100000, not "${values.limit}".`);
  if (values.dir !== undefined && values.bucket !== undefined) return wrong('Give --dir or --bucket, not both.');
  if (verb === 'delete' && !values.yes) return { text: `This deletes the sound of session ${name ?? ''} for good. Add --yes to do it.\n`, exitCode: 2 };
  const config = configOfProcess();
  if (!config.ok) return { text: `The configuration has problems:\n${textFromProblems(config.error)}\n`, exitCode: 78 };

  const store = createRecordingStore({ clock: systemClock }, storeOptions(config.value, values));
  try {
    if (verb === 'list') return await list(store, name, limit, values.json);
    if (name === undefined) return wrong(`${verb} takes one session id or key.`);
    if (verb === 'delete') return await remove(config.value, store, name);
    const keys = isRecordingKey(name) ? [name] : (await store.list({ sessionId: name, limit: 100 })).map(({ key }) => key);
    const [key] = keys;
    if (key === undefined) return failed(`There is no recording of session "${name}". See them with list.`);
    if (verb === 'url') return await urls(store, keys, expiresInSeconds);
    if (keys.length > 1) return failed(`Session "${name}" has ${keys.length} recordings; give the key of one:\n${keys.join('\n')}`);
    const target = file ?? key.replace('/', '_');
    if (existsSync(target)) return failed(`${target} exists already; name another file.`);
    return (await store.get(key, target)) ? done(`${target}\n`) : failed(`There is no recording "${key}".`);
  } finally {
    store.close();
  }
}

function storeOptions(config: Config, { dir, bucket }: Arguments['values']): RecordingStoreOptions {
  const chosen = bucket !== undefined ? ({ RECORDINGS: 's3', S3_BUCKET_NAME: bucket } as const) : dir !== undefined || config.RECORDINGS === 'off' ? ({ RECORDINGS: 'directory', RECORDINGS_DIR: dir ?? config.RECORDINGS_DIR } as const) : {};
  return recordingStoreOptionsFrom({ ...config, ...chosen }) ?? { kind: 'directory', directory: config.RECORDINGS_DIR };
}

async function list(store: RecordingStore, sessionId: string | undefined, limit: number, json: boolean): Promise<CommandResult> {
  const found = await store.list({ limit, ...(sessionId === undefined ? {} : { sessionId }) });
  if (json) return done(`${JSON.stringify(found, null, 2)}\n`);
  return done(found.length === 0 ? 'No recordings.\n' : `${found.map(lineFrom).join('\n')}\n`);
}

const lineFrom = ({ key, bytes, storedAt }: StoredRecording): string => `${key}  ${(bytes / 1e6).toFixed(1).padStart(7)} MB  stored ${storedAt}`;

async function urls(store: RecordingStore, keys: readonly string[], expiresInSeconds: number): Promise<CommandResult> {
  const found: string[] = [];
  for (const key of keys) {
    const url = await store.url(key, { expiresInSeconds });
    if (url === null) return failed(`There is no recording "${key}".`);
    found.push(url);
  }
  return done(`${found.join('\n')}\n`);
}

/** The sound, what waits of it on this machine, and then the note in the session's row. */
async function remove(config: Config, store: RecordingStore, sessionId: string): Promise<CommandResult> {
  const waited = await forgetSession(spoolDirectoryOf(config.RECORDINGS_DIR), sessionId);
  const deleted = waited + (await store.delete(sessionId));
  if (deleted > 0) await noteDeletion(config, sessionId);
  return deleted === 0 ? failed(`There is no recording of session "${sessionId}".`) : done(`${deleted} deleted.\n`);
}

async function noteDeletion(config: Config, sessionId: string): Promise<void> {
  if (config.DATABASE === 'embedded' && !existsSync(join(config.DATA_DIR, 'dynalite'))) return;
  const names = { tablePrefix: config.DYNAMODB_TABLE_PREFIX, tableNames: tableNamesFrom(config) };
  const storage = await openStorage(
    { clock: systemClock },
    config.DATABASE === 'embedded'
      ? { kind: 'embedded', directory: config.DATA_DIR, ...names }
      : { kind: 'aws', region: config.AWS_REGION, ...names, ...(config.AWS_ENDPOINT_URL_DYNAMODB === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL_DYNAMODB }) },
  );
  try {
    await storage.sessions.update(sessionId, { recording: { missing: 'deleted' } });
  } finally {
    await storage.close();
  }
}

function wholeFrom(text: string, max: number): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= max ? value : null;
}

await runCommand({ read, run });
