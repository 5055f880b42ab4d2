import { flacSilence } from '../../../audio/flac-silence.js';
import { base64FromSamples, base64Pieces, samplesFromBytes } from '../../../audio/pcm.js';
import { wavFromSamples } from '../../../audio/wav.js';
import { createWebmOpus, webmOpusRateHz, type WebmOpus } from '../../../audio/webm-opus.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, ClientMessage, SampleRateHz } from '../../../conversation/ports.js';
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
import { bytesFromBase64, decode, type ClientFrame } from './decode.js';
import { createLessonVoice, type LessonVoice } from './lesson-voice.js';
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

/** One conversation on one connection. */
interface Lesson {
  readonly sessionId: string;
  readonly conversation: Conversation;
  readonly link: ClientLink;
  readonly voice: LessonVoice;
  readonly microphone: WebmOpus;
}

type Body<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>['body'];

/**
 * The lesson page of the source has two faults of its own, which none can mend but its server, and which it says by its address that it has
 * (`?client=lesson-view`): it records its student only if a session was ready before one was begun; and beside playing each piece it
 * queues it, and plays the first of the queue again and again. So it is told early that its next session is ready, and the first
 * of its queue is silence that does not end.
 */
const lessonView = 'lesson-view';
const silenceSeconds = 3600;

/** Frames that may wait for a session. */
const maxMeanwhile = 16;
/** This dialect numbers nothing. */
const noPosition = { run: '', seq: 0 };

const errorTexts: Partial<Record<AppError['code'], string>> = { SESSION_NOT_FOUND: 'Session not found', SESSION_EXPIRED: 'Session not found', WS_MESSAGE_INVALID: 'Invalid message format' };

