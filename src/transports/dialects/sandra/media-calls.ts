import type { Conversation } from '../../../conversation/conversation.js';
import type { Clock } from '../../../kernel/clock.js';
import { AppError } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { ok, refuse, type Result } from '../../../kernel/result.js';
import type { Sessions } from '../../../sessions/sessions.js';
import type { Log } from '../../../telemetry/log.js';
import { agentFromQuery } from '../../agent-choice.js';
import type { CallEnd, WebRtc, WebRtcCall } from '../../carriers/webrtc.js';
import type { IceCandidate, SessionDescription } from '../../carriers/wrtc.js';
import type { Query } from '../../dialect.js';
import { createMediaConversation } from './media-conversation.js';
import type { SandraOptions } from './sandra.js';

/** There is no WebRTC on this server: how to get it. */
export interface NoMedia {
  readonly kind: 'not-installed';
  readonly how: string;
}

export interface PostedCandidate {
  readonly candidate: IceCandidate;
  readonly timestamp: number;
}

/** Media calls, by the ids that their clients make. */
export interface MediaCalls {
  /**
   * Answers an offer; the conversation begins when media flows. A second offer of the same id is a caller who comes back: when it is
   * answered the line before is closed, and its conversation goes on. Refused to another user, and as `WebRtc.answer`.
   */
  offer(callId: string, offer: SessionDescription, caller: { readonly userId: string | null; readonly query: Query }): Promise<Result<SessionDescription, AppError | NoMedia>>;
  /** Null: no offer of this id was answered in the last five minutes. */
  answer(callId: string): SessionDescription | null;
  /** How many there are of this call now. Candidates may come before the offer. Refused: too many, or malformed. */
  addCandidate(callId: string, candidate: IceCandidate): Promise<Result<number, string>>;
  candidates(callId: string): readonly PostedCandidate[];
  /** Ends all calls. */
  close(): void;
}

interface Entry {
  readonly madeMs: number;
  readonly candidates: PostedCandidate[];
  /** Whose it is, as the token says; undefined until an offer came. */
  userId: string | null | undefined;
  answer: SessionDescription | null;
  call: WebRtcCall | null;
  /** The conversation of the call, for a caller who comes back. */
  sessionId: string | null;
  /** While the offer is answered: what has the call until then, and keeps it when the offer is refused. */
  before: Entry | null;
}

const keepMs = 5 * 60_000;
const goodbyeMs = 500;
const maxEntries = 500;
const maxCandidates = 32;
const maxCandidateChars = 1024;

export interface MediaCallsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: Sessions;
  /** Loads what is optional: asked once. */
  readonly webRtc: () => Promise<Result<WebRtc, string>>;
}

