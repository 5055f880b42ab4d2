import { createResampling, type Resampling } from '../../audio/resample.js';
import type { Clock, Timer } from '../../kernel/clock.js';
import { AppError, messageOf } from '../../kernel/errors.js';
import { jsonObjectFromText, type JsonObject } from '../../kernel/json.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import { withDeadline } from '../../kernel/retry.js';
import { createTokenBucket } from '../../kernel/token-bucket.js';
import type { Log } from '../../telemetry/log.js';
import { createPacedVoice, type PacedVoice } from './paced-voice.js';
import { createTrackMicrophone, trackResamplings } from './track-microphone.js';
import type { AudioSink, DataChannel, IceCandidate, IceServer, PeerConnection, SessionDescription, Wrtc } from './wrtc.js';

/** Why a call is over. `asked`: we closed it. */
export type CallEnd = 'asked' | 'hung-up' | 'failed' | 'never-connected';

/** What a call tells its owner. No call may throw. */
export interface CallEvents {
  /** Both sides are there: speech goes out from now on. */
  connected(): void;
  /** 20 ms of the caller's microphone: base64 PCM s16le mono, 16 kHz. */
  microphone(audio: string): void;
  /** A message on the data channel: an object with a `type`. */
  message(message: JsonObject): void;
  /** So many samples of the utterance have gone out, at the agent's rate. */
  played(epoch: number, samples: number): void;
  /** Comes once, last. */
  closed(end: CallEnd): void;
}

/** One caller's peer connection. No call waits or throws; calls after the end do nothing. */
export interface WebRtcCall {
  /** For the caller, with all candidates that were found in time. */
  readonly answer: SessionDescription;
  /** A candidate that the caller found later. Refused: it is malformed, or one too many. */
  addCandidate(candidate: IceCandidate): Promise<Result<null, string>>;
  /** The agent's speech at its rate. False when it was left out: too much is waiting, or the call is over. */
  speak(samples: Int16Array, epoch: number): boolean;
  /** Interruption: what waits is not spoken. */
  cut(): void;
  /** On the data channel. False: there is none, or the caller does not read. */
  send(message: JsonObject): boolean;
  close(): void;
}

export interface WebRtc {
  readonly calls: number;
  /**
   * Answers an offer; takes a second at most. The call belongs to the caller of this, who closes it. Refused: `SERVER_BUSY`,
   * `VALIDATION_ERROR` for what is no offer of sound.
   */
  answer(offer: SessionDescription, events: CallEvents): Promise<Result<WebRtcCall, AppError>>;
  /** Ends all calls. */
  close(): void;
}

export interface WebRtcOptions {
  /** Of the agent's speech. */
  readonly agentRateHz: number;
  /** Default 200. */
  readonly maxCalls?: number;
  /** STUN and TURN servers, for a server that does not see its own address. Default: none. */
  readonly iceServers?: readonly IceServer[];
  /** UDP ports, where a firewall opens but some. Default: any. */
  readonly portRange?: { readonly min: number; readonly max: number };
  /** Default 20,000: from the answer until media can flow. */
  readonly connectMs?: number;
  /** Default 8000: how long a broken connection may take to come back. */
  readonly disconnectedMs?: number;
}

const lineRateHz = 48_000;
const gatheringMs = 1000;
const negotiationMs = 5000;
const maxOfferChars = 32 * 1024;
/** Sound, picture and data are three. Each that is not bundled opens sockets: a hundred fit into an offer, with eight of them each. */
const maxMediaSections = 8;
const maxCandidates = 64;
const maxCandidateChars = 1024;
export const metadataChannel = 'sandra-metadata';
const maxMessageChars = 4 * 1024;
const maxBufferedBytes = 64 * 1024;
const messageRate = { perSecond: 20, burst: 40 };

const notAnOffer = (detail: string): AppError => new AppError('VALIDATION_ERROR', 'no usable offer', { detail });