function connect({ clock, log, sessions }: DialectDeps, options: IntellilearnOptions, peer: FramePeer): FrameConnection {
  let lesson: Lesson | null = null;
  /** A session that is being verified or read from its record. Sound that comes meanwhile has nowhere to go. */
  let coming: string | null = null;
  /** What else came meanwhile, for the session when it is there. */
  let meanwhile: ClientFrame[] = [];
  let isClosed = false;
  const isLessonView = peer.query['client'] === lessonView;
  /** The id of the session to come. */
  let nextId = newId();
  /** Sessions that began here. */
  let begun = 0;
  const returns = createTokenBucket({ perSecond: 0.5, burst: 3 });
  const checkStart = createStartLimit({ clock });

  const timestamp = (): string => isoFromWallMs(clock.wallMs());
  const tell = (frame: ServerFrame): void => peer.send(frame);

  /** The next session can begin. */
  function announce(): void {
    if (isLessonView) tell({ type: 'nova_session_ready', sessionId: nextId, message: 'A session can begin.' });
  }

  /** @param sessionId of a session that is over: a client that reads it stops its microphone */
  function fail(error: AppError, sessionId?: string): void {
    const { errorCode: code, errorMessage, detail } = publicErrorFrom(error);
    const known = errorTexts[error.code];
    const text = known ?? (error.code === 'VALIDATION_ERROR' || error.code === 'UNAUTHORIZED' ? (detail ?? errorMessage) : errorMessage);
    tell({ type: 'error', error: text, code, ...(detail === undefined ? {} : { detail }), ...(sessionId === undefined ? {} : { sessionId }), timestamp: timestamp() });
  }

  /** What a session says on this connection; `over` when it says its last. */
  function linkOf(sessionId: string, voice: LessonVoice, over: () => void): ClientLink {
    let isReady = false;
    const isMine = (): boolean => lesson === null || lesson.sessionId === sessionId;
    function send(message: ClientMessage): void {
      if (!isMine()) return;
      switch (message.type) {
        case 'ready':
          isReady = true;
          return tell({ type: 'nova_session_ready', sessionId, message: 'The conversation is ready.' });
        case 'userText':
          return tell({ type: 'transcription', sessionId, text: message.text, transcript: message.text });
        case 'agentText':
          // Planned words come with their sound; what was really said was then read already.
          if (message.stage === 'planned') voice.sentence(() => tell({ type: 'text_response', sessionId, text: message.text }));
          return;
        case 'audioEnded':
          return voice.end(() => tell({ type: 'inference_complete', sessionId }));
        case 'interrupted':
          voice.cut();
          return tell({ type: 'interrupted', sessionId });
        case 'toolCalled':
          return tell({ type: 'tool_use', sessionId, toolName: message.name, toolInput: message.input });
        case 'fault': {
          if (!isReady) return fail(message.error);
          const { errorCode: code, errorMessage: error } = publicErrorFrom(message.error);
          return tell({ type: 'nova_error', sessionId, error, code });
        }
        case 'ended':
          over();
          // Nothing that ends it for the client: it comes back with its session.
          if (message.outcome.status === 'parked') return peer.close(1012, 'the server is restarting');
          tell({ type: 'session_ended', sessionId, message: 'The conversation has ended.', reason: message.outcome.status });
          return announce();
        case 'toolReturned':
        case 'notice':
        case 'oneMoment':
          return;
        default:
          return unreachable(message);
      }
    }
    return {
      send,
      sendAudio: (audio, epoch) => (isMine() ? voice.audio(audio, epoch) : undefined),
      sendUsage: () => undefined,
      replaced() {
        over();
        peer.close(1000, 'the conversation goes on at another connection');
      },
    };
  }

  /** A conversation, new or taken up, as this connection has it. */
  function open(sessionId: string, begin: (link: ClientLink) => Conversation, resumed: boolean): void {
    let conversation: Conversation | null = null;
    const voice = createLessonVoice(
      { clock },
      { sampleRateHz: options.outputSampleRateHz },
      {
        piece: (samples) => peer.sendAudio({ type: 'audio_response', sessionId, audioBase64: wavFromSamples(samples, options.outputSampleRateHz).toString('base64') } satisfies ServerFrame),
        played: (epoch, samples) => conversation?.played(epoch, samples),
      },
    );
    const microphone = createWebmOpus();
    const spoken = linkOf(sessionId, voice, () => {
      voice.close();
      microphone.close();
      if (lesson?.sessionId === sessionId) lesson = null;
    });
    /** The first frame of a session is the one that tells its id: what comes before waits. Null: it has gone out. */
    let early: ClientMessage[] | null = [];
    const link: ClientLink = {
      ...spoken,
      send(message, position) {
        if (early === null) spoken.send(message, position);
        else early.push(message);
      },
    };
    try {
      conversation = begin(link);
    } catch (thrown) {
      voice.close();
      microphone.close();
      throw thrown;
    }
    lesson = { sessionId, conversation, link, voice, microphone };
    const mine = lesson;
    // What came before the decoder was ready must not wait for what comes next.
    void microphone.ready.then(() => {
      if (lesson === mine) pass(mine, microphone.push(new Uint8Array(0)));
    });
    tell({ type: 'session_initialized', sessionId, message: resumed ? 'The session goes on.' : 'Session ready for audio input', mode: 'speech-to-speech', resumed });
    // Each of another length: the page does not notice the same one twice.
    if (isLessonView && !resumed) peer.sendAudio({ type: 'audio_response', sessionId, audioBase64: flacSilence(silenceSeconds + 60 * (begun++ % 60)).toString('base64') } satisfies ServerFrame);
    const waiting = early;
    early = null;
    for (const message of waiting) spoken.send(message, noPosition);
    for (const frame of meanwhile.splice(0)) guarded(() => receive(frame));
  }

  /** Lets go of the session; it goes on to its end by itself, and says nothing more here. */
  function leave(how: 'end' | 'detach'): void {
    if (lesson === null) return;
    const { conversation, link, voice, microphone } = lesson;
    lesson = null;
    voice.close();
    microphone.close();
    // The link has nobody to tell any more.
    conversation.detach(link);
    if (how === 'end') conversation.end();
  }

  function initialise(body: Body<'initialize_session'>): void {
    const token = body.authToken?.trim() ?? '';
    if (token === '') throw new AppError('UNAUTHORIZED', 'no token', { detail: 'Auth token required' });
    checkStart();
    leave('end');
    // A session that was on its way is not wanted any more.
    coming = null;
    meanwhile = [];
    if (options.verifyToken === null) return begin(body, body.studentId ?? null);
    const attempt = (coming = newId());
    void options.verifyToken(token).then((verified) => {
      if (isClosed || coming !== attempt) return;
      coming = null;
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
    open(
      sessionId,
      (link) => {
        const started = sessions.start(request, link);
        if (!started.ok) throw started.error;
        return started.value;
      },
      false,
    );
  }

  /** The client knows its session from a connection before this one. */
  function comeBack(sessionId: string): void {
    // Each looks into the record: a client that asks with all its audio may not.
    if (!returns.take(clock.nowMs())) throw new AppError('SESSION_NOT_FOUND', 'asked too often');
    const running = sessions.find(sessionId);
    if (running !== null && running.inputSampleRateHz === webmOpusRateHz) {
      return open(sessionId, (link) => (running.attach(link), running), true);
    }
    if (running !== null) throw new AppError('SESSION_NOT_FOUND', 'a session of another kind of client');
    coming = sessionId;
    meanwhile = [];
    const failed = (thrown: unknown): void => {
      // Somebody who has gone on to another session need not know.
      if (isClosed || lesson !== null || (coming !== null && coming !== sessionId)) return;
      coming = null;
      lost(appErrorFrom(thrown), sessionId);
    };
    sessions
      .recall(sessionId)
      .then((recalled) => {
        if (!recalled.ok) return failed(recalled.error);
        if (isClosed || coming !== sessionId || recalled.value.inputSampleRateHz !== webmOpusRateHz) {
          recalled.value.abandon();
          return coming === sessionId ? failed(new AppError('SESSION_NOT_FOUND', 'not for this client')) : undefined;
        }
        coming = null;
        open(
          sessionId,
          (link) => {
            const begun = recalled.value.begin(link);
            if (!begun.ok) throw begun.error;
            return begun.value;
          },
          true,
        );
      })
      .catch(failed);
  }

  /** What came for a session that does not come is dropped with it. */
  function lost(error: AppError, sessionId?: string): void {
    meanwhile = [];
    fail(error, sessionId);
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
    if (coming !== null) return null;
    if (lesson !== null && (sessionId == null || sessionId === lesson.sessionId)) return lesson;
    if (lesson !== null || sessionId == null) throw new AppError('SESSION_NOT_FOUND', 'no such session', { detail: 'Send initialize_session first, and its sessionId with what follows.' });
    comeBack(sessionId);
    return lesson;
  }

  function later(frame: ClientFrame): null {
    if (meanwhile.length < maxMeanwhile) meanwhile.push(frame);
    return null;
  }

  function pass({ conversation }: Lesson, samples: Int16Array): void {
    if (samples.length > 0) for (const piece of base64Pieces(base64FromSamples(samples), webmOpusRateHz)) conversation.audio(piece);
  }

  function hear(to: Lesson, { audioData, isEndOfUtterance }: Body<'audio_input'>): void {
    const base64 = typeof audioData === 'string' ? audioData : (audioData?.base64 ?? '');
    if (base64 !== '') {
      const bytes = bytesFromBase64(base64);
      const isPcm = typeof audioData === 'object' && /pcm|l16/i.test(audioData?.format ?? '');
      pass(to, isPcm ? samplesFromBytes(bytes) : to.microphone.push(bytes));
    }
    if (isEndOfUtterance === true) to.microphone.restart();
  }

  function receive(frame: ClientFrame): void {
    switch (frame.type) {
      case 'initialize_session':
        return initialise(frame.body);
      case 'audio_input': {
        const to = lessonOf(frame.body.sessionId);
        return to === null ? undefined : hear(to, frame.body);
      }
      case 'text_input':
        return (lessonOf(frame.body.sessionId) ?? later(frame))?.conversation.text(frame.body.text);
      case 'end_session': {
        const ending = lessonOf(frame.body.sessionId) ?? later(frame);
        if (ending === null) return;
        leave('end');
        tell({ type: 'session_ended', sessionId: ending.sessionId, message: 'Session ended successfully', reason: 'abandoned' });
        return announce();
      }
      case 'ping':
        return tell({ type: 'pong', timestamp: frame.body.timestamp ?? clock.wallMs() });
      default:
        return unreachable(frame);
    }
  }

  tell({ type: 'connection_established', message: 'Connected', timestamp: timestamp() });
  announce();

  return {
    receive: (frame) => receive(decode(frame)),
    fail: (error) => fail(error),
    closed() {
      isClosed = true;
      leave('detach');
    },
  };
}
