import { fileURLToPath } from 'node:url';
import { toolSets } from './agents/assistant/tools/index.js';
import { readCourses } from './agents/assistant/tools/lesson/courses.js';
import { createAssistants } from './assistants.js';
import { openDoors } from './doors.js';
import { tableNamesFrom, type Config } from './config.js';
import { startEmulator, type Emulator } from './emulator/emulator.js';
import { createInterviews } from './interviews.js';
import { isoFromWallMs, systemClock, type Clock } from './kernel/clock.js';
import { AppError } from './kernel/errors.js';
import { newId } from './kernel/ids.js';
import { createPeriodic } from './kernel/periodic.js';
import { createKnowledge } from './knowledge/create-knowledge.js';
import { knowledgeAlarms } from './knowledge/knowledge-base.js';
import { createNovaSonic } from './models/nova-sonic/nova-sonic.js';
import { novaVoices } from './models/nova-sonic/wire.js';
import { refuse } from './kernel/result.js';
import { readPersonas } from './agents/assistant/personas.js';
import { readQuestionnaires } from './sessions/questionnaires.js';
import { createRecordingRegister } from './sessions/recording.js';
import { createOwnLeases } from './sessions/leases.js';
import { createRedisLeases } from './sessions/redis-leases.js';
import { createSessions } from './sessions/sessions.js';
import { createRecordingStore, recordingStoreOptionsFrom } from './storage/recordings/create-store.js';
import { spoolDirectoryOf, type RecordingStore } from './storage/recordings/recording-store.js';
import { openRecordings, type Recordings } from './storage/recordings/recordings.js';
import { openStorage, type Storage } from './storage/storage.js';
import { createLog, type Log } from './telemetry/log.js';
import { createKnowledgeRoutes } from './transports/http/knowledge-routes.js';
import { createServiceDeskRoutes } from './transports/http/service-desk-routes.js';
import { createSandraStatistics } from './transports/dialects/sandra/statistics.js';
import { createCognitoVerifier, type TokenVerifier } from './transports/token-verifier.js';
import type { ConversationLimits } from './conversation/state.js';

/** The running server. */
export interface Voiceter {
  /** Where the page is. */
  readonly url: string;
  /** Which part is where, for the first lines of output. */
  readonly parts: readonly string[];
  readonly sessions: { readonly count: number };
  readonly emulator: Emulator | null;
  readonly storage: Storage;
  /** Starts nothing new, lets running conversations end, closes everything. `drainMs` default: the configuration's. */
  close(drainMs?: number): Promise<void>;
}

export interface VoiceterOverrides {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly limits?: Partial<ConversationLimits>;
  /** An emulator that the caller made and closes; without one, the server starts its own where the configuration says so. */
  readonly emulator?: Emulator;
}

/** How often it is looked for conversations that nobody came back to, and how long ago they may have begun. */
const expireEveryMs = 5 * 60_000;
const expireWithinMs = { atStart: 7 * 24 * 60 * 60_000, later: 6 * 60 * 60_000 };
/** Credentials for the emulator: any will do, and none of the machine's must be needed or sent. */
const emulatorCredentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
const outputSampleRateHz = 24000;
/** What somebody should look at: the disk does not do its work, or something that was said needs a person. */
const storageAlarms = new Set(['outbox_disk_failed', 'outbox_entry_not_kept', 'outbox_entry_set_aside', 'outbox_not_set_aside', 'outbox_entries_unreadable', 'outbox_closed_with_entries']);

