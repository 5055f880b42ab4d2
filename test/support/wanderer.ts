import { io, type Socket } from 'socket.io-client';
import { dtmfTone, type DtmfKey } from '../../src/audio/dtmf.js';
import { base64FromSamples } from '../../src/audio/pcm.js';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import type { ClientEventName, ClientEvents, Envelope, ServerEventName, ServerEvents, WireProgress, WireQuestion } from '../../src/transports/dialects/voiceter/wire.js';
import { numberFrame } from './listener.js';

type Received = { [N in ServerEventName]: Envelope<N> }[ServerEventName];

/** An answer that the participant was told of. */
export interface Told {
  readonly as: 'recorded' | 'saving';
  readonly questionId: string;
  readonly revision: number;
  readonly answer: string;
}

/** What was heard and planned of one utterance on one connection. */
export interface Utterance {
  readonly epoch: number;
  readonly planned: readonly string[];
  readonly audio: readonly Buffer[];
  /** Begun and ended on the same connection. */
  readonly whole: boolean;
}

export interface WandererOptions {
  readonly questionnaireId: string;
  /** 1 to 255: carried by every frame of the microphone. */
  readonly tag: number;
  readonly voiceId?: string;
  /** Of the microphone. Default the system's. */
  readonly clock?: Clock;
  /** At most 96: longer frames are cut by the server. Default 64. */
  readonly frameMs?: number;
  /** A frame each so many milliseconds. Default `frameMs`: without gaps. */
  readonly everyMs?: number;
  /** Called at the moment when an answer is told. */
  readonly onTold?: (told: Told, sessionId: string) => void;
}

/**
 * A participant who loses the connection and comes back, and an inspector of what arrives: everything that a client may rely on is
 * checked at the moment when it comes. What is wrong goes to `wrong`.
 */
export interface Wanderer {
  readonly sessionId: string;
  readonly tag: number;
  readonly connected: boolean;
  /** The question that is open, by the last word of it. */
  readonly open: WireQuestion | null;
  readonly progress: WireProgress | null;
  readonly told: readonly Told[];
  /** The participant was told at least once that an answer could not be saved. */
  readonly unsaved: boolean;
  /** Everything said by text, and answered by touch: values by question. */
  readonly said: readonly string[];
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** `gone`: the server knows of no such conversation any more. */
  readonly end: { readonly kind: 'complete'; readonly data: ServerEvents['session:complete'] } | { readonly kind: 'gone'; readonly code: string } | null;
  /** The conversation goes on, and not on this connection: it is for the participant to come back. */
  readonly mustReturn: boolean;
  readonly events: readonly Received[];
  readonly utterances: readonly Utterance[];
  readonly wrong: readonly string[];
  /** When each numbered frame was sent. */
  readonly sentAtMs: ReadonlyMap<number, number>;
  /** Connects and begins. */
  start(url: string): Promise<boolean>;
  /** Comes back, with or without the place of the last event; `beside`: the old connection is still there. False: no answer came. */
  comeBack(url: string, options?: { readonly place?: boolean; readonly beside?: boolean }): Promise<boolean>;
  drop(): void;
  send<N extends ClientEventName>(event: N, data: ClientEvents[N]): void;
  say(text: string): void;
  tap(questionId: string, value: string | number): void;
  press(key: DtmfKey): void;
  /** Resolves with true when it fits; false after so long. */
  until(fits: () => boolean, timeoutMs: number): Promise<boolean>;
  close(): void;
}

const micRateHz = 16000;
const isUnsaved = (words: string): boolean => words.includes('could not save');