/** Media calls with browsers: the caller's microphone in, the agent's speech out, small messages both ways. */
export function createWebRtc(deps: { readonly clock: Clock; readonly log: Log; readonly wrtc: Wrtc }, options: WebRtcOptions): WebRtc {
  const { wrtc } = deps;
  const toLine = createResampling({ fromHz: options.agentRateHz, toHz: lineRateHz });
  const toModel = trackResamplings();
  const calls = new Set<{ end(how: CallEnd): void }>();

  return {
    get calls() {
      return calls.size;
    },
    async answer(offer, events) {
      if (calls.size >= (options.maxCalls ?? 200)) return refuse(new AppError('SERVER_BUSY', 'all media lines are taken'));
      if (offer.type !== 'offer' || offer.sdp.length > maxOfferChars) return refuse(notAnOffer('offer needs type "offer" and an sdp of at most 32 KB.'));
      if ((offer.sdp.match(/^m=/gm) ?? []).length > maxMediaSections) return refuse(notAnOffer(`An offer has at most ${maxMediaSections} media sections.`));
      const connection = new wrtc.RTCPeerConnection({
        iceServers: options.iceServers ?? [],
        ...(options.portRange === undefined ? {} : { portRange: options.portRange }),
      });
      const call = openCall({ ...deps, connection, toLine, toModel }, options, {
        ...events,
        closed(end) {
          calls.delete(call);
          events.closed(end);
        },
      });
      calls.add(call);
      const answered = await call.answer(offer);
      if (!answered.ok) call.forget();
      if (!answered.ok) calls.delete(call);
      return answered;
    },
    close() {
      for (const call of [...calls]) call.end('asked');
    },
  };
}

interface CallDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly wrtc: Wrtc;
  readonly connection: PeerConnection;
  readonly toLine: Resampling;
  readonly toModel: ReadonlyMap<number, Resampling>;
}