/** Puts the house together and opens its doors. Everything opened here is closed by `close`, last opened first. */
export async function startVoiceter(config: Config, overrides: VoiceterOverrides = {}): Promise<Voiceter> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLog({ level: config.LOG_LEVEL });
  const closers: (() => Promise<void> | void)[] = [];
  /** One that fails does not leave the others open. */
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
      try {
        await close();
      } catch (error) {
        log.error('close_failed', {}, error);
      }
    }
  };

  try {
    const voices = new Set<string>(novaVoices.map((voice) => voice.id));
    const defaultVoice = config.DEFAULT_VOICE.toLowerCase();
    if (!voices.has(defaultVoice)) throw new AppError('VALIDATION_ERROR', `DEFAULT_VOICE: got "${config.DEFAULT_VOICE}". Allowed: ${[...voices].join(', ')}.`);
    const catalogue = await readQuestionnaires(config.QUESTIONNAIRES_DIR);
    const outbox = { directory: config.OUTBOX_DIR, maxBytes: config.OUTBOX_MAX_MB * 1024 * 1024 };
    const storage = await openStorage(
      { clock, log: (event, fields) => (storageAlarms.has(event) ? log.warn(event, fields) : log.info(event, fields)) },
      config.DATABASE === 'embedded'
        ? { kind: 'embedded', directory: config.DATA_DIR, tablePrefix: config.DYNAMODB_TABLE_PREFIX, tableNames: tableNamesFrom(config), outbox }
        : {
            kind: 'aws',
            region: config.AWS_REGION,
            tablePrefix: config.DYNAMODB_TABLE_PREFIX,
            tableNames: tableNamesFrom(config),
            outbox,
            ...(config.AWS_ENDPOINT_URL_DYNAMODB === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL_DYNAMODB }),
          },
    );
    closers.push(() => storage.close());

    const recordingStore = recordingStoreOptionsFrom(config);
    const recordings = recordingStore === null ? null : await recordingsIn(createRecordingStore({ clock }, recordingStore), config, { clock, log, storage }, closers);

    const knowledge = createKnowledge({ clock, log: (event, fields) => (knowledgeAlarms.has(event) ? log.warn(event, fields) : log.info(event, fields)), register: storage.documents }, config);
    if (knowledge !== null) closers.push(() => knowledge.close());

    const emulator = await emulatorFor(config, overrides, clock);
    if (emulator !== null && overrides.emulator === undefined) closers.push(() => emulator.close());
    const endpoint = emulator?.endpoint ?? config.AWS_ENDPOINT_URL_BEDROCK_RUNTIME;
    const model = createNovaSonic(
      { clock },
      {
        modelId: config.BEDROCK_MODEL_ID,
        region: config.AWS_REGION,
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(emulator === null ? {} : { credentials: emulatorCredentials }),
        inference: { maxTokens: config.MODEL_MAX_TOKENS, topP: 0.9, temperature: 0.7, endpointingSensitivity: config.ENDPOINTING_SENSITIVITY },
        hearsWords: emulator === null || emulator.hearing === 'speech',
      },
    );
    closers.push(() => model.close());

    const courses = await readCourses(config.COURSES_DIR);
    const sets = toolSets({ clock, courses, progress: storage.lessonProgress, serviceDesk: storage.serviceDesk, knowledge, onFault: (error) => log.error('tool_fault', {}, error) });
    const personas = await readPersonas(config.PERSONAS_DIR, { toolSets: new Set(sets.keys()), voices });
    const resumableMs = config.RESUME_MINUTES * 60_000;
    const interviews = createInterviews({ clock, log, storage, catalogue, recordings }, { defaultVoice, outputSampleRateHz, resumableMs });
    const assistants = createAssistants({ clock, log, storage, personas, toolSets: sets }, { outputSampleRateHz, resumableMs });
    const node = newId();
    const leases =
      config.REDIS_URL === undefined
        ? createOwnLeases({ node })
        : createRedisLeases({ clock, log, onLost: (sessionId) => sessions.letGo(sessionId) }, { url: config.REDIS_URL, node });
    closers.push(() => leases.close());
    const sessions = createSessions(
      {
        clock,
        log,
        model,
        leases,
        prepare: (request) => (request.agent.kind === 'interviewer' ? interviews.prepare(request, request.agent) : assistants.prepare(request, request.agent)),
        async recall(sessionId) {
          const found = await storage.sessions.get(sessionId);
          if (found === null) return refuse(new AppError('SESSION_NOT_FOUND', 'no such session'));
          if (storage.isEnding(sessionId)) return refuse(new AppError('SESSION_EXPIRED', 'the session is over'));
          return found.agent === 'interviewer' ? interviews.recall(found) : assistants.recall(found);
        },
        ownerOf: async (sessionId) => (await storage.sessions.get(sessionId))?.userId ?? null,
        offers: (id) => catalogue.find(id) !== null,
      },
      { maxSessions: config.MAX_SESSIONS, limits: { idleMs: config.IDLE_PROMPT_SECONDS * 1000, ...overrides.limits } },
    );

    let withinMs = expireWithinMs.atStart;
    const expiry = createPeriodic(clock, expireEveryMs, async (stop) => {
      try {
        const since = isoFromWallMs(clock.wallMs() - withinMs);
        const expired = (await interviews.expire(since, stop)) + (await assistants.expire(since, stop));
        withinMs = expireWithinMs.later;
        if (expired > 0) log.info('sessions_expired', { sessions: expired });
      } catch (error) {
        log.warn('sessions_not_expired', {}, error);
      }
    });
    closers.push(() => expiry.stop());

    let stopping = false;
    const startedMs = clock.nowMs();
    const maxPromptChars = config.CLIENT_PROMPT_MAX_CHARS;
    const shown = personas.find(config.NOVA_EVENTS_AGENT);
    const verifyToken = tokenVerifierFrom(config);
    const doors = await openDoors(
      {
        clock,
        log,
        sessions,
        health() {
          const readiness = storage.ready();
          const facts = { sessions: sessions.count, uptimeSeconds: Math.round((clock.nowMs() - startedMs) / 1000), timestamp: isoFromWallMs(clock.wallMs()) };
          if (stopping) return { status: 'stopping', ...facts };
          return readiness.ready ? { status: 'ok', ...facts } : { status: 'unready', reason: readiness.reason, ...facts };
        },
        questionnaires: catalogue.cards,
        personas: personas.cards,
        tools: shown === null ? [] : assistants.toolsOf(shown).map(({ name, description }) => ({ name, description })),
        voices: novaVoices.map((voice) => ({ ...voice, name: voice.id.charAt(0).toUpperCase() + voice.id.slice(1) })),
        pageDir: fileURLToPath(new URL('../dist/public', import.meta.url)),
        routers: [
          ...(config.SERVICE_DESK_API ? [{ path: '/', router: createServiceDeskRoutes({ log, ...storage.serviceDesk }) }] : []),
          ...(knowledge === null ? [] : [{ path: '/', router: createKnowledgeRoutes({ clock, log, knowledge }, { uploads: config.KNOWLEDGE_UPLOADS, allowedOrigins: config.ALLOWED_ORIGINS }) }]),
        ],
      },
      {
        voiceter: { voices, defaultVoice, outputSampleRateHz },
        novaEvents: { voices, personaId: config.NOVA_EVENTS_AGENT, maxPromptChars: config.NOVA_EVENTS_CLIENT_PROMPT ? maxPromptChars : 0 },
        s2sFrames: { voices, personaId: config.S2S_AGENT, maxPromptChars: config.S2S_CLIENT_PROMPT ? maxPromptChars : 0 },
        intellilearn: { voices, personaId: config.INTELLILEARN_AGENT, outputSampleRateHz, verifyToken },
        sandra: { voices, personaId: config.SANDRA_AGENT, outputSampleRateHz, verifyToken, statistics: createSandraStatistics({ clock }) },
      },
      config,
    );
    closers.push(() => doors.close());

    return {
      url: doors.url,
      parts: [...partsOf(config, emulator), ...doors.parts],
      sessions,
      emulator,
      storage,
      async close(drainMs = config.DRAIN_SECONDS * 1000) {
        stopping = true;
        doors.refuseNew();
        await sessions.drain(drainMs);
        await closeAll();
      },
    };
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
}

