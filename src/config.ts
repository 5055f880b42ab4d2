import { join } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { z } from 'zod';
import { refuse, ok, type Result } from './kernel/result.js';

/** What to write about a setting, in the error and in `.env.example`. */
interface About {
  readonly says: string;
  readonly allowed: string;
  /** A value that would be right. */
  readonly example: string;
}

const about = z.registry<About>();

const setting = <S extends z.ZodType>(schema: S, allowed: string, example: string, says: string): S => {
  about.add(schema, { allowed, example, says });
  return schema;
};
const whole = (min: number, max: number, byDefault: number) => z.coerce.number().int().min(min).max(max).default(byDefault);
const flag = (byDefault: boolean) =>
  z.enum(['true', 'false']).default(byDefault ? 'true' : 'false').transform((text) => text === 'true');
/** Made for each setting: what is written about one is kept by its schema. */
const tableName = () => z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/).optional();
const list = z.string().default('').transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));

/** Every setting of the server, in the order of `.env.example`. Names of the source documents are kept. */
const settings = z.object({
  MODE: setting(z.enum(['local', 'aws']).optional(), 'local, aws', 'local', 'Where model and database are. Default: aws where AWS settings are present, else local.'),
  SPEECH_MODEL: setting(z.enum(['bedrock', 'emulator']).optional(), 'bedrock, emulator', 'emulator', 'The speech model, apart from MODE. Default: bedrock in aws, emulator in local.'),
  DATABASE: setting(z.enum(['dynamodb', 'embedded']).optional(), 'dynamodb, embedded', 'embedded', 'The database, apart from MODE. Default: dynamodb in aws, embedded in local.'),
  HOST: setting(z.string().min(1).optional(), 'an address', '127.0.0.1', 'Address to listen on. Default: 127.0.0.1 in local, 0.0.0.0 in aws.'),
  PORT: setting(whole(0, 65535, 8080), '0 to 65535 (0: any free port)', '8080', 'Port of page, HTTP and Socket.IO.'),
  S2S_PORT: setting(z.coerce.number().int().min(0).max(65535).optional(), '0 to 65535 (0: any free port)', '8081', 'One more port for WebSocket clients whose port is fixed. Default: none; they find us on PORT too.'),
  HEALTH_PORT: setting(z.coerce.number().int().min(0).max(65535).optional(), '0 to 65535 (0: any free port)', '8082', 'One more port that answers GET /health and nothing else. Default: none.'),
  LOG_LEVEL: setting(
    z.string().default('info').transform((text) => text.toLowerCase()).pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])),
    'debug, info, warn, error, silent', 'info', 'What goes to the log.'),
  DATA_DIR: setting(z.string().min(1).default('.data'), 'a directory', '.data', 'Where the embedded database lives.'),
  OUTBOX_DIR: setting(z.string().min(1).optional(), 'a directory', '.data/outbox', 'Where answers wait that the database does not take. On a disk that outlives the process. Default: outbox in DATA_DIR.'),
  OUTBOX_MAX_MB: setting(whole(1, 4096, 64), '1 to 4096', '64', 'How much may wait there, in MB. From three quarters on, no new conversation begins.'),
  RECORDINGS: setting(z.enum(['off', 'directory', 's3']).default('off'), 'off, directory, s3', 'directory', 'Where the sound of conversations is kept, of participants who agreed, for 90 days. Off: nowhere.'),
  RECORDINGS_DIR: setting(z.string().min(1).optional(), 'a directory', '.data/recordings', 'Recordings in a directory; also where calls are spooled until they are stored. Default: recordings in DATA_DIR.'),
  S3_BUCKET_NAME: setting(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/).optional(), 'the name of a bucket', 'voiceter-recordings', 'The bucket of recordings. Needed for RECORDINGS=s3; made by `npm run aws:provision`.'),
  RECORDINGS_KMS_KEY_ID: setting(z.string().min(1).optional(), 'id, alias or ARN of a KMS key', 'alias/voiceter', 'Encrypts recordings in S3. Default: keys of S3 (AES256).'),
  KNOWLEDGE: setting(z.enum(['embedded', 'bedrock', 'off']).optional(), 'embedded, bedrock, off', 'embedded', 'Who searches uploaded documents: this server, a Bedrock knowledge base, or nobody. Default: bedrock where KNOWLEDGE_BASE_ID and DATA_SOURCE_ID are set, else embedded.'),
  KNOWLEDGE_BASE_ID: setting(z.string().regex(/^[0-9A-Za-z]{10}$/).optional(), 'ten letters and digits', 'KBID123456', 'The Bedrock knowledge base.'),
  DATA_SOURCE_ID: setting(z.string().regex(/^[0-9A-Za-z]{10}$/).optional(), 'ten letters and digits', 'DSID123456', 'Its data source: the bucket of documents, best with the prefix uploads/.'),
  KNOWLEDGE_MIN_SCORE: setting(z.coerce.number().min(0).max(1).default(0.4), '0 to 1', '0.4', 'What the knowledge base scores lower is no answer.'),
  KNOWLEDGE_UPLOADS: setting(z.enum(['true', 'false']).optional(), 'true, false', 'false', 'Whether documents may be uploaded and deleted over HTTP. Default: true in local, false in aws: whoever reaches the port may, as nobody is asked who they are.'),
  DOCUMENTS: setting(z.enum(['directory', 's3']).optional(), 'directory, s3', 'directory', 'Where uploaded documents are kept. Default: s3 in aws where a bucket is set, and with KNOWLEDGE=bedrock; else directory.'),
  DOCUMENTS_DIR: setting(z.string().min(1).optional(), 'a directory', '.data/documents', 'Documents in a directory. Default: documents in DATA_DIR.'),
  DOCUMENTS_S3_BUCKET: setting(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/).optional(), 'the name of a bucket', 'voiceter-documents', 'The bucket of documents. Needed for DOCUMENTS=s3. Not that of recordings, where everything expires.'),
  QUESTIONNAIRES_DIR: setting(z.string().min(1).default('questionnaires'), 'a directory', 'questionnaires', 'Where the questionnaires are read from, at start.'),
  PERSONAS_DIR: setting(z.string().min(1).default('personas'), 'a directory', 'personas', 'Where the assistants are read from, at start.'),
  COURSES_DIR: setting(z.string().min(1).default('courses'), 'a directory', 'courses', 'Where the courses of the lesson tutor are read from, at start.'),
  NOVA_EVENTS_AGENT: setting(z.string().min(1).default('documents'), 'a persona', 'documents', 'The assistant of clients that speak nova-events (Socket.IO) and name none.'),
  S2S_AGENT: setting(z.string().min(1).default('carlos'), 'a persona', 'carlos', 'The assistant of clients that speak s2s-frames (WebSocket) and name none.'),
  NOVA_EVENTS_CLIENT_PROMPT: setting(flag(true), 'true, false', 'true', "Whether the client's system prompt replaces the assistant's own, as its protocol promises."),
  S2S_CLIENT_PROMPT: setting(flag(false), 'true, false', 'false', 'The same for s2s-frames, where the server decides what its assistant is for.'),
  INTELLILEARN_AGENT: setting(z.string().min(1).default('lesson-tutor'), 'a persona', 'lesson-tutor', 'The assistant of clients that speak intellilearn (WebSocket) and name none.'),
  SANDRA_AGENT: setting(z.string().min(1).default('sandra'), 'a persona', 'sandra', 'The assistant of clients that speak sandra (Socket.IO and WebRTC) and name none.'),
  CLIENT_PROMPT_MAX_CHARS: setting(whole(1, 100_000, 8000), '1 to 100000', '8000', "Longest system prompt of a client, in characters."),
  ENABLE_AUTH: setting(flag(false), 'true, false', 'true', 'Whether clients of intellilearn and sandra must have a token of the Cognito user pool. False: any token will do.'),
  COGNITO_USER_POOL_ID: setting(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/).optional(), 'the id of a Cognito user pool', 'us-east-1_AbCdEfGhI', 'Whose tokens they are. Needed for ENABLE_AUTH=true.'),
  COGNITO_CLIENT_ID: setting(z.string().regex(/^[A-Za-z0-9]+$/).optional(), 'the id of an app client of it', '1example23456789', 'Which of its clients they were made for. Needed for ENABLE_AUTH=true.'),
  WEBRTC: setting(flag(true), 'true, false', 'false', 'Whether browsers may call over WebRTC, where the optional package is installed. It is native code, and loaded at the first call.'),
  WEBRTC_ICE_SERVERS: setting(list, 'addresses, with commas between them', 'stun:stun.l.google.com:19302', 'STUN servers for media calls, where the server does not see its own address. Default: none.'),
  WEBRTC_PORTS: setting(z.string().regex(/^\d{4,5}-\d{4,5}$/).optional(), 'two UDP ports, with - between them', '40000-40100', 'Ports of media calls, where a firewall opens but some. Default: any.'),
  AWS_REGION: setting(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/).default('us-east-1'), 'a Region of Nova 2 Sonic: us-east-1, us-west-2, eu-north-1, ap-northeast-1', 'us-east-1', 'Region of Bedrock, DynamoDB and S3.'),
  AWS_PROFILE: setting(z.string().min(1).optional(), 'a profile of the AWS configuration', 'default', 'Credentials: read by the AWS SDK itself, as are the other ways of its chain.'),
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: setting(z.url().optional(), 'an address', 'http://127.0.0.1:8900', 'Another address than Bedrock, such as `npm run emulator`.'),
  AWS_ENDPOINT_URL_DYNAMODB: setting(z.url().optional(), 'an address', 'http://127.0.0.1:4567', 'Another address than DynamoDB.'),
  AWS_ENDPOINT_URL_S3: setting(z.url().optional(), 'an address', 'http://127.0.0.1:9000', 'Another address than S3.'),
  AWS_ENDPOINT_URL_BEDROCK_AGENT: setting(z.url().optional(), 'an address', 'http://127.0.0.1:8901', 'Another address than that of Bedrock knowledge bases (jobs).'),
  AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: setting(z.url().optional(), 'an address', 'http://127.0.0.1:8901', 'Another address than that of Bedrock knowledge bases (search).'),
  BEDROCK_MODEL_ID: setting(z.string().min(1).default('amazon.nova-2-sonic-v1:0'), 'a model id', 'amazon.nova-2-sonic-v1:0', 'The model.'),
  DYNAMODB_TABLE_PREFIX: setting(z.string().regex(/^[A-Za-z0-9_.-]*$/).default('voiceter-'), 'letters, digits, _ . -', 'voiceter-', 'Put before each table name.'),
  ORDERS_TABLE: setting(tableName(), 'a table name: 3 to 255 letters, digits, _ . -', 'nova-sonic-server-app-demo-orders', 'The table of orders, by its whole name. Default: orders behind DYNAMODB_TABLE_PREFIX.'),
  APPOINTMENTS_TABLE: setting(tableName(), 'a table name: 3 to 255 letters, digits, _ . -; not that of ORDERS_TABLE', 'nova-sonic-server-app-demo-appointments', 'The table of appointments, by its whole name. Default: appointments behind DYNAMODB_TABLE_PREFIX.'),
  SERVICE_DESK_API: setting(z.enum(['true', 'false']).optional(), 'true, false', 'false', 'Whether GET /orders and /appointments answer: to anybody who can reach the port, with names and e-mail addresses. Default: true in local, false in aws.'),
  REDIS_URL: setting(z.url({ protocol: /^rediss?$/ }).optional(), 'an address', 'redis://127.0.0.1:6379', 'Where several nodes agree on who has which conversation. Default: this node is alone.'),
  RESUME_MINUTES: setting(whole(1, 240, 30), '1 to 240', '30', 'How long a conversation that was left can be taken up again.'),
  DEFAULT_VOICE: setting(z.string().min(1).default('matthew'), 'a voice of the model', 'matthew', 'The voice where the client names none, or one that does not exist.'),
  ENDPOINTING_SENSITIVITY: setting(z.enum(['HIGH', 'MEDIUM', 'LOW']).default('MEDIUM'), 'HIGH, MEDIUM, LOW', 'MEDIUM', 'How soon the model takes its turn: after 1.5, 1.75 or 2 s of silence.'),
  MODEL_MAX_TOKENS: setting(whole(1, 10_000, 4096), '1 to 10000', '4096', 'Tokens of one turn of the model.'),
  MAX_SESSIONS: setting(whole(1, 10_000, 200), '1 to 10000', '200', 'Conversations at a time on this node.'),
  ALLOWED_ORIGINS: setting(list, 'origins, with commas between', 'https://survey.example.org', 'Pages of other origins that may connect. Our own page always may.'),
  IDLE_PROMPT_SECONDS: setting(whole(3, 600, 15), '3 to 600', '15', 'Silence after which the participant is asked whether they are still there.'),
  DRAIN_SECONDS: setting(whole(1, 110, 30), '1 to 110', '30', 'Longest wait for running conversations at SIGTERM.'),
  EMULATOR_RECOGNISER: setting(flag(true), 'true, false', 'true', 'Whether the emulator uses a speech recogniser that it finds on the machine.'),
});