export function createWanderer(options: WandererOptions): Wanderer {
  const clock = options.clock ?? systemClock;
  const frameMs = options.frameMs ?? 64;
  const frameSamples = (micRateHz * frameMs) / 1000;
  const wrong: string[] = [];
  const events: Received[] = [];
  const told: Told[] = [];
  const said: string[] = [];
  const given = new Map<string, string[]>();
  const sentAtMs = new Map<number, number>();
  const watchers = new Set<() => void>();
  const utterances: { epoch: number; planned: string[]; audio: Buffer[]; whole: boolean }[] = [];
  let socket: Socket | null = null;
  let sessionId = '';
  let begun = false;
  let place: { run: string; seq: number } | null = null;
  let open: WireQuestion | null = null;
  let progress: WireProgress | null = null;
  let corrected = false;
  let end: Wanderer['end'] = null;
  let mustReturn = false;
  /** Comes back, and the server has given another id: the error that follows says why. */
  let refusedReturn = false;
  let cutEpoch = -1;
  let soundEpoch = -1;
  let tone = new Int16Array(0);
  let frames = 0;

  const changed = (): void => {
    for (const look of [...watchers]) look();
  };
  const complain = (what: string): void => void wrong.push(`#${options.tag} ${what}`);

  /** A connection: what came on it before decides what may come. */
  function listen(own: Socket, asked: { readonly run: string; readonly seq: number } | null): () => boolean {
    let assigned = false;
    let recovered = false;
    let numbered = false;
    let welcomed = false;
    let replaced = false;
    /** Another conversation could begin here; this participant wants the one that was. */
    let refused = false;
    const isCurrent = (): boolean => socket === own;

    function checkPlace(envelope: Received): void {
      const { run, seq } = envelope;
      if (run === undefined || seq === undefined) return;
      if (replaced) complain(`${envelope.event} after the connection was replaced`);
      if (!isCurrent()) return;
      if (place !== null && run === place.run) {
        if (seq < place.seq) complain(`seq fell from ${place.seq} to ${seq} at ${envelope.event}`);
        // A welcome has no words where the last answer was given before it.
        const leap = seq - place.seq;
        if (leap > 1 && !(leap === 2 && !welcomed) && (recovered || numbered)) complain(`seq leapt from ${place.seq} to ${seq} at ${envelope.event} ${recovered ? 'in what was recovered' : ''}, after ${events.slice(-6).map((before) => `${before.run?.slice(0, 4) ?? '-'}/${before.seq ?? '-'} ${before.event}`).join(', ')}`);
      } else if (place !== null && numbered) complain(`another run in the middle of a connection, at ${envelope.event}`);
      else if (recovered) complain('recovered, and another run');
      place = { run, seq };
      numbered = true;
      welcomed ||= envelope.event === 'session:ready';
    }

    own.onAny((event: string, envelope: Received) => {
      if (envelope.event === 'session:assigned') {
        assigned = true;
        ({ recovered } = envelope.data);
        if (recovered && asked === null) complain('recovered without a place');
        if (!recovered) soundEpoch = cutEpoch = -1;
        if (sessionId === '') ({ sessionId } = envelope);
        else if (!envelope.data.reconnected) refusedReturn = refused = true;
        else if (envelope.sessionId !== sessionId) complain(`came back to ${sessionId}, got ${envelope.sessionId}`);
        else mustReturn = false;
        return changed();
      }
      // Who speaks before it is known what became of the conversation is told that there is none.
      if (!assigned && envelope.event === 'error') return;
      if (!assigned) complain(`${event} before session:assigned`);
      if (refusedReturn && envelope.event === 'error' && isCurrent()) {
        refusedReturn = false;
        if (envelope.data.errorCode === 'SESSION_EXPIRED' || envelope.data.errorCode === 'SESSION_NOT_FOUND') end ??= { kind: 'gone', code: envelope.data.errorCode };
        else mustReturn = true;
        events.push(envelope);
        return changed();
      }
      if (refused) return;
      if (envelope.sessionId !== sessionId) complain(`${event} of another session: ${JSON.stringify(envelope)}`);
      if (envelope.event === 'audio:chunk') return sound(envelope.data);
      checkPlace(envelope);
      if (!isCurrent()) {
        if (envelope.event === 'error' && envelope.data.errorCode === 'SESSION_INVALID') replaced = true;
        return;
      }
      events.push(envelope);
      take(envelope);
      changed();
    });
    own.on('disconnect', () => changed());
    return () => assigned;

    function sound({ epoch, audioData }: ServerEvents['audio:chunk']): void {
      if (replaced) complain('sound after the connection was replaced');
      if (!isCurrent()) return;
      if (epoch < cutEpoch) complain(`sound of epoch ${epoch} after it was cut by ${cutEpoch}`);
      if (epoch < soundEpoch) complain(`sound of epoch ${epoch} after sound of ${soundEpoch}`);
      soundEpoch = Math.max(soundEpoch, epoch);
      utteranceOf(epoch).audio.push(typeof audioData === 'string' ? Buffer.from(audioData, 'base64') : Buffer.from(audioData));
      changed();
    }
  }

  function utteranceOf(epoch: number): (typeof utterances)[number] {
    const last = utterances.at(-1);
    if (last !== undefined && last.epoch === epoch) return last;
    const fresh = { epoch, planned: [], audio: [], whole: true };
    utterances.push(fresh);
    return fresh;
  }

  function take(envelope: Received): void {
    switch (envelope.event) {
      case 'session:ready':
        open = envelope.data.firstQuestion ?? null;
        return;
      case 'question:advance': {
        const { question, progress: next } = envelope.data;
        if (progress !== null && !corrected && (next.current < progress.current || next.percentage < progress.percentage)) complain(`progress fell from ${JSON.stringify(progress)} to ${JSON.stringify(next)}`);
        open = question;
        progress = next;
        return;
      }
      case 'response:recorded':
      case 'response:saving': {
        const { questionId, revision, answer } = envelope.data;
        const one: Told = { as: envelope.event === 'response:recorded' ? 'recorded' : 'saving', questionId, revision, answer };
        const before = told.find((other) => other.as === 'recorded' && other.questionId === questionId && other.revision === revision);
        if (one.as === 'recorded' && before !== undefined && before.answer !== answer) complain(`${questionId} revision ${revision} is ${before.answer} and ${answer}`);
        told.push(one);
        // Also words that were heard late may change an answer.
        if (revision > 1) corrected = true;
        options.onTold?.(one, sessionId);
        return;
      }
      case 'transcription:user':
        if (!said.includes(envelope.data.text) && !/^[0-9*#]+$/.test(envelope.data.text)) complain(`somebody else's words: ${envelope.data.text}`);
        return;
      case 'transcription:assistant':
        if (!envelope.data.isFinal) utteranceOf(envelope.data.epoch).planned.push(envelope.data.text);
        return;
      case 'audio:interrupt':
        if (envelope.data.epoch < cutEpoch) complain(`epoch fell from ${cutEpoch} to ${envelope.data.epoch}`);
        cutEpoch = envelope.data.epoch;
        return;
      case 'audio:end': {
        const { epoch } = envelope.data;
        const bytes = utteranceOf(epoch).audio.reduce((sum, { length }) => sum + length, 0);
        socket?.emit('playback:progress', { epoch, playedSamples: bytes / 2 });
        return;
      }
      case 'session:complete':
        if (end !== null) complain(`${envelope.event} after ${end.kind}`);
        end = { kind: 'complete', data: envelope.data };
        return;
      case 'session:parked':
        mustReturn = true;
        return;
      case 'error':
        if (envelope.data.errorCode === 'SESSION_INVALID' && begun) mustReturn = true;
        return;
      default:
        return;
    }
  }

  async function connect(url: string, returning: { readonly place: { readonly run: string; readonly seq: number } | null } | null): Promise<boolean> {
    // What was being heard when the connection went was not heard to its end.
    for (const utterance of utterances) if (utterance.epoch === utterances.at(-1)?.epoch) utterance.whole = false;
    const query = returning === null ? {} : { query: { sessionId, ...(returning.place === null ? {} : { run: returning.place.run, after: String(returning.place.seq) }) } };
    const own = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...query });
    own.once('connect_error', changed);
    socket = own;
    const isThere = listen(own, returning?.place ?? null);
    await until(() => isThere() || socket !== own || (!own.active && !own.connected), 5000);
    return isThere();
  }

  const everyMs = options.everyMs ?? frameMs;
  let timer = clock.setTimer(everyMs, tick);
  function tick(): void {
    timer = clock.setTimer(everyMs, tick);
    if (!begun || end !== null || mustReturn || socket?.connected !== true) return;
    const frame = new Int16Array(frameSamples);
    frame.set(tone.subarray(0, frameSamples));
    tone = tone.slice(frameSamples);
    if (frame.every((sample) => sample === 0)) {
      frames += 1;
      numberFrame(frame, frames * 256 + options.tag);
      sentAtMs.set(frames, clock.nowMs());
    }
    socket.emit('audio:chunk', { audioData: base64FromSamples(frame), sequenceNumber: frames });
  }

  function until(fits: () => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (): void => {
        watchers.delete(look);
        clearTimeout(deadline);
        resolve(fits());
      };
      const look = (): void => {
        if (fits()) done();
      };
      const deadline = setTimeout(done, timeoutMs);
      watchers.add(look);
      look();
    });
  }

  const noteGiven = (questionId: string, value: string): void => void given.set(questionId, [...(given.get(questionId) ?? []), value]);

  const wanderer: Wanderer = {
    get sessionId() {
      return sessionId;
    },
    tag: options.tag,
    get connected() {
      return socket?.connected === true;
    },
    get open() {
      return open;
    },
    get progress() {
      return progress;
    },
    told,
    get unsaved() {
      return events.some((envelope) => (envelope.event === 'answer:refused' && isUnsaved(envelope.data.reason)) || (envelope.event === 'transcription:assistant' && isUnsaved(envelope.data.text)));
    },
    said,
    given,
    get end() {
      return end;
    },
    get mustReturn() {
      return mustReturn;
    },
    events,
    utterances,
    wrong,
    sentAtMs,
    async start(url) {
      if (!(await connect(url, null))) return false;
      wanderer.send('session:start', { questionnaireId: options.questionnaireId, consent: { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' }, ...(options.voiceId === undefined ? {} : { voiceId: options.voiceId }) });
      begun = true;
      return true;
    },
    async comeBack(url, { place: withPlace = true, beside = false } = {}) {
      const old = socket;
      if (!beside) old?.disconnect();
      const back = await connect(url, { place: withPlace ? place : null });
      if (beside) setTimeout(() => old?.disconnect(), 50);
      return back;
    },
    drop: () => void socket?.disconnect(),
    send: (event, data) => void socket?.emit(event, data),
    say(text) {
      said.push(text);
      if (open !== null) noteGiven(open.questionId, text);
      wanderer.send('text:message', { text, ...(open === null ? {} : { questionId: open.questionId }) });
    },
    tap(questionId, value) {
      // A correction is one of an answer that was there.
      if (questionId !== open?.questionId) corrected = true;
      noteGiven(questionId, String(value));
      wanderer.send('answer:submit', { questionId, value });
    },
    press(key) {
      if (open !== null) noteGiven(open.questionId, key);
      tone = Int16Array.from([...dtmfTone(key, 160, micRateHz), ...new Int16Array(micRateHz / 10).fill(1)]);
    },
    until,
    close() {
      timer.cancel();
      socket?.disconnect();
    },
  };
  return wanderer;
}
