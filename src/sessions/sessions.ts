import { startConversation, type Conversation } from '../conversation/conversation.js';
import type { Agent, ClientLink, EndpointingSensitivity, Journal, Recorder, SampleRateHz, SpokenTurn, VoiceModel } from '../conversation/ports.js';
import type { ConversationLimits } from '../conversation/state.js';
import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { ok, refuse, type Result } from '../kernel/result.js';
import { withDeadline } from '../kernel/retry.js';
import type { Log } from '../telemetry/log.js';
import type { Leases } from './leases.js';

/** What a conversation is to be for. */
export type AgentChoice =
  | { readonly kind: 'interviewer'; readonly questionnaireId: string }
  | {
      readonly kind: 'assistant';
      readonly personaId: string;
      /** The client's own system prompt, from a dialect that may send one; null: the persona's. */
      readonly prompt: string | null;
      /** Only these of its tools; null: all. */
      readonly enabledTools: readonly string[] | null;
      /** What was said before, by the client's account. */
      readonly history: readonly SpokenTurn[];
      /** What else the client says about itself, such as `courseId`. */
      readonly details: Readonly<Record<string, string>>;
    };

/** What somebody who wants to talk has chosen. */
export interface SessionRequest {
  readonly sessionId: string;
  readonly agent: AgentChoice;
  /** Null: the agent's own. */
  readonly voiceId: string | null;
  readonly inputSampleRateHz: SampleRateHz;
  readonly outputSampleRateHz: SampleRateHz;
  readonly userId: string | null;
  /** Absent: as the server is set up. Forgotten when the session goes on from its record. */
  readonly endpointingSensitivity?: EndpointingSensitivity;
  /** BCP-47. Null: that of the voice. */
  readonly language: string | null;
  /** Given on the client's page. Null: an interviewer has to ask. */
  readonly consent: { readonly version: string; readonly agreedAt: string } | null;
}

/** What a conversation needs besides the model: made for one session. */
export interface SessionParts {
  /** What it is about, for the log: the id of a questionnaire or persona. */
  readonly subject: string;
  readonly voiceId: string;
  /** Whose it is; null: nobody said. */
  readonly userId: string | null;
  readonly inputSampleRateHz: SampleRateHz;
  readonly outputSampleRateHz: SampleRateHz;
  readonly agent: Agent;
  readonly journal: Journal;
  /** Its timeline begins now. Called at most once, when the conversation begins; closed with the journal. */
  readonly startRecorder: () => Recorder;
  /** What was said in it before; empty for a new one. */
  readonly history: readonly SpokenTurn[];
  /** Whether nobody has claimed its record since. Rejects when the record cannot be read. */
  readonly isOurs: () => Promise<boolean>;
}

/** A session that can be taken up: from its record, or where it runs. */
export interface RecalledSession {
  readonly voiceId: string;
  readonly inputSampleRateHz: SampleRateHz;
  /** Goes on with it; where another connection of the same participant was faster, takes it over. Refused like a new one. */
  begin(link: ClientLink): Result<Conversation, AppError>;
  /** Nobody is there any more. Whoever has a recalled session calls this or `begin`, once. */
  abandon(): void;
}

export interface SessionsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly model: VoiceModel;
  /** Makes agent and journal of a session; refuses what is not offered. */
  readonly prepare: (request: SessionRequest) => Result<SessionParts, AppError>;
  /**
   * Makes agent and journal of a session from its record. Refused with `SESSION_NOT_FOUND`, or `SESSION_EXPIRED` when it is over or
   * was left too long ago. Rejects when the record cannot be read.
   */
  readonly recall: (sessionId: string) => Promise<Result<SessionParts, AppError>>;
  /** The user of a session by its record; null: nobody's, or there is none. Rejects when the record cannot be read. */
  readonly ownerOf: (sessionId: string) => Promise<string | null>;
  readonly offers: (questionnaireId: string) => boolean;
  /** Closed by its opener. */
  readonly leases: Leases;
}

export interface SessionsOptions {
  readonly maxSessions: number;
  readonly limits?: Partial<ConversationLimits>;
}