/** The checked configuration: every default filled in. */
export interface Config extends Omit<z.output<typeof settings>, 'MODE' | 'SPEECH_MODEL' | 'DATABASE' | 'HOST' | 'OUTBOX_DIR' | 'RECORDINGS_DIR' | 'SERVICE_DESK_API' | 'KNOWLEDGE' | 'KNOWLEDGE_UPLOADS' | 'DOCUMENTS' | 'DOCUMENTS_DIR'> {
  readonly MODE: 'local' | 'aws';
  readonly SPEECH_MODEL: 'bedrock' | 'emulator';
  readonly DATABASE: 'dynamodb' | 'embedded';
  readonly HOST: string;
  readonly OUTBOX_DIR: string;
  readonly RECORDINGS_DIR: string;
  readonly SERVICE_DESK_API: boolean;
  readonly KNOWLEDGE: 'embedded' | 'bedrock' | 'off';
  readonly KNOWLEDGE_UPLOADS: boolean;
  readonly DOCUMENTS: 'directory' | 's3';
  readonly DOCUMENTS_DIR: string;
}

export interface ConfigProblem {
  readonly name: string;
  /** What came; values of names that may be secret are not shown. */
  readonly got: string;
  readonly allowed: string;
  readonly example: string;
}

/** Any of these says that this machine means AWS. */
const awsSigns = ['AWS_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_WEB_IDENTITY_TOKEN_FILE'];

