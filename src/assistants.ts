import { createAssistant, type AssistantOptions } from './agents/assistant/assistant.js';
import type { Persona } from './agents/assistant/persona.js';
import type { AssistantSession, ToolSet, ToolSetFactory } from './agents/assistant/tool-set.js';
import type { SampleRateHz, SpokenTurn, Tool } from './conversation/ports.js';
import { isoFromWallMs, type Clock } from './kernel/clock.js';
import { AppError } from './kernel/errors.js';
import { ok, refuse, type Result } from './kernel/result.js';
import { novaVoices } from './models/nova-sonic/wire.js';
import { pastOf } from './sessions/past.js';
import type { PersonaCatalogue } from './agents/assistant/personas.js';
import { noRecorder } from './sessions/recording.js';
import type { AgentChoice, SessionParts, SessionRequest } from './sessions/sessions.js';
import { createStorageJournal } from './sessions/storage-journal.js';
import type { SessionRow } from './storage/sessions.js';
import type { Storage } from './storage/storage.js';
import type { Log } from './telemetry/log.js';

export interface AssistantsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly personas: PersonaCatalogue;
  readonly toolSets: ReadonlyMap<string, ToolSetFactory>;
}

export interface AssistantsOptions {
  /** Of conversations that are taken up again. */
  readonly outputSampleRateHz: SampleRateHz;
  /** How long after its last sign of life a conversation may be taken up again. */
  readonly resumableMs: number;
}

type AssistantChoice = Extract<AgentChoice, { kind: 'assistant' }>;

export interface Assistants {
  /** Refused with `AGENT_NOT_FOUND`, or `SERVER_BUSY` while nothing could be recorded. */
  prepare(request: SessionRequest, choice: AssistantChoice): Result<SessionParts, AppError>;
  /** Takes up a conversation from its record. As `SessionsDeps.recall`. */
  recall(found: SessionRow): Promise<Result<SessionParts, AppError>>;
  /** For lists: what this persona could use in a conversation. */
  toolsOf(persona: Persona): readonly Tool[];
  /** As `Interviews.expire`. */
  expire(since: string, stop: AbortSignal): Promise<number>;
}

/** Makes agent and journal of each conversation with an assistant. Its sound is not recorded: nobody was asked for that. */
export function createAssistants(deps: AssistantsDeps, options: AssistantsOptions): Assistants {
  const { clock, storage, personas } = deps;

  function parts(persona: Persona, row: SessionRow, outputSampleRateHz: SampleRateHz, past: AssistantOptions & { readonly history: readonly SpokenTurn[] }): SessionParts {
    const { sessionId, voiceId, inputSampleRateHz = 16000 } = row;
    const session: AssistantSession = { sessionId, language: persona.language, userId: row.userId ?? null, details: row.details ?? {} };
    const toolSets = setsFor(persona, session);
    return {
      subject: persona.personaId,
      voiceId,
      userId: row.userId ?? null,
      inputSampleRateHz,
      outputSampleRateHz,
      agent: createAssistant({ persona, toolSets }, past),
      journal: createStorageJournal({ clock, log: deps.log.with({ sessionId }), recorder: storage.recorder }, { row, resumed: past.resumed, consented: () => persona.keepsTranscript }),
      startRecorder: () => noRecorder,
      history: past.history,
      async isOurs() {
        const found = await storage.sessions.get(sessionId);
        return found === null || (found.fence ?? 1) === (row.fence ?? 1);
      },
    };
  }

  function prepare(request: SessionRequest, choice: AssistantChoice): Result<SessionParts, AppError> {
    // A polyglot voice speaks any of the persona's languages; another one its own.
    const voice = novaVoices.find(({ id, polyglot }) => id === request.voiceId && !polyglot);
    const language = request.language ?? voice?.language;
    const persona = personas.find(choice.personaId, language);
    if (persona === null) return refuse(new AppError('AGENT_NOT_FOUND', 'unknown persona'));
    const readiness = storage.ready();
    if (!readiness.ready) return refuse(new AppError('SERVER_BUSY', `not ready: ${readiness.reason}`));
    const row: SessionRow = {
      sessionId: request.sessionId,
      questionnaireId: persona.personaId,
      questionnaireVersion: '-',
      questionnaireHash: persona.hash,
      agent: 'assistant',
      voiceId: request.voiceId ?? persona.voiceId,
      language: persona.language,
      startTime: isoFromWallMs(clock.wallMs()),
      status: 'active',
      streams: 1,
      seed: 0,
      inputSampleRateHz: request.inputSampleRateHz,
      ...(request.consent === null ? {} : { consent: request.consent }),
      ...(request.userId === null ? {} : { userId: request.userId }),
      ...(Object.keys(choice.details).length === 0 ? {} : { details: choice.details }),
    };
    return ok(parts(persona, row, request.outputSampleRateHz, { prompt: choice.prompt, enabledTools: choice.enabledTools, history: choice.history, resumed: false }));
  }

  async function recall(found: SessionRow): Promise<Result<SessionParts, AppError>> {
    const persona = personas.find(found.questionnaireId, found.language);
    if (persona === null) return refuse(new AppError('SESSION_EXPIRED', 'the persona is gone'));
    const past = await pastOf(storage, found);
    if (clock.wallMs() - past.seenAtMs > options.resumableMs) return refuse(new AppError('SESSION_EXPIRED', 'the session was left too long ago'));
    const row = await storage.sessions.claim(found.sessionId);
    if (row === null) return refuse(new AppError('SESSION_EXPIRED', 'the session is over'));
    return ok(parts(persona, row, options.outputSampleRateHz, { prompt: null, enabledTools: null, history: past.history, resumed: true }));
  }

  async function expire(since: string, stop: AbortSignal): Promise<number> {
    let expired = 0;
    for (const { personaId } of personas.cards) {
      for await (const row of storage.sessions.eachOf(personaId, { since })) {
        if (stop.aborted) return expired;
        if ((row.status !== 'active' && row.status !== 'parked') || storage.isEnding(row.sessionId)) continue;
        if (clock.wallMs() - (await pastOf(storage, row)).seenAtMs <= options.resumableMs) continue;
        if ((await storage.sessions.claim(row.sessionId)) === null) continue;
        await storage.sessions.update(row.sessionId, { status: 'abandoned', disposition: 'user_ended', endTime: isoFromWallMs(clock.wallMs()) });
        expired += 1;
      }
    }
    return expired;
  }

  const setsFor = (persona: Persona, session: AssistantSession): readonly ToolSet[] => persona.toolSets.flatMap((name) => deps.toolSets.get(name)?.(session) ?? []);
  const toolsOf = (persona: Persona): readonly Tool[] => setsFor(persona, { sessionId: '', language: persona.language, userId: null, details: {} }).flatMap(({ tools }) => tools);

  return { prepare, recall, toolsOf, expire };
}
