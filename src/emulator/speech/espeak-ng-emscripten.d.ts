/** The part of the package (which carries no types) that the worker uses. */
declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakEvent {
    readonly type: string;
    /** Characters from the beginning of the text, counted from 1. */
    readonly text_position: number;
    /** Characters. */
    readonly word_length: number;
    /** Milliseconds from the beginning of the sound. */
    readonly audio_position: number;
  }
  export interface EspeakEngine {
    /** 0 when the voice exists. */
    set_voice(identifier: string): number;
    /** Words a minute. */
    set_rate(wordsPerMinute: number): void;
    /** 0 to 99; 50 is the voice's own. */
    set_pitch(pitch: number): void;
    get_samplerate(): number;
    synthesize(text: string, onAudio: (audio: Int16Array | null, events: readonly EspeakEvent[]) => boolean): void;
  }
  export interface EspeakModule {
    readonly eSpeakNGWorker: new () => EspeakEngine;
  }
  const load: () => Promise<EspeakModule>;
  export default load;
}