export type Environment = Readonly<Record<string, string | undefined>>;

/** Checks the environment; all problems at once. Empty and blank values count as absent. */
export function configFromEnvironment(environment: Environment): Result<Config, readonly ConfigProblem[]> {
  const given: Environment = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value = '']): [string, string][] => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  const parsed = settings.safeParse(given);
  const names = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0])));
  if (given['RECORDINGS'] === 's3' && given['S3_BUCKET_NAME'] === undefined) names.add('S3_BUCKET_NAME');
  if (given['ORDERS_TABLE'] !== undefined && given['ORDERS_TABLE'] === given['APPOINTMENTS_TABLE']) names.add('APPOINTMENTS_TABLE');
  for (const name of missingForKnowledge(given)) names.add(name);
  if (given['ENABLE_AUTH'] === 'true') for (const name of ['COGNITO_USER_POOL_ID', 'COGNITO_CLIENT_ID']) if (given[name] === undefined) names.add(name);
  if (!parsed.success || names.size > 0) {
    return refuse(
      described()
        .filter(({ name }) => names.has(name))
        .map(({ name, allowed, example }) => ({ name, got: given[name] ?? 'nothing', allowed, example })),
    );
  }
  const raw = parsed.data;
  const MODE = raw.MODE ?? (awsSigns.some((name) => given[name] !== undefined) ? 'aws' : 'local');
  return ok({
    ...raw,
    MODE,
    SPEECH_MODEL: raw.SPEECH_MODEL ?? (MODE === 'aws' ? 'bedrock' : 'emulator'),
    DATABASE: raw.DATABASE ?? (MODE === 'aws' ? 'dynamodb' : 'embedded'),
    OUTBOX_DIR: raw.OUTBOX_DIR ?? join(raw.DATA_DIR, 'outbox'),
    HOST: raw.HOST ?? (MODE === 'aws' ? '0.0.0.0' : '127.0.0.1'),
    RECORDINGS_DIR: raw.RECORDINGS_DIR ?? join(raw.DATA_DIR, 'recordings'),
    SERVICE_DESK_API: raw.SERVICE_DESK_API === undefined ? MODE === 'local' : raw.SERVICE_DESK_API === 'true',
    KNOWLEDGE: knowledgeOf(given),
    KNOWLEDGE_UPLOADS: raw.KNOWLEDGE_UPLOADS === undefined ? MODE === 'local' : raw.KNOWLEDGE_UPLOADS === 'true',
    DOCUMENTS: raw.DOCUMENTS ?? (knowledgeOf(given) === 'bedrock' || (MODE === 'aws' && raw.DOCUMENTS_S3_BUCKET !== undefined) ? 's3' : 'directory'),
    DOCUMENTS_DIR: raw.DOCUMENTS_DIR ?? join(raw.DATA_DIR, 'documents'),
  });
}

