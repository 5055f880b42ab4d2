import type { ClientEvents } from '../../../src/transports/dialects/voiceter/wire.js';
import type { Connect } from './connection.js';
import { createLinkKeeper, type Link, type Outage } from './link-keeper.js';
import type { PageClock, PageTimer } from './page-clock.js';
import { queryFromPlace, type Place } from './place.js';
import { numberFrom, type ServerEvent } from './server-event.js';
import { createSilenceWatch } from './silence-watch.js';

/** The `voiceter` dialect in a browser: one session, over as many connections as it takes. Knows nothing of sound or of pages. */
export interface VoiceClient {
  /** Given by the server when the connection stands. */
  readonly sessionId: string | null;
  readonly link: Link;
  /** How often it has come back to its session. */
  readonly returns: number;
  /** Where to go on from; null before the server has given a session. */
  readonly place: Place | null;
  /** Begins the session; goes out as soon as the connection stands. Call it once. */
  start(data: ClientEvents['session:start']): void;
  /** Goes on with the session of `options.place`. Call it once. */
  takeUp(): void;
  /** Sends a control event. While disconnected it waits, in order. */
  send<N extends 'text:message' | 'speech:recognised' | 'session:end'>(event: N, data: ClientEvents[N]): void;
  /** Sends an answer, and again after an outage, until it is recorded or refused. */
  answer(data: ClientEvents['answer:submit']): void;
  setMuted(muted: boolean): void;
  /** What has been heard; of no interest while disconnected. */
  played(data: ClientEvents['playback:progress']): void;
  /** Sends a microphone frame. What cannot go out at once waits for some seconds before the start, and for one during an outage. */
  sendAudio(pcm: ArrayBuffer): void;
  /** Waiting for the next try to come back is over. */
  tryNow(): void;
  /** The device says that it has no network. */
  drop(): void;
  close(): void;
}

export interface VoiceClientDeps {
  readonly clock: PageClock;
  readonly connect: Connect;
  readonly random: () => number;
  readonly onEvent: (event: ServerEvent) => void;
  readonly onLink: (link: Link, outage: Outage | null) => void;
  /** A numbered event has moved the place. */
  readonly onPlace?: (place: Place) => void;
}

export interface VoiceClientOptions {
  /** To go on with a session; it connects on `takeUp`. Without, a new one: it connects at once. */
  readonly place?: Place;
  /** Microphone sound that waits for a session to begin: the server keeps what comes before the model listens. */
  readonly maxHeldFrames?: number;
  /** Microphone sound of an outage that is sent after it: the beginning of a sentence, not a talk with nobody. */
  readonly maxOutageFrames?: number;
}

/** Packets that may wait inside the socket (a slow uplink); sound beyond is dropped, control events never. */
const MAX_PACKETS_WAITING = 150;
/** Control events that wait for the connection; a participant types less. */
const MAX_HELD_EVENTS = 50;
/** What was missed comes at once after a return; an answer that it does not mention has not arrived. */
const REPLAY_SETTLED_MS = 400;

