import { webmOpusRateHz } from '../../../audio/webm-opus.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, SampleRateHz } from '../../../conversation/ports.js';
import { isoFromWallMs } from '../../../kernel/clock.js';
import { AppError, appErrorFrom, publicErrorFrom } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { unreachable } from '../../../kernel/result.js';
import { createTokenBucket } from '../../../kernel/token-bucket.js';
import { agentFromQuery } from '../../agent-choice.js';
import type { DialectDeps, FrameConnection, FrameDialect, FramePeer } from '../../dialect.js';
import { createStartLimit } from '../../start-limit.js';
import type { TokenVerifier } from '../../token-verifier.js';
import { voiceFromName } from '../../voices.js';
import { createWayBack } from '../../way-back.js';
import { decode, type ClientFrame } from './decode.js';
import { createLessonView } from './lesson-view.js';
import { openLesson, type Lesson, type LessonClient } from './lesson.js';
import type { ServerFrame } from './wire.js';

export interface IntellilearnOptions {
  readonly voices: ReadonlySet<string>;
  /** The assistant of clients that name none. */
  readonly personaId: string;
  readonly outputSampleRateHz: SampleRateHz;
  /** Null: every token that is not empty will do. */
  readonly verifyToken: TokenVerifier | null;
}

/** The dialect of source 002. */
export function createIntellilearnDialect(deps: DialectDeps, options: IntellilearnOptions): FrameDialect {
  return {
    name: 'intellilearn',
    path: '/intellilearn',
    recognises: (first) => typeof first['type'] === 'string' && first['type'] !== 'config' && !('event' in first),
    isAudio: (frame) => frame['type'] === 'audio_input',
    connect: (peer) => connect(deps, options, peer),
  };
}

type Body<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>['body'];

/** Frames that may wait for a session. */
const maxMeanwhile = 16;

const errorTexts: Partial<Record<AppError['code'], string>> = { SESSION_NOT_FOUND: 'Session not found', SESSION_EXPIRED: 'Session not found', WS_MESSAGE_INVALID: 'Invalid message format' };