function knowledgeOf(given: Environment): 'embedded' | 'bedrock' | 'off' {
  const said = given['KNOWLEDGE'];
  if (said === 'embedded' || said === 'bedrock' || said === 'off') return said;
  return given['KNOWLEDGE_BASE_ID'] !== undefined && given['DATA_SOURCE_ID'] !== undefined ? 'bedrock' : 'embedded';
}

/**
 * Settings that others call for. A Bedrock data source looks into a bucket: documents elsewhere would never be found; and in the bucket of
 * recordings everything expires.
 */
function missingForKnowledge(given: Environment): readonly string[] {
  const knowledge = knowledgeOf(given);
  if (knowledge === 'off') return [];
  const ids = ['KNOWLEDGE_BASE_ID', 'DATA_SOURCE_ID'];
  const bucket = given['DOCUMENTS_S3_BUCKET'];
  const wantsIds = knowledge === 'bedrock' || (given['KNOWLEDGE'] === undefined && ids.some((name) => given[name] !== undefined));
  return [
    ...(wantsIds ? ids.filter((name) => given[name] === undefined) : []),
    ...((bucket === undefined && (knowledge === 'bedrock' || given['DOCUMENTS'] === 's3')) || (bucket !== undefined && bucket === given['S3_BUCKET_NAME']) ? ['DOCUMENTS_S3_BUCKET'] : []),
    ...(knowledge === 'bedrock' && given['DOCUMENTS'] === 'directory' ? ['DOCUMENTS'] : []),
  ];
}