/** Every conversation of this node. */
export interface Sessions {
  readonly count: number;
  /** Begins a conversation. Refused when the node is full (`SERVER_BUSY`) or stopping, or by `prepare`. */
  start(request: SessionRequest, link: ClientLink): Result<Conversation, AppError>;
  /** Another node has the session now. */
  letGo(sessionId: string): void;
  /**
   * A running conversation that is this node's for certain, for a participant who comes back.
   *
   * @param owner who that is, where it was verified: sessions of others are not found. Absent: the id is the key
   */
  find(sessionId: string, owner?: string): Conversation | null;
  /**
   * Any other one. It may run here and may have been claimed elsewhere since, which the record tells; run nowhere any more; or run on
   * another node, whose it is no longer once this one has begun with it. As `SessionsDeps.recall`; `owner` as above.
   */
  recall(sessionId: string, owner?: string): Promise<Result<RecalledSession, AppError>>;
  offers(questionnaireId: string): boolean;
  /** Starts nothing new, and parks running conversations: each when nobody speaks in it, all of them after `drainMs`. */
  drain(drainMs: number): Promise<void>;
}

/** A record that is being read, for all connections that have asked for it meanwhile. */
interface Recalling {
  readonly result: ReturnType<SessionsDeps['recall']>;
  /** Connections that have not decided yet. */
  waiting: number;
  /** Another node has taken the session since. */
  lost: boolean;
}

/** A conversation that runs on this node. */
interface Running {
  readonly conversation: Conversation;
  readonly userId: string | null;
  readonly isOurs: () => Promise<boolean>;
  readonly ended: Promise<void>;
}

/** A polite end takes up to 3 s for the stream and 6 s for the journal. */
const politeEndMs = 10_000;

