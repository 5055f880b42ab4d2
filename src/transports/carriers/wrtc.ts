import { refuse, ok, type Result } from '../../kernel/result.js';

/*
 * What we use of the optional package `@roamhq/wrtc` (WebRTC for Node): the few members, as it really has them. Its own types lean on a
 * browser's, which are not known here.
 */

export interface SessionDescription {
  readonly type: string;
  readonly sdp: string;
}

export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
}

export interface MediaTrack {
  readonly kind: string;
  stop(): void;
}

/** 10 ms of sound. The rate may change in mid-stream. */
export interface TrackSound {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly channelCount?: number;
}

export interface AudioSink {
  ondata: ((sound: TrackSound) => void) | null;
  stop(): void;
}

export interface AudioSource {
  createTrack(): MediaTrack;
  /** Takes 10 ms: 480 samples at 48 kHz. */
  onData(sound: { readonly samples: Int16Array; readonly sampleRate: number; readonly bitsPerSample: 16; readonly channelCount: 1; readonly numberOfFrames: number }): void;
}

export interface DataChannel {
  readonly label: string;
  readonly readyState: string;
  readonly bufferedAmount: number;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface Transceiver {
  readonly receiver: { readonly track: MediaTrack };
  direction: string;
}

export interface PeerConnection {
  readonly connectionState: string;
  readonly iceGatheringState: string;
  readonly localDescription: SessionDescription | null;
  onconnectionstatechange: (() => void) | null;
  onicegatheringstatechange: (() => void) | null;
  ontrack: ((event: { readonly track: MediaTrack }) => void) | null;
  ondatachannel: ((event: { readonly channel: DataChannel }) => void) | null;
  setRemoteDescription(description: SessionDescription): Promise<void>;
  setLocalDescription(description: SessionDescription): Promise<void>;
  createAnswer(): Promise<SessionDescription>;
  addIceCandidate(candidate: IceCandidate): Promise<void>;
  addTrack(track: MediaTrack): unknown;
  getTransceivers(): readonly Transceiver[];
  close(): void;
}

export interface IceServer {
  readonly urls: string;
  readonly username?: string;
  readonly credential?: string;
}

export interface Wrtc {
  readonly RTCPeerConnection: new (options: { readonly iceServers: readonly IceServer[]; readonly portRange?: { readonly min: number; readonly max: number } }) => PeerConnection;
  readonly nonstandard: {
    readonly RTCAudioSource: new () => AudioSource;
    readonly RTCAudioSink: new (track: MediaTrack) => AudioSink;
  };
}

/** How to get what is missing, for whoever runs the server. */
export const wrtcInstallation = 'npm install @roamhq/wrtc';

/** The package, or a refusal that says how to get it. The one place that asks for it. */
export async function loadWrtc(load: () => Promise<{ readonly default: unknown }> = () => import('@roamhq/wrtc')): Promise<Result<Wrtc, string>> {
  try {
    const { default: wrtc } = await load();
    return isWrtc(wrtc) ? ok(wrtc) : refuse(`This version of the package is not known here: ${wrtcInstallation}`);
  } catch {
    return refuse(`WebRTC needs an optional package: ${wrtcInstallation}`);
  }
}

function isWrtc(value: unknown): value is Wrtc {
  if (typeof value !== 'object' || value === null || !('RTCPeerConnection' in value) || !('nonstandard' in value)) return false;
  const { nonstandard } = value;
  return typeof nonstandard === 'object' && nonstandard !== null && 'RTCAudioSource' in nonstandard && 'RTCAudioSink' in nonstandard;
}
