import { startConversation, type Conversation } from '../../src/conversation/conversation.js';
import { AppError } from '../../src/kernel/errors.js';
import { ok, refuse } from '../../src/kernel/result.js';
import { createLog } from '../../src/telemetry/log.js';
import type { Position } from '../../src/conversation/ports.js';
import type { Sessions } from '../../src/sessions/sessions.js';
import type { Peer } from '../../src/transports/dialect.js';
import { createVoiceterDialect } from '../../src/transports/dialects/voiceter/voiceter.js';
import { plainAgent, recordingJournal, scriptedModel } from './conversation-parts.js';
import { createManualClock } from './manual-clock.js';

export interface Emitted {
  readonly event: string;
  readonly payload: object;
}

/** A client's connection, as a test speaks through it. */
export interface BenchConnection {
  receive(event: string, data?: unknown): void;
  fail(error: AppError): void;
  closed(): void;
}

const question = { questionId: 'q1', questionNumber: 1, questionType: 'nps', questionText: 'How likely?', isRequired: true };
export const interviewNoticeData = { questionnaireName: 'Pulse', language: 'en-US', estimatedDurationMinutes: 1, question, progress: { current: 1, total: 3, percentage: 0 } };

/** A voiceter connection without a socket, over a real conversation with a model that the test scripts. */
export function voiceterBench() {
  const clock = createManualClock();
  const model = scriptedModel();
  const running = new Map<string, Conversation>();
  const agent = {
    ...plainAgent(),
    introduction: () => ({ kind: 'interview', data: interviewNoticeData }),
    summary: () => ({ kind: 'summary', data: { totalQuestions: 3, answeredQuestions: 0, answers: [] } }),
  };
  const sessions: Sessions = {
    count: 0,
    offers: (id) => id === 'quick-pulse',
    find: (sessionId) => running.get(sessionId) ?? null,
    drain: () => Promise.resolve(),
    letGo: () => undefined,
    recall: () => Promise.resolve(refuse(new AppError('SESSION_EXPIRED', 'over'))),
    start(request, link) {
      const conversation = startConversation({ clock, model: model.model, agent, journal: recordingJournal().journal, log: () => undefined, onEnded: () => void running.delete(request.sessionId) }, { ...request, voiceId: request.voiceId ?? 'matthew' }, link);
      running.set(request.sessionId, conversation);
      return ok(conversation);
    },
  };
  const dialect = createVoiceterDialect(
    { clock, log: createLog({ level: 'silent' }), sessions },
    { voices: new Set(['matthew', 'tiffany', 'tina']), defaultVoice: 'matthew', outputSampleRateHz: 24000 },
  );
  /** One more client; `sessionId` is of the session that it comes back to. */
  function connect(sessionId: string | null = null, after: Position | null = null): { readonly connection: BenchConnection; readonly emitted: readonly Emitted[] } {
    const emitted: Emitted[] = [];
    const peer: Peer = {
      returning: sessionId === null ? null : { sessionId, after },
      query: {},
      join: () => undefined,
      toRoom: () => undefined,
      emit: (event, payload = {}) => void emitted.push({ event, payload }),
      emitAudio: (event, payload) => void emitted.push({ event, payload }),
      disconnect: () => undefined,
    };
    const connection = dialect.connect(peer);
    return { connection: { receive: (event, data) => connection.receive(event, [data], null), fail: (error) => connection.fail(error), closed: () => connection.closed() }, emitted };
  }
  const { connection, emitted } = connect();
  return { connection, emitted, model, clock, connect };
}
