import { constants } from 'node:fs';
import { access, copyFile, mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPersonas } from '../agents/assistant/personas.js';
import { readCourses } from '../agents/assistant/tools/lesson/courses.js';
import { toolSetNames } from '../agents/assistant/tools/index.js';
import { configOfProcess, textFromProblems, type Config } from '../config.js';
import { messageOf } from '../kernel/errors.js';
import { novaVoices } from '../models/nova-sonic/wire.js';
import { readQuestionnaires } from '../sessions/questionnaires.js';
import { runCommand, type CommandResult } from './command.js';

const help = `Looks whether this machine has what the server needs with its present settings, and says what to do about what it has not.
Makes .env from .env.example where there is none, and the data directory. Asks nobody outside this machine but Redis, where
REDIS_URL is set. For what is in the database: npm run db:diagnose. Exits with 1 when the server would not start.

  npm run setup

  --help
`;

const read = (args: readonly string[]) => parseArgs({ args: [...args], options: { help: { type: 'boolean', default: false } } });

interface Finding {
  /** `note`: the server starts without it. */
  readonly level: 'ok' | 'note' | 'problem';
  readonly text: string;
}

const found = (text: string): Finding => ({ level: 'ok', text });
const note = (text: string): Finding => ({ level: 'note', text });

/** What works is said in few words; what does not, with what to do. */
async function looked(level: 'note' | 'problem', look: () => Promise<string>): Promise<Finding> {
  try {
    return found(await look());
  } catch (thrown) {
    return { level, text: messageOf(thrown) };
  }
}

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
const redisMs = 2000;

async function settingsFile(): Promise<Finding> {
  if (await isThere('.env')) return found('.env is there');
  try {
    await copyFile(root('.env.example'), '.env', constants.COPYFILE_EXCL);
    return found('.env was made from .env.example: every setting in it is a comment until you change it');
  } catch (thrown) {
    return note(`.env could not be made (${messageOf(thrown)}); settings come from the environment`);
  }
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return isEnough ? found(`Node ${process.versions.node}`) : { level: 'problem', text: `Node ${process.versions.node} is too old: install 20.19 or newer` };
}

const content = (config: Config): readonly Promise<Finding>[] => [
  looked('problem', async () => `${(await readQuestionnaires(config.QUESTIONNAIRES_DIR)).cards.length} questionnaires in ${config.QUESTIONNAIRES_DIR}`),
  looked('problem', async () => `${(await readPersonas(config.PERSONAS_DIR, { toolSets: new Set(toolSetNames), voices: new Set(novaVoices.map(({ id }) => id)) })).cards.length} assistants in ${config.PERSONAS_DIR}`),
  looked('problem', async () => `${(await readCourses(config.COURSES_DIR)).ids.length} courses in ${config.COURSES_DIR}`),
];

async function dataDirectory(config: Config): Promise<Finding> {
  return looked('problem', async () => {
    await mkdir(config.DATA_DIR, { recursive: true });
    await access(config.DATA_DIR, constants.R_OK | constants.W_OK);
    return `data in ${config.DATA_DIR}; database: ${config.DATABASE === 'embedded' ? 'embedded there' : `DynamoDB in ${config.AWS_REGION} (tables: npm run aws:provision)`}`;
  });
}

/** What only adds something. */
async function extras(config: Config): Promise<readonly Finding[]> {
  const recogniser = (await Promise.all(['/usr/bin/pocketsphinx_continuous', '/usr/local/bin/pocketsphinx_continuous'].map(isThere))).includes(true);
  const webRtc = await looked('note', async () => {
    await access(fileURLToPath(import.meta.resolve('@roamhq/wrtc')));
    return 'WebRTC calls: @roamhq/wrtc is installed';
  });
  return [
    (await isThere(root('dist/public/index.html'))) ? found('the page is built') : note('the page is not built: npm run build (npm start does it)'),
    ...(config.SPEECH_MODEL === 'emulator' ? [recogniser ? found('the emulator hears words: pocketsphinx is installed') : note('the emulator hears keypad tones only: apt-get install pocketsphinx pocketsphinx-en-us')] : []),
    webRtc.level === 'ok' ? webRtc : note('no WebRTC calls: the optional package @roamhq/wrtc is not installed (npm install @roamhq/wrtc)'),
    ...(config.REDIS_URL === undefined ? [] : [await redisAnswers(config.REDIS_URL)]),
  ];
}

const redisAnswers = (address: string): Promise<Finding> =>
  new Promise((resolve) => {
    const { hostname, port, host } = new URL(address);
    const socket = connect({ host: hostname, port: Number(port === '' ? 6379 : port), timeout: redisMs });
    const answer = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.once('connect', () => answer(found(`Redis at ${host} answers`)));
    const problem: Finding = { level: 'problem', text: `Redis at ${host} does not answer within ${redisMs / 1000} s: start it, or leave REDIS_URL out` };
    socket.once('timeout', () => answer(problem));
    socket.once('error', () => answer(problem));
  });

async function run({ values }: ReturnType<typeof read>): Promise<CommandResult> {
  if (values.help) return { text: help, exitCode: 0 };
  const first = [nodeVersion(), await settingsFile()];
  const config = configOfProcess();
  if (!config.ok) return { text: `${textFrom(first)}The configuration has problems:\n${textFromProblems(config.error)}\n`, exitCode: 78, isOutput: true };
  const findings = [...first, ...(await Promise.all([...content(config.value), dataDirectory(config.value)])), ...(await extras(config.value))];
  const isReady = findings.every(({ level }) => level !== 'problem');
  return { text: `${textFrom(findings)}\n${isReady ? `Ready (${config.value.MODE}): npm start` : 'The server would not start like this.'}\n`, exitCode: isReady ? 0 : 1, isOutput: true };
}

const marks = { ok: 'ok      ', note: 'note    ', problem: 'PROBLEM ' };
const textFrom = (findings: readonly Finding[]): string => findings.map(({ level, text }) => `${marks[level]} ${text.replaceAll('\n', `\n${' '.repeat(9)}`)}\n`).join('');

await runCommand({ read, run });