export function createMediaCalls(deps: MediaCallsDeps, options: Pick<SandraOptions, 'personaId' | 'outputSampleRateHz'>): MediaCalls {
  const { clock, log, sessions } = deps;
  const entries = new Map<string, Entry>();
  let loading: Promise<Result<WebRtc, string>> | null = null;
  let isClosed = false;

  /** Forgets what is old; a call that runs is kept. */
  function sweep(): void {
    for (const [callId, { madeMs, call }] of entries) if (call === null && clock.nowMs() - madeMs > keepMs) entries.delete(callId);
  }

  function entryOf(callId: string): Entry | null {
    sweep();
    const there = entries.get(callId);
    if (there !== undefined) return there;
    return entries.size >= maxEntries ? null : entered(callId);
  }

  function entered(callId: string): Entry {
    const entry: Entry = { madeMs: clock.nowMs(), candidates: [], userId: undefined, answer: null, call: null, sessionId: null, before: null };
    entries.set(callId, entry);
    return entry;
  }

  /** Whoever offers a call has room: anybody may post candidates for calls that never come. */
  function makeRoom(): void {
    sweep();
    if (entries.size < maxEntries) return;
    const idle = [...entries].filter(([, { call, before }]) => call === null && before === null);
    const [oldest] = idle.find(([, { userId }]) => userId === undefined) ?? idle[0] ?? [];
    if (oldest !== undefined) entries.delete(oldest);
  }

  async function offer(callId: string, description: SessionDescription, caller: Parameters<MediaCalls['offer']>[2]): Promise<Result<SessionDescription, AppError | NoMedia>> {
    const loaded = await (loading ??= deps.webRtc());
    if (!loaded.ok) return refuse({ kind: 'not-installed', how: loaded.error });
    if (isClosed) return refuse(new AppError('SERVER_STOPPING', 'the server is stopping'));
    const former = entries.get(callId);
    if (former?.userId !== undefined && former.userId !== caller.userId) return refuse(new AppError('FORBIDDEN', 'the call of another user', { detail: 'This sessionId belongs to another user. Make a new one.' }));
    entries.delete(callId);
    makeRoom();
    const entry = entered(callId);
    entry.userId = caller.userId;
    entry.candidates.push(...(former?.call === null ? former.candidates : []));
    entry.before = former?.call === null ? former.before : (former ?? null);
    entry.sessionId = former?.sessionId ?? null;

    let conversation: Conversation | null = null;
    const media = createMediaConversation({ clock }, { speak: (samples, epoch) => entry.call?.speak(samples, epoch) ?? false, cut: () => entry.call?.cut(), send: (message) => entry.call?.send(message) ?? false }, () => {
      conversation = null;
      entry.sessionId = null;
      // The last words on the data channel must still go out.
      clock.setTimer(goodbyeMs, () => entry.call?.close());
    });

    function begin(): void {
      const running = entry.sessionId === null ? null : sessions.find(entry.sessionId);
      if (running !== null) {
        conversation = running;
        return running.attach(media.link);
      }
      const sessionId = newId();
      const started = sessions.start(
        {
          sessionId,
          agent: agentFromQuery(caller.query, { personaId: options.personaId }),
          voiceId: null,
          inputSampleRateHz: 16_000,
          outputSampleRateHz: options.outputSampleRateHz,
          userId: caller.userId,
          consent: null,
          language: caller.query['language'] ?? null,
        },
        media.link,
      );
      if (started.ok) {
        conversation = started.value;
        entry.sessionId = sessionId;
        return;
      }
      log.info('media_call_refused', { code: started.error.code });
      entry.call?.send({ type: 'error', message: 'busy', code: started.error.code });
      entry.call?.close();
    }

    function ended(end: CallEnd): void {
      entry.call = null;
      entry.answer = null;
      log.info('media_call_ended', { end });
      conversation?.detach(media.link);
      // A line that broke may come back with the same id; a caller who hung up does not.
      if (end === 'hung-up') {
        conversation?.end();
        entry.sessionId = null;
      }
      conversation = null;
    }

    /** The bounds of native callbacks are not ours: a bug ends this call, and no other. */
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (thrown) {
        log.error('media_call_failed', {}, thrown);
        entry.call?.close();
      }
    };

    const answered = await loaded.value.answer(description, {
      connected: () => guarded(begin),
      microphone: (audio) => conversation?.audio(audio),
      message: (message) => guarded(() => (conversation === null ? undefined : media.message(message, conversation))),
      played: (epoch, samples) => conversation?.played(epoch, samples),
      closed: (end) => guarded(() => ended(end)),
    });
    const { before } = entry;
    entry.before = null;
    if (!answered.ok) {
      if (entries.get(callId) === entry) entries.delete(callId);
      if (!entries.has(callId) && before !== null && !isClosed) entries.set(callId, before);
      return answered;
    }
    // Another offer of this id, or the end of the server, was faster.
    if (isClosed || entries.get(callId) !== entry) {
      answered.value.close();
      return refuse(new AppError('SESSION_INVALID', 'another offer came'));
    }
    if (before !== null) {
      entry.sessionId = before.sessionId;
      before.call?.close();
    }
    entry.call = answered.value;
    entry.answer = answered.value.answer;
    for (const { candidate } of entry.candidates) void entry.call.addCandidate(candidate);
    return ok(entry.answer);
  }

  return {
    offer,
    answer(callId) {
      sweep();
      return entries.get(callId)?.answer ?? null;
    },
    async addCandidate(callId, candidate) {
      if (candidate.candidate.length > maxCandidateChars) return refuse(`A candidate has at most ${maxCandidateChars} characters.`);
      const entry = entryOf(callId);
      if (entry === null || entry.candidates.length >= maxCandidates) return refuse('There are too many candidates.');
      entry.candidates.push({ candidate, timestamp: clock.wallMs() });
      const added = await entry.call?.addCandidate(candidate);
      return added === undefined || added.ok ? ok(entry.candidates.length) : refuse(added.error);
    },
    candidates(callId) {
      sweep();
      return entries.get(callId)?.candidates ?? [];
    },
    close() {
      isClosed = true;
      for (const { call, before } of entries.values()) for (const open of [call, before?.call]) open?.close();
      entries.clear();
    },
  };
}