/** Null: clients need no valid token. */
function tokenVerifierFrom({ ENABLE_AUTH, COGNITO_USER_POOL_ID: userPoolId, COGNITO_CLIENT_ID: clientId }: Config): TokenVerifier | null {
  return !ENABLE_AUTH || userPoolId === undefined || clientId === undefined ? null : createCognitoVerifier({ userPoolId, clientId });
}

async function recordingsIn(
  store: RecordingStore,
  config: Config,
  { clock, log, storage }: { readonly clock: Clock; readonly log: Log; readonly storage: Storage },
  closers: (() => Promise<void> | void)[],
): Promise<Recordings> {
  closers.push(() => store.close());
  const recordings = await openRecordings(
    { clock, log: (event, fields) => log.info(event, fields), store, register: createRecordingRegister({ storage }) },
    { spoolDirectory: spoolDirectoryOf(config.RECORDINGS_DIR) },
  );
  closers.push(() => recordings.close());
  return recordings;
}

async function emulatorFor(config: Config, overrides: VoiceterOverrides, clock: Clock): Promise<Emulator | null> {
  if (overrides.emulator !== undefined) return overrides.emulator;
  if (config.SPEECH_MODEL !== 'emulator') return null;
  return startEmulator({ clock }, { hearing: config.EMULATOR_RECOGNISER ? 'auto' : 'none', limits: { maxStreams: config.MAX_SESSIONS } });
}

function partsOf(config: Config, emulator: Emulator | null): readonly string[] {
  const model =
    emulator === null
      ? `speech model: ${config.BEDROCK_MODEL_ID} at ${config.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? `Bedrock in ${config.AWS_REGION}`}`
      : `speech model: emulator (speaks: ${emulator.speech}; hears: ${emulator.hearing === 'speech' ? 'words and keypad' : 'keypad, and what is typed or tapped'})`;
  return [
    `mode: ${config.MODE}`,
    model,
    config.DATABASE === 'embedded' ? `database: embedded in ${config.DATA_DIR}` : `database: DynamoDB in ${config.AWS_REGION}`,
  ];
}