function connect({ clock, log, sessions }: DialectDeps, options: IntellilearnOptions, peer: FramePeer): FrameConnection {
  let lesson: Lesson | null = null;
  /** Who begins a session is being verified. */
  let verifying: string | null = null;
  /** What came for a session that is verified or on its way, but for sound, which has nowhere to go. */
  let meanwhile: ClientFrame[] = [];
  /** The id of the session to come. */
  let nextId = newId();
  const lessonView = createLessonView(peer.query);
  /** Each look for a session reads a record: a client that asks with all its audio may not. */
  const returns = createTokenBucket({ perSecond: 0.5, burst: 3 });
  const checkStart = createStartLimit({ clock });
  const wayBack = createWayBack({ sessions, log }, { inputSampleRateHz: webmOpusRateHz }, { found: (sessionId, begin) => open(sessionId, begin, true), failed: lost });

  const timestamp = (): string => isoFromWallMs(clock.wallMs());
  const tell = (frame: ServerFrame): void => peer.send(frame);

  function invite(): void {
    const invitation = lessonView.invitation(nextId);
    if (invitation !== null) tell(invitation);
  }

  /** @param sessionId of a session that is over: a client that reads it stops its microphone */
  function fail(error: AppError, sessionId?: string): void {
    const { errorCode: code, errorMessage, detail } = publicErrorFrom(error);
    const known = errorTexts[error.code];
    const text = known ?? (error.code === 'VALIDATION_ERROR' || error.code === 'UNAUTHORIZED' ? (detail ?? errorMessage) : errorMessage);
    tell({ type: 'error', error: text, code, ...(detail === undefined ? {} : { detail }), ...(sessionId === undefined ? {} : { sessionId }), timestamp: timestamp() });
  }

  /** What came for a session that does not come is dropped with it. */
  function lost(error: AppError, sessionId?: string): void {
    meanwhile = [];
    fail(error, sessionId);
  }

  /** A conversation, new or taken up, as this connection has it. */
  function open(sessionId: string, begin: (link: ClientLink) => Conversation, resumed: boolean): void {
    const client: LessonClient = {
      tell,
      audio: (frame) => peer.sendAudio(frame),
      fail,
      over(how) {
        lesson = null;
        switch (how) {
          case 'ended':
            return invite();
          case 'parked':
            // Nothing that ends it for the client: it comes back with its session.
            return peer.close(1012, 'the server is restarting');
          case 'replaced':
            return peer.close(1000, 'the conversation goes on at another connection');
        }
      },
    };
    const opened = openLesson({ clock }, { sessionId, sampleRateHz: options.outputSampleRateHz, resumed, firstPiece: resumed ? null : lessonView.firstPiece() }, client, begin);
    lesson = opened.isOver ? null : opened;
    for (const frame of meanwhile.splice(0)) guarded(() => receive(frame));
  }

  function leave(how: 'end' | 'detach'): void {
    lesson?.leave(how);
    lesson = null;
    // A session that was on its way is not wanted any more.
    wayBack.leave();
    verifying = null;
    meanwhile = [];
  }

  function initialise(body: Body<'initialize_session'>): void {
    const token = body.authToken?.trim() ?? '';
    if (token === '') throw new AppError('UNAUTHORIZED', 'no token', { detail: 'Auth token required' });
    checkStart();
    leave('end');
    if (options.verifyToken === null) return begin(body, body.studentId ?? null);
    const attempt = (verifying = newId());
    void options.verifyToken(token).then((verified) => {
      if (verifying !== attempt) return;
      verifying = null;
      if (!verified.ok) return lost(verified.error);
      guarded(() => begin(body, verified.value.userId));
    });
  }

  function begin(body: Body<'initialize_session'>, userId: string | null): void {
    const sessionId = nextId;
    nextId = newId();
    const details = { ...(body.courseId == null ? {} : { courseId: body.courseId }), ...(body.studentId == null ? {} : { studentId: body.studentId }) };
    const request = {
      sessionId,
      agent: agentFromQuery(peer.query, { personaId: options.personaId, details }),
      voiceId: voiceFromName(body.voiceConfig?.voiceId ?? undefined, options.voices),
      inputSampleRateHz: webmOpusRateHz,
      outputSampleRateHz: options.outputSampleRateHz,
      userId,
      consent: null,
      language: body.language ?? peer.query['language'] ?? null,
    } as const;
    const start = (link: ClientLink): Conversation => {
      const started = sessions.start(request, link);
      if (!started.ok) throw started.error;
      return started.value;
    };
    open(sessionId, start, false);
  }

  function guarded(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      const error = appErrorFrom(thrown);
      if (error.code === 'INTERNAL_ERROR') log.error('session_failed', {}, thrown);
      fail(error);
    }
  }

  /** The session that a frame is for; null while it is on its way. One that is not of this connection is looked for. */
  function lessonOf(sessionId: string | null | undefined): Lesson | null {
    if (verifying !== null || wayBack.coming !== null) return null;
    if (lesson !== null && (sessionId == null || sessionId === lesson.sessionId)) return lesson;
    if (lesson !== null || sessionId == null) throw new AppError('SESSION_NOT_FOUND', 'no such session', { detail: 'Send initialize_session first, and its sessionId with what follows.' });
    // The client knows it from a connection before this one.
    if (!returns.take(clock.nowMs())) throw new AppError('SESSION_NOT_FOUND', 'asked too often');
    meanwhile = [];
    wayBack.take(sessionId);
    return lesson;
  }

  function later(frame: ClientFrame): null {
    if (meanwhile.length < maxMeanwhile) meanwhile.push(frame);
    return null;
  }

  function receive(frame: ClientFrame): void {
    switch (frame.type) {
      case 'initialize_session':
        return initialise(frame.body);
      case 'audio_input':
        return lessonOf(frame.body.sessionId)?.hear(frame.body);
      case 'text_input':
        return (lessonOf(frame.body.sessionId) ?? later(frame))?.text(frame.body.text);
      case 'end_session': {
        const ending = lessonOf(frame.body.sessionId) ?? later(frame);
        if (ending === null) return;
        leave('end');
        tell({ type: 'session_ended', sessionId: ending.sessionId, message: 'Session ended successfully', reason: 'abandoned' });
        return invite();
      }
      case 'ping':
        return tell({ type: 'pong', timestamp: frame.body.timestamp ?? clock.wallMs() });
      default:
        return unreachable(frame);
    }
  }

  tell({ type: 'connection_established', message: 'Connected', timestamp: timestamp() });
  invite();

  return {
    receive: (frame) => receive(decode(frame)),
    fail: (error) => fail(error),
    closed() {
      leave('detach');
    },
  };
}