export function createSessions(deps: SessionsDeps, options: SessionsOptions): Sessions {
  const { clock } = deps;
  const running = new Map<string, Running>();
  const recalls = new Map<string, Recalling>();
  let stopping = false;
  let whenEmpty: (() => void) | null = null;

  function refusal(sessionId: string): AppError | null {
    if (stopping) return new AppError('SERVER_STOPPING', 'the server is stopping');
    if (running.size >= options.maxSessions) return new AppError('SERVER_BUSY', `all ${options.maxSessions} sessions are taken`);
    return running.has(sessionId) ? new AppError('SESSION_INVALID', 'this session is running already') : null;
  }

  function begin(sessionId: string, parts: SessionParts, link: ClientLink, { endpointingSensitivity }: Pick<SessionRequest, 'endpointingSensitivity'> = {}): Conversation {
    const log = deps.log.with({ sessionId });
    let whenEnded = (): void => undefined;
    const ended = new Promise<void>((resolve) => (whenEnded = resolve));
    const conversation = startConversation(
      {
        clock,
        model: deps.model,
        agent: parts.agent,
        journal: parts.journal,
        recorder: parts.startRecorder(),
        log: (event, fields, error) => (error === undefined ? log.info(event, fields) : log.error(event, fields, error)),
        onEnded(outcome) {
          running.delete(sessionId);
          deps.leases.release(sessionId);
          log.info('session_ended', { status: outcome.status, disposition: outcome.disposition });
          whenEnded();
          if (running.size === 0) whenEmpty?.();
        },
      },
      {
        sessionId,
        voiceId: parts.voiceId,
        inputSampleRateHz: parts.inputSampleRateHz,
        outputSampleRateHz: parts.outputSampleRateHz,
        history: parts.history,
        ...(endpointingSensitivity === undefined ? {} : { endpointingSensitivity }),
        ...(options.limits === undefined ? {} : { limits: options.limits }),
      },
      link,
    );
    running.set(sessionId, { conversation, userId: parts.userId, isOurs: parts.isOurs, ended });
    return conversation;
  }

  function start(request: SessionRequest, link: ClientLink): Result<Conversation, AppError> {
    const refused = refusal(request.sessionId);
    if (refused !== null) return refuse(refused);
    const parts = deps.prepare(request);
    if (!parts.ok) return parts;
    const conversation = begin(request.sessionId, parts.value, link, request);
    void deps.leases.take(request.sessionId);
    const { agent, subject, voiceId } = parts.value;
    deps.log.info('session_started', { sessionId: request.sessionId, agent: agent.name, subject, voiceId });
    return ok(conversation);
  }

  function readRecord(sessionId: string): Recalling {
    const failed = (): void => {
      recalls.delete(sessionId);
      deps.leases.release(sessionId);
    };
    // Whoever has it lets go of it while its record is read.
    const result = deps.leases.take(sessionId).then(() => deps.recall(sessionId));
    result.then((recalled) => (recalled.ok ? undefined : failed()), failed);
    const recalling: Recalling = { result, waiting: 0, lost: false };
    recalls.set(sessionId, recalling);
    return recalling;
  }

  async function recall(sessionId: string, owner?: string): Promise<Result<RecalledSession, AppError>> {
    if (stopping) return refuse(new AppError('SERVER_STOPPING', 'the server is stopping'));
    // Before anything is asked of whoever has it.
    if (owner !== undefined && (running.get(sessionId)?.userId ?? (await deps.ownerOf(sessionId))) !== owner) return refuse(new AppError('SESSION_NOT_FOUND', 'the session of another user'));
    const there = running.get(sessionId);
    if (there !== undefined) {
      // A record that cannot be read now has most likely not been claimed either.
      const isOurs = await there.isOurs().catch(() => true);
      if (isOurs && running.get(sessionId) === there) return ok(takenOver(there));
      if (!isOurs) {
        deps.log.info('session_claimed_elsewhere', { sessionId });
        there.conversation.letGo();
      }
      await withDeadline(clock, politeEndMs, there.ended, () => new AppError('SESSION_INVALID', 'what runs here does not end'));
    }
    const recalling = recalls.get(sessionId) ?? readRecord(sessionId);
    recalling.waiting += 1;
    const recalled = await recalling.result;
    if (!recalled.ok) return recalled;
    const parts = recalled.value;
    /** The last one to decide sees to it that a session which nobody has begun is left as it was found. */
    const decided = (): void => {
      recalling.waiting -= 1;
      if (recalling.waiting > 0) return;
      recalls.delete(sessionId);
      if (running.has(sessionId)) return;
      deps.leases.release(sessionId);
      const outcome = { status: 'parked', disposition: parts.agent.dispositionOf('left') } as const;
      parts.journal.close(outcome, { inputTokens: 0, outputTokens: 0, streams: 0 }).catch((error: unknown) => deps.log.warn('recall_not_undone', { sessionId }, error));
    };
    const takeUp = (link: ClientLink): Result<Conversation, AppError> => {
      const there = running.get(sessionId);
      if (there !== undefined) {
        there.conversation.attach(link);
        return ok(there.conversation);
      }
      const refused = refusal(sessionId);
      if (refused !== null) return refuse(refused);
      const conversation = begin(sessionId, parts, link);
      deps.log.info('session_resumed', { sessionId, agent: parts.agent.name, subject: parts.subject });
      if (recalling.lost) conversation.letGo();
      return ok(conversation);
    };
    return ok({
      voiceId: parts.voiceId,
      inputSampleRateHz: parts.inputSampleRateHz,
      begin(link) {
        const begun = takeUp(link);
        decided();
        return begun;
      },
      abandon: decided,
    });
  }

  const takenOver = ({ conversation }: Running): RecalledSession => ({
    voiceId: conversation.voiceId,
    inputSampleRateHz: conversation.inputSampleRateHz,
    begin(link) {
      conversation.attach(link);
      return ok(conversation);
    },
    abandon: () => undefined,
  });

  /** True when the last conversation has ended within the time. */
  function emptyWithin(timeoutMs: number): Promise<boolean> {
    if (running.size === 0) return Promise.resolve(true);
    const empty = new Promise<void>((resolve) => (whenEmpty = resolve));
    const late = new AppError('TIMEOUT_ERROR', 'conversations still running');
    return withDeadline(clock, timeoutMs, empty, () => late).then(
      () => true,
      () => false,
    );
  }

  return {
    get count() {
      return running.size;
    },
    start,
    recall,
    letGo(sessionId) {
      const recalling = recalls.get(sessionId);
      if (recalling !== undefined) recalling.lost = true;
      running.get(sessionId)?.conversation.letGo();
    },
    find(sessionId, owner) {
      const there = deps.leases.holds(sessionId) ? running.get(sessionId) : undefined;
      return there === undefined || (owner !== undefined && there.userId !== owner) ? null : there.conversation;
    },
    offers: deps.offers,
    async drain(drainMs) {
      stopping = true;
      for (const { conversation } of running.values()) conversation.drain();
      if (await emptyWithin(drainMs)) return;
      for (const { conversation } of running.values()) conversation.park();
      if (!(await emptyWithin(politeEndMs))) deps.log.warn('drain_incomplete', { sessions: running.size });
    },
  };
}