/** Every setting with its description, in order. */
function described(): (About & { readonly name: string })[] {
  return Object.entries(settings.shape).flatMap(([name, schema]) => {
    const text = about.get(schema);
    return text === undefined ? [] : [{ name, ...text }];
  });
}

/** The configuration of this process: its environment, over a `.env` file where there is one. */
export function configOfProcess(): Result<Config, readonly ConfigProblem[]> {
  readDotenv({ quiet: true });
  return configFromEnvironment(process.env);
}

/** The Region that this process was told, not the default: what makes things in an account must be told where. */
export function regionOfProcess(): string | null {
  readDotenv({ quiet: true });
  const region = process.env['AWS_REGION']?.trim() ?? '';
  return region === '' ? null : region;
}

/** Tables that are called otherwise than the prefix says, by their name without it. */
export const tableNamesFrom = ({ ORDERS_TABLE, APPOINTMENTS_TABLE }: Pick<Config, 'ORDERS_TABLE' | 'APPOINTMENTS_TABLE'>): Readonly<Record<string, string>> => ({
  ...(ORDERS_TABLE === undefined ? {} : { orders: ORDERS_TABLE }),
  ...(APPOINTMENTS_TABLE === undefined ? {} : { appointments: APPOINTMENTS_TABLE }),
});

/** All problems as text for the person who starts the server. */
export const textFromProblems = (problems: readonly ConfigProblem[]): string =>
  problems.map(({ name, got, allowed, example }) => `${name}: got "${got}". Allowed: ${allowed}. For example: ${name}=${example}`).join('\n');

/** The text of `.env.example`. */
export const envExample = (): string =>
  '# Every setting has a default; copy this file to .env and uncomment what you change.\n' +
  described()
    .map(({ name, says, allowed, example }) => `\n# ${says}\n# Allowed: ${allowed}\n# ${name}=${example}\n`)
    .join('');
