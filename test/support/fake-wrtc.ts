import type { AudioSink, DataChannel, IceCandidate, MediaTrack, PeerConnection, SessionDescription, TrackSound, Transceiver, Wrtc } from '../../src/transports/carriers/wrtc.js';

/** One peer connection of {@link fakeWrtc}, with the browser's side in the hands of the test. */
export interface FakePeer extends PeerConnection {
  /** What the server sends, 10 ms each. */
  readonly sent: Int16Array[];
  readonly candidates: IceCandidate[];
  readonly texts: string[];
  readonly isClosed: boolean;
  become(state: string): void;
  hear(sound: TrackSound): void;
  /** Opens a channel; gives what the browser can do with it. */
  openChannel(label: string): { readonly say: (data: unknown) => void; readonly hangUp: () => void; readonly isClosed: () => boolean };
}

/** WebRTC without a network: sdp `audio`, `video` and `audio video` are offers of these, everything else is none. */
export function fakeWrtc(): { readonly wrtc: Wrtc; readonly peers: readonly FakePeer[]; gather: boolean } {
  const peers: FakePeer[] = [];
  const control = { gather: true };

  class Source {
    readonly track: MediaTrack = { kind: 'audio', stop: () => undefined };
    onFrame: (samples: Int16Array) => void = () => undefined;
    createTrack(): MediaTrack {
      sources.set(this.track, this);
      return this.track;
    }
    onData({ samples }: { readonly samples: Int16Array }): void {
      this.onFrame(samples);
    }
  }
  const sources = new Map<MediaTrack, Source>();
  const sinks = new Map<MediaTrack, Sink>();

  class Sink implements AudioSink {
    ondata: AudioSink['ondata'] = null;
    constructor(track: MediaTrack) {
      sinks.set(track, this);
    }
    stop(): void {
      this.ondata = null;
    }
  }

  class Peer implements FakePeer {
    connectionState = 'new';
    iceGatheringState = 'new';
    localDescription: SessionDescription | null = null;
    onconnectionstatechange: PeerConnection['onconnectionstatechange'] = null;
    onicegatheringstatechange: PeerConnection['onicegatheringstatechange'] = null;
    ontrack: PeerConnection['ontrack'] = null;
    ondatachannel: PeerConnection['ondatachannel'] = null;
    readonly sent: Int16Array[] = [];
    readonly candidates: IceCandidate[] = [];
    readonly texts: string[] = [];
    isClosed = false;
    private media: Transceiver[] = [];
    constructor() {
      peers.push(this);
    }
    setRemoteDescription({ sdp }: SessionDescription): Promise<void> {
      if (!/^(audio|video)( video)?$/.test(sdp)) return Promise.reject(new Error('no sdp'));
      this.media = sdp.split(' ').map((kind) => ({ receiver: { track: { kind, stop: () => undefined } }, direction: 'recvonly' }));
      for (const { receiver } of this.media) this.ontrack?.({ track: receiver.track });
      return Promise.resolve();
    }
    createAnswer(): Promise<SessionDescription> {
      return Promise.resolve({ type: 'answer', sdp: this.media.map(({ direction }) => direction).join(' ') });
    }
    setLocalDescription(description: SessionDescription): Promise<void> {
      this.localDescription = description;
      if (control.gather) this.iceGatheringState = 'complete';
      return Promise.resolve();
    }
    addIceCandidate(candidate: IceCandidate): Promise<void> {
      if (!candidate.candidate.startsWith('candidate:')) return Promise.reject(new Error('no candidate'));
      this.candidates.push(candidate);
      return Promise.resolve();
    }
    addTrack(track: MediaTrack): void {
      const source = sources.get(track);
      if (source !== undefined) source.onFrame = (samples) => void this.sent.push(samples);
    }
    getTransceivers(): readonly Transceiver[] {
      return this.media;
    }
    close(): void {
      this.isClosed = true;
    }
    become(state: string): void {
      this.connectionState = state;
      this.onconnectionstatechange?.();
    }
    hear(sound: TrackSound): void {
      for (const { receiver } of this.media) sinks.get(receiver.track)?.ondata?.(sound);
    }
    openChannel(label: string): ReturnType<FakePeer['openChannel']> {
      let isClosed = false;
      const channel: DataChannel & { readyState: string } = {
        label,
        readyState: 'open',
        bufferedAmount: 0,
        onmessage: null,
        onclose: null,
        send: (text) => void this.texts.push(text),
        close() {
          isClosed = true;
        },
      };
      this.ondatachannel?.({ channel });
      return {
        say: (data) => channel.onmessage?.({ data: typeof data === 'string' ? data : JSON.stringify(data) }),
        hangUp() {
          channel.readyState = 'closed';
          channel.onclose?.();
        },
        isClosed: () => isClosed,
      };
    }
  }
  return {
    wrtc: { RTCPeerConnection: Peer, nonstandard: { RTCAudioSource: Source, RTCAudioSink: Sink } },
    peers,
    get gather() {
      return control.gather;
    },
    set gather(value) {
      control.gather = value;
    },
  };
}
