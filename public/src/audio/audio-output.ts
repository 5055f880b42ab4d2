import { createJitterTarget } from './jitter-target.js';
import type { PlaybackReport } from './playback-engine.js';
import type { PlaybackCommand, PlaybackNews } from './playback-messages.js';
import playbackWorkletUrl from './playback.worklet.ts?worker&url';

/** Plays the agent's voice. One for each conversation; `close` gives everything back. */
export interface AudioOutput {
  readonly context: AudioContext;
  /** Loads the worklet. Until it has, frames wait. `sourceRateHz` is the rate of the agent's audio. */
  open(sourceRateHz: number): Promise<void>;
  push(samples: Int16Array, epoch: number): void;
  end(epoch: number): void;
  interrupt(epoch: number): void;
  /** Stops the current utterance here, without a word to the server. */
  silence(): void;
  /** The server is reached over a new connection: epochs may be counted anew. */
  forgetEpochs(): void;
  /** Turns the voice down while the participant seems to speak over it. */
  duck(on: boolean): void;
  /** Wakes sound that the system has suspended. Call it in a tap where possible. */
  resume(): Promise<void>;
  readonly diagnosis: OutputDiagnosis;
  close(): void;
}

/** What `window.voiceter.playback` shows. */
export interface OutputDiagnosis extends PlaybackReport {
  /** From the arrival of the interruption to the worklet's word that it is silent; null before the first. */
  readonly lastInterruptLatencyMs: number | null;
  readonly contextState: string;
  readonly contextRateHz: number;
  readonly route: 'element' | 'direct';
}

export interface AudioOutputDeps {
  /** About four times a second while sound plays; `changed` where it has just begun or stopped. */
  readonly onReport: (report: PlaybackReport & { readonly changed: boolean }) => void;
  /** The system paused the sound (a phone call, a policy), or gave it back. */
  readonly onRunning: (running: boolean) => void;
}

const DUCKED_GAIN = 0.25;
/** Commands kept while the worklet loads: more than a minute of speech. */
const MAX_WAITING = 3000;

/**
 * Call this inside the tap, before any `await`: browsers let sound begin only then. Creates and resumes the context, plays one
 * silent buffer, and starts the media element that carries the sound (echo cancellers know what media elements play).
 */
export function createAudioOutput({ onReport, onRunning }: AudioOutputDeps): AudioOutput {
  const context = new AudioContext({ latencyHint: 'interactive' });
  void context.resume().catch(() => undefined);
  playSilence(context);

  const gain = context.createGain();
  const { element, whenSettled } = routeToElement(context, gain);
  let route: OutputDiagnosis['route'] = 'element';
  void whenSettled.then((works) => {
    if (works || closed) return;
    route = 'direct';
    gain.disconnect();
    gain.connect(context.destination);
  });

  const jitter = createJitterTarget();
  let node: AudioWorkletNode | null = null;
  let waiting: PlaybackCommand[] = [];
  let sentTargetMs = 80;
  let frameRateHz = 24_000;
  let closed = false;
  let interruptedAt: number | null = null;
  let lastInterruptLatencyMs: number | null = null;
  let report: PlaybackReport = {
    playing: false,
    epoch: -1,
    playedSamples: 0,
    queuedSamples: 0,
    dryOuts: 0,
    staleSamples: 0,
    overflowSamples: 0,
    targetMs: 80,
  };

  // The system may have stopped the sound while the page was out of sight (a phone call); many give it back without a tap.
  const onVisible = (): void => {
    if (document.visibilityState === 'visible' && context.state !== 'running') void context.resume().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', onVisible);
  context.onstatechange = () => {
    if (!closed) onRunning(context.state === 'running');
  };

  function send(command: PlaybackCommand): void {
    if (node !== null) {
      if (command.type === 'frame') node.port.postMessage(command, [command.samples.buffer]);
      else node.port.postMessage(command);
    } else if (!closed && waiting.length < MAX_WAITING) waiting.push(command);
  }

  function hear(news: PlaybackNews): void {
    if (interruptedAt !== null && !news.playing) {
      lastInterruptLatencyMs = performance.now() - interruptedAt;
      interruptedAt = null;
    }
    const { type: _type, changed, ...rest } = news;
    report = rest;
    onReport({ ...rest, changed });
  }

  return {
    context,
    async open(sourceRateHz) {
      frameRateHz = sourceRateHz;
      if (node !== null || closed) return;
      await context.audioWorklet.addModule(playbackWorkletUrl);
      if (closed) return;
      const created = new AudioWorkletNode(context, 'voiceter-playback', {
        numberOfInputs: 0,
        outputChannelCount: [1],
        processorOptions: { sourceRateHz },
      });
      created.port.onmessage = (event: MessageEvent<PlaybackNews>) => hear(event.data);
      created.connect(gain);
      node = created;
      const held = waiting;
      waiting = [];
      for (const command of held) send(command);
    },
    push(samples, epoch) {
      jitter.frame(performance.now(), (samples.length * 1000) / frameRateHz);
      const targetMs = Math.round(jitter.targetMs);
      if (targetMs !== sentTargetMs) {
        sentTargetMs = targetMs;
        send({ type: 'target', targetMs });
      }
      send({ type: 'frame', samples, epoch });
    },
    end(epoch) {
      jitter.startUtterance();
      send({ type: 'end', epoch });
    },
    interrupt(epoch) {
      jitter.startUtterance();
      interruptedAt = performance.now();
      send({ type: 'interrupt', epoch });
      send({ type: 'report' });
    },
    silence() {
      send({ type: 'silence' });
    },
    forgetEpochs() {
      send({ type: 'forgetEpochs' });
    },
    duck(on) {
      gain.gain.setTargetAtTime(on ? DUCKED_GAIN : 1, context.currentTime, on ? 0.01 : 0.08);
    },
    async resume() {
      await context.resume();
      if (route === 'element') await element.play();
    },
    get diagnosis() {
      return {
        ...report,
        lastInterruptLatencyMs,
        contextState: context.state,
        contextRateHz: context.sampleRate,
        route,
      };
    },
    close() {
      if (closed) return;
      closed = true;
      context.onstatechange = null;
      document.removeEventListener('visibilitychange', onVisible);
      node?.port.postMessage({ type: 'close' } satisfies PlaybackCommand);
      if (node !== null) node.port.onmessage = null;
      node?.disconnect();
      waiting = [];
      element.pause();
      element.srcObject = null;
      void context.close().catch(() => undefined);
    },
  };
}

function playSilence(context: AudioContext): void {
  const source = context.createBufferSource();
  source.buffer = context.createBuffer(1, 1, context.sampleRate);
  source.connect(context.destination);
  source.start();
}

function routeToElement(context: AudioContext, from: AudioNode): { element: HTMLAudioElement; whenSettled: Promise<boolean> } {
  const sink = context.createMediaStreamDestination();
  from.connect(sink);
  const element = new Audio();
  element.autoplay = true;
  element.srcObject = sink.stream;
  const whenSettled = element.play().then(
    () => true,
    () => false,
  );
  return { element, whenSettled };
}
