import { startConversation, type Conversation } from '../../src/conversation/conversation.js';
import { AppError } from '../../src/kernel/errors.js';
import type { JsonObject } from '../../src/kernel/json.js';
import { ok, refuse } from '../../src/kernel/result.js';
import type { SessionRequest, Sessions } from '../../src/sessions/sessions.js';
import { createLog } from '../../src/telemetry/log.js';
import type { Dialect, DialectDeps, FrameDialect, FramePeer, Peer } from '../../src/transports/dialect.js';
import { plainAgent, recordingJournal, scriptedModel } from './conversation-parts.js';
import { createManualClock } from './manual-clock.js';

/** Sessions over real conversations, with one model that the test scripts: for dialects without a socket. */
export function foreignBench(agentParts: Parameters<typeof plainAgent>[0] = {}) {
  const clock = createManualClock();
  const model = scriptedModel();
  const running = new Map<string, Conversation>();
  const requests: SessionRequest[] = [];
  let refusal: AppError | null = null;
  const sessions: Sessions = {
    get count() {
      return running.size;
    },
    offers: () => true,
    find: (sessionId, owner) => (owner === undefined || requests.some((request) => request.sessionId === sessionId && request.userId === owner) ? (running.get(sessionId) ?? null) : null),
    drain: () => Promise.resolve(),
    letGo: () => undefined,
    recall: () => Promise.resolve(refuse(new AppError('SESSION_EXPIRED', 'over'))),
    start(request, link) {
      requests.push(request);
      if (refusal !== null) return refuse(refusal);
      const conversation = startConversation(
        { clock, model: model.model, agent: plainAgent(agentParts), journal: recordingJournal().journal, log: () => undefined, onEnded: () => void running.delete(request.sessionId) },
        { ...request, voiceId: request.voiceId ?? 'matthew' },
        link,
      );
      running.set(request.sessionId, conversation);
      return ok(conversation);
    },
  };
  const deps: DialectDeps = { clock, log: createLog({ level: 'silent' }), sessions };

  /** A client of a dialect of frames. What it was sent, and with which code it was closed. */
  function connectFrames(dialect: FrameDialect, query: Readonly<Record<string, string>> = {}) {
    const frames: object[] = [];
    const closes: number[] = [];
    const peer: FramePeer = { query, send: (frame) => void frames.push(frame), sendAudio: (frame) => void frames.push(frame), close: (code) => void closes.push(code) };
    const connection = dialect.connect(peer);
    return {
      frames,
      closes,
      /** As the carrier does it: what is thrown is told. */
      say(frame: JsonObject): void {
        try {
          connection.receive(frame);
        } catch (thrown) {
          if (!(thrown instanceof AppError)) throw thrown;
          connection.fail(thrown);
        }
      },
      leave: () => connection.closed(),
      /** What was sent since it was last asked. */
      heard: () => frames.splice(0),
    };
  }

  /** A client of a dialect of named events; all clients of one `rooms` may share rooms. */
  function connectEvents(dialect: Dialect, rooms: Map<string, Set<(event: string, payload: object) => void>>, query: Readonly<Record<string, string>> = {}) {
    const events: (readonly [string, object])[] = [];
    let disconnected = false;
    const take = (event: string, payload: object): void => void events.push([event, payload]);
    const peer: Peer = {
      returning: null,
      query,
      emit: (event, payload = {}) => take(event, payload),
      emitAudio: take,
      join(room) {
        rooms.set(room, (rooms.get(room) ?? new Set()).add(take));
      },
      toRoom(room, event, payload) {
        for (const other of rooms.get(room) ?? []) if (other !== take) other(event, payload);
      },
      disconnect: () => void (disconnected = true),
    };
    const connection = dialect.connect(peer);
    return {
      say(event: string, payload?: unknown): void {
        try {
          connection.receive(event, payload === undefined ? [] : [payload], null);
        } catch (thrown) {
          if (!(thrown instanceof AppError)) throw thrown;
          connection.fail(thrown);
        }
      },
      leave: () => connection.closed(),
      heard: () => events.splice(0),
      get disconnected() {
        return disconnected;
      },
    };
  }

  return {
    clock,
    model,
    deps,
    requests,
    running,
    refuseWith: (error: AppError | null) => void (refusal = error),
    connectFrames,
    connectEvents,
  };
}
