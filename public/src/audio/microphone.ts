import type { CaptureFrame } from './capture-framer.js';
import captureWorkletUrl from './capture.worklet.ts?worker&url';

/** Why there is no microphone. Each has its own explanation and next step on the page. */
export type MicrophoneProblem = 'denied' | 'none' | 'in-use' | 'not-loaded' | 'insecure' | 'unsupported' | 'lost' | 'declined' | 'no-answer';

export interface Microphone {
  readonly label: string;
  setMuted(muted: boolean): void;
  close(): void;
}

export interface MicrophoneDeps {
  readonly context: AudioContext;
  readonly onFrame: (frame: CaptureFrame) => void;
  /** The device went away, or the system took it. The microphone is closed then. */
  readonly onLost: () => void;
}

/** Asks for the microphone (the browser may show its question now) and begins to record. Rejects with the browser's own error. */
export async function openMicrophone({ context, onFrame, onLost }: MicrophoneDeps): Promise<Microphone> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: audioConstraints() });
  const [track] = stream.getAudioTracks();
  let node: AudioWorkletNode | null = null;
  let source: MediaStreamAudioSourceNode | null = null;
  let closed = false;

  function close(): void {
    if (closed) return;
    closed = true;
    if (node !== null) {
      node.port.onmessage = null;
      node.port.postMessage('close');
      node.disconnect();
    }
    source?.disconnect();
    for (const one of stream.getTracks()) {
      one.onended = null;
      one.stop();
    }
  }

  try {
    if (track === undefined) throw new DOMException('The stream has no audio track', 'NotFoundError');
    await loadRecorder(context);
    node = new AudioWorkletNode(context, 'voiceter-capture', {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    node.port.onmessage = (event: MessageEvent<CaptureFrame>) => onFrame(event.data);
    source = context.createMediaStreamSource(stream);
    source.connect(node);
    // Its output is silence; the connection keeps the worklet running in every browser.
    node.connect(context.destination);
    track.onended = () => {
      close();
      onLost();
    };
    return {
      label: track.label,
      setMuted(muted) {
        track.enabled = !muted;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Rejects with an error of its own: the browser's is an `AbortError`, which of a microphone means that another program has it. */
async function loadRecorder(context: AudioContext): Promise<void> {
  try {
    await context.audioWorklet.addModule(captureWorkletUrl).catch(() => {
      // A context remembers an address that failed and does not ask again; it has to look like another one.
      const again = new URL(captureWorkletUrl, location.href);
      again.searchParams.set('again', String(Date.now()));
      return context.audioWorklet.addModule(again.href);
    });
  } catch {
    throw new DOMException(`${captureWorkletUrl} does not load`, 'NetworkError');
  }
}

/**
 * Echo cancellation of everything that the machine plays ('all'), where the browser knows that mode. An older browser reads the word
 * as `true`, by the rules of WebIDL: the ordinary kind.
 */
function audioConstraints(): MediaTrackConstraints {
  return {
    channelCount: { ideal: 1 },
    echoCancellation: { ideal: 'all' },
    noiseSuppression: { ideal: true },
    autoGainControl: { ideal: true },
  };
}

export function microphoneProblemFrom(error: unknown): MicrophoneProblem {
  const name = error instanceof DOMException || error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
    case 'PermissionDeniedError':
      return 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use';
    case 'NetworkError':
      return 'not-loaded';
    default:
      return 'unsupported';
  }
}

/** What stands against a microphone before anybody is asked; null when nothing does. */
export function microphoneObstacle(): MicrophoneProblem | null {
  if (!window.isSecureContext) return 'insecure';
  // Typed as always there, but absent in old and embedded browsers.
  if (!('mediaDevices' in navigator) || typeof AudioWorkletNode === 'undefined') return 'unsupported';
  return null;
}
