import { createPlaybackEngine } from './playback-engine.js';
import type { PlaybackCommand, PlaybackNews } from './playback-messages.js';

/** Reports a second while something plays. */
const REPORTS_PER_SECOND = 4;

/** The agent's voice: frames in through the port, sound out. `processorOptions.sourceRateHz` is the rate of the frames. */
class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #engine;
  #sinceReport = 0;
  #running = true;

  constructor(options: { readonly processorOptions?: unknown }) {
    super();
    this.#engine = createPlaybackEngine({
      sourceRateHz: sourceRateFrom(options.processorOptions),
      outputRateHz: sampleRate,
    });
    this.port.onmessage = (event: MessageEvent<PlaybackCommand>) => this.#obey(event.data);
  }

  #obey(command: PlaybackCommand): void {
    switch (command.type) {
      case 'frame':
        return this.#engine.push(command.samples, command.epoch);
      case 'end':
        return this.#engine.end(command.epoch);
      case 'interrupt':
        return this.#engine.interrupt(command.epoch);
      case 'silence':
        return this.#engine.silence();
      case 'forgetEpochs':
        return this.#engine.forgetEpochs();
      case 'target':
        return this.#engine.setTargetMs(command.targetMs);
      case 'report':
        return this.#report(false);
      case 'close':
        this.#running = false;
    }
  }

  #report(changed: boolean): void {
    this.#sinceReport = 0;
    const news: PlaybackNews = { type: 'report', changed, ...this.#engine.report() };
    this.port.postMessage(news);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return this.#running;
    const changed = this.#engine.render(output);
    this.#sinceReport += output.length;
    if (changed) this.#report(true);
    else if (this.#sinceReport * REPORTS_PER_SECOND >= sampleRate && this.#engine.playing) this.#report(false);
    return this.#running;
  }
}

function sourceRateFrom(options: unknown): number {
  if (typeof options === 'object' && options !== null && 'sourceRateHz' in options && typeof options.sourceRateHz === 'number') {
    return options.sourceRateHz;
  }
  return 24_000;
}

registerProcessor('voiceter-playback', PlaybackProcessor);
