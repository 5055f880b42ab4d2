import { createCaptureFramer } from './capture-framer.js';

/** Microphone in, {@link CaptureFrame}s out through the port. Runs on the audio thread at the device's own rate. */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #framer = createCaptureFramer(
    { onFrame: (frame) => this.port.postMessage(frame, [frame.pcm]) },
    { deviceRateHz: sampleRate },
  );
  #running = true;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#running = false;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const channel = inputs[0]?.[0];
    if (channel !== undefined && this.#running) this.#framer.push(channel);
    return this.#running;
  }
}

registerProcessor('voiceter-capture', CaptureProcessor);