export function createVoiceClient(deps: VoiceClientDeps, options: VoiceClientOptions = {}): VoiceClient {
  const { clock, connect, random, onEvent, onLink, onPlace } = deps;
  const { maxHeldFrames = 160, maxOutageFrames = 31 } = options;
  let place: Place | null = options.place ?? null;
  /** Names of the events that came with the newest number: those that mean one thing share it. */
  let namesAtSeq = new Set<string>();
  let startData: ClientEvents['session:start'] | null = null;
  let started = options.place !== undefined;
  /** The server has taken the session: from now on it is this one or none. */
  let isKnown = started;
  let isOver = false;
  let returns = 0;
  let sequenceNumber = 0;
  let heldFrames: ArrayBuffer[] = [];
  let heldEvents: { readonly name: string; readonly data: unknown }[] = [];
  let unansweredAnswer: ClientEvents['answer:submit'] | null = null;
  let muted = false;
  let settling: PageTimer | null = null;

  const watch = createSilenceWatch({ clock, onSilence: () => keeper.doubt() });
  const keeper = createLinkKeeper({
    clock,
    connect,
    random,
    query: () => (isKnown && place !== null ? queryFromPlace(place) : null),
    onEvent: receive,
    onPacket: () => watch.packet(),
    onChange: linkChanged,
  });

  // ------------------------------------------------------------------------------------------------- from the server

  function receive(event: ServerEvent, envelope: unknown): void {
    if (event.name === 'session:assigned') {
      const { sessionId } = event.data;
      if (place?.sessionId !== sessionId) place = { sessionId, run: null, seq: 0 };
      if (event.data.reconnected) returns += 1;
      else started = false;
      watch.start();
    } else if (!isNew(event.name, envelope)) return;
    follow(event);
    onEvent(event);
  }

  function isNew(name: string, envelope: unknown): boolean {
    const number = numberFrom(envelope);
    if (number === null || place === null) return true;
    const { run, seq } = number;
    if (run === place.run) {
      if (seq < place.seq || (seq === place.seq && namesAtSeq.has(name))) return false;
      if (seq === place.seq) {
        namesAtSeq.add(name);
        return true;
      }
    }
    place = { sessionId: place.sessionId, run, seq };
    namesAtSeq = new Set([name]);
    onPlace?.(place);
    return true;
  }

  /** What an event says about what is to come. */
  function follow(event: ServerEvent): void {
    switch (event.name) {
      case 'session:ready':
        isKnown = true;
        return;
      case 'transcription:assistant':
        if (!event.data.isFinal) watch.utterance(event.data.epoch);
        return;
      case 'audio:chunk':
        return watch.utterance(event.data.epoch);
      case 'audio:end':
        return watch.complete(event.data.epoch);
      case 'audio:interrupt':
      case 'session:waiting':
        return watch.nothingOwed();
      case 'response:recorded':
      case 'response:saving':
      case 'answer:refused':
        if (unansweredAnswer?.questionId === event.data.questionId) unansweredAnswer = null;
        return;
      case 'session:complete':
        isOver = true;
        watch.stop();
        return;
      default:
    }
  }

  // --------------------------------------------------------------------------------------------------- to the server

  function linkChanged(): void {
    const { link, outage } = keeper;
    if (link !== 'up') {
      watch.stop();
      settling?.cancel();
      // What comes after the goodbye is nobody's concern.
      if (isOver) return keeper.close();
    }
    onLink(link, outage);
    if (link === 'up') flush();
  }

  function flush(): void {
    const connection = keeper.connection;
    if (connection === null || (startData === null && !started)) return;
    if (!started && startData !== null) {
      started = true;
      connection.emit('session:start', startData);
    } else {
      settling = clock.setTimer(REPLAY_SETTLED_MS, sendAnswerAgain);
      // The server remembers what an earlier page has said.
      connection.emit('mic:mute', { muted });
    }
    const events = heldEvents;
    const frames = heldFrames;
    heldEvents = [];
    heldFrames = [];
    for (const { name, data } of events) connection.emit(name, data);
    for (const pcm of frames) emitAudio(pcm);
  }

  function sendAnswerAgain(): void {
    if (unansweredAnswer === null) return;
    keeper.connection?.emit('answer:submit', unansweredAnswer);
    watch.asked();
  }

  function emitAudio(pcm: ArrayBuffer): void {
    const connection = keeper.connection;
    if (connection === null || connection.waiting > MAX_PACKETS_WAITING) return;
    connection.emit('audio:chunk', { audioData: pcm, sequenceNumber });
    sequenceNumber += 1;
  }

  function sendOrHold(name: string, data: unknown): void {
    const connection = started ? keeper.connection : null;
    if (connection !== null) connection.emit(name, data);
    else if (heldEvents.length < MAX_HELD_EVENTS) heldEvents.push({ name, data });
  }

  if (options.place === undefined) keeper.open();

  return {
    get sessionId() {
      return place?.sessionId ?? null;
    },
    get link() {
      return keeper.link;
    },
    get returns() {
      return returns;
    },
    get place() {
      return place;
    },
    start(data) {
      startData = data;
      flush();
    },
    takeUp: () => keeper.open(),
    send(event, data) {
      sendOrHold(event, data);
      if (event !== 'session:end') watch.asked();
    },
    answer(data) {
      unansweredAnswer = data;
      keeper.connection?.emit('answer:submit', data);
      watch.asked();
    },
    setMuted(next) {
      muted = next;
      keeper.connection?.emit('mic:mute', { muted });
    },
    played: (data) => keeper.connection?.emit('playback:progress', data),
    sendAudio(pcm) {
      if (started && keeper.link === 'up') return emitAudio(pcm);
      heldFrames.push(pcm);
      const most = isKnown ? maxOutageFrames : maxHeldFrames;
      if (heldFrames.length > most) heldFrames.splice(0, heldFrames.length - most);
    },
    tryNow: () => keeper.tryNow(),
    drop: () => keeper.drop(),
    close() {
      isOver = true;
      heldFrames = [];
      heldEvents = [];
      settling?.cancel();
      watch.stop();
      keeper.close();
    },
  };
}