function openCall(deps: CallDeps, options: WebRtcOptions, events: CallEvents) {
  const { clock, log, wrtc, connection } = deps;
  const source = new wrtc.nonstandard.RTCAudioSource();
  const ownTrack = source.createTrack();
  const messages = createTokenBucket(messageRate);
  let voice: PacedVoice | null = null;
  let sink: AudioSink | null = null;
  let channel: DataChannel | null = null;
  let candidates = 0;
  let isOver = false;
  let wasConnected = false;
  let deadline: Timer = clock.setTimer(options.connectMs ?? 20_000, () => end('never-connected'));

  /** The native part may complain of anything that is already gone. */
  function quietly(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      log.debug('webrtc_closing', { reason: messageOf(thrown) });
    }
  }

  function shut(): void {
    isOver = true;
    deadline.cancel();
    voice?.close();
    connection.onconnectionstatechange = null;
    connection.onicegatheringstatechange = null;
    connection.ontrack = null;
    connection.ondatachannel = null;
    if (channel !== null) channel.onclose = null;
    quietly(() => sink?.stop());
    quietly(() => ownTrack.stop());
    quietly(() => channel?.close());
    quietly(() => connection.close());
  }

  function end(how: CallEnd): void {
    if (isOver) return;
    shut();
    events.closed(how);
  }

  connection.onconnectionstatechange = () => {
    switch (connection.connectionState) {
      case 'connected':
        deadline.cancel();
        if (wasConnected) return;
        wasConnected = true;
        voice = createPacedVoice(
          { clock },
          { resampling: deps.toLine },
          {
            frame: (samples) => source.onData({ samples, sampleRate: lineRateHz, bitsPerSample: 16, channelCount: 1, numberOfFrames: samples.length }),
            played: (epoch, samples) => events.played(epoch, samples),
          },
        );
        for (const { samples, epoch } of early.splice(0)) voice.speak(samples, epoch);
        return events.connected();
      case 'disconnected':
        // It may come back by itself: a network that changes.
        deadline.cancel();
        deadline = clock.setTimer(options.disconnectedMs ?? 8000, () => end('failed'));
        return;
      case 'failed':
        return end(wasConnected ? 'failed' : 'never-connected');
      case 'closed':
        return end('hung-up');
      default:
        return;
    }
  };
  /** Speech of the time before media can flow: a greeting. */
  const early: { readonly samples: Int16Array; readonly epoch: number }[] = [];
  const maxEarlyPieces = 1000;

  connection.ontrack = ({ track }) => {
    if (sink !== null || track.kind !== 'audio') return;
    sink = new wrtc.nonstandard.RTCAudioSink(track);
    const hear = createTrackMicrophone(deps.toModel, (audio) => events.microphone(audio));
    sink.ondata = ({ samples, sampleRate, channelCount }) => {
      if (!isOver) hear(samples, sampleRate, channelCount ?? 1);
    };
  };

  connection.ondatachannel = (event) => {
    if (channel !== null || event.channel.label !== metadataChannel) return event.channel.close();
    channel = event.channel;
    channel.onmessage = ({ data }) => {
      if (isOver || typeof data !== 'string' || data.length > maxMessageChars || !messages.take(clock.nowMs())) return;
      const message = jsonObjectFromText(data);
      if (typeof message?.['type'] === 'string') events.message(message);
    };
    // The first sign that the caller hung up: the connection itself notices after many seconds.
    channel.onclose = () => end('hung-up');
  };

  const call: Omit<WebRtcCall, 'answer'> = {
    async addCandidate(candidate) {
      if (isOver) return refuse('The call is over.');
      candidates += 1;
      if (candidates > maxCandidates || candidate.candidate.length > maxCandidateChars) return refuse('Too many candidates, or too long ones.');
      try {
        await connection.addIceCandidate(candidate);
        return ok(null);
      } catch {
        return refuse('This is not an ICE candidate of the offer.');
      }
    },
    speak(samples, epoch) {
      if (isOver) return false;
      if (voice !== null) return voice.speak(samples, epoch);
      if (early.length >= maxEarlyPieces) return false;
      early.push({ samples, epoch });
      return true;
    },
    cut() {
      early.length = 0;
      voice?.cut();
    },
    send(message) {
      if (isOver || channel?.readyState !== 'open' || channel.bufferedAmount > maxBufferedBytes) return false;
      try {
        channel.send(JSON.stringify(message));
        return true;
      } catch {
        return false;
      }
    },
    close: () => end('asked'),
  };

  return {
    end,
    /** Closes without a word: the owner is told by the refusal. */
    forget: () => {
      if (!isOver) shut();
    },
    async answer(offer: SessionDescription): Promise<Result<WebRtcCall, AppError>> {
      try {
        await withDeadline(clock, negotiationMs, connection.setRemoteDescription(offer), () => new AppError('TIMEOUT_ERROR', 'the offer was not read'));
        const media = connection.getTransceivers();
        if (!media.some(({ receiver }) => receiver.track.kind === 'audio')) return refuse(notAnOffer('The offer has no sound.'));
        for (const transceiver of media) if (transceiver.receiver.track.kind !== 'audio') transceiver.direction = 'inactive';
        connection.addTrack(ownTrack);
        await connection.setLocalDescription(await connection.createAnswer());
        await gathered(clock, connection);
      } catch (thrown) {
        log.debug('webrtc_offer_refused', { reason: messageOf(thrown) });
        return refuse(notAnOffer('The sdp can not be used.'));
      }
      const description = connection.localDescription;
      if (isOver || description === null) return refuse(new AppError('WS_CONNECTION_FAILED', 'the call ended while it was answered'));
      return ok({ ...call, answer: { type: description.type, sdp: description.sdp } });
    },
  };
}

/** All candidates are found, or the deadline has come: then those that were found must do. */
function gathered(clock: Clock, connection: PeerConnection): Promise<void> {
  if (connection.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const deadline = clock.setTimer(gatheringMs, resolve);
    connection.onicegatheringstatechange = () => {
      if (connection.iceGatheringState !== 'complete') return;
      deadline.cancel();
      resolve();
    };
  });
}
