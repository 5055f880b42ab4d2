/** The browser's own speech recogniser, used only where the server's model hears sound but no words. */
export interface BrowserSpeech {
  /** Stops for good. */
  close(): void;
  /** While the agent speaks nothing is recognised: the browser does not take the agent's voice out of what it hears. */
  setPaused(paused: boolean): void;
}

export interface BrowserSpeechDeps {
  readonly onWords: (text: string) => void;
  /** Permission refused, no service, no microphone: it will not work in this browser. */
  readonly onUnavailable: () => void;
}

/** The part of the Web Speech API that we use; the DOM library does not describe it. */
interface Recogniser extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  start(): void;
  abort(): void;
}

type RecogniserConstructor = new () => Recogniser;

const RESTART_DELAY_MS = 250;

export const hasBrowserSpeech = (): boolean => recogniserConstructor() !== null;

/** Null where the browser has no recogniser. */
export function openBrowserSpeech({ onWords, onUnavailable }: BrowserSpeechDeps, language: string): BrowserSpeech | null {
  const Constructor = recogniserConstructor();
  if (Constructor === null) return null;
  const recogniser = new Constructor();
  recogniser.lang = language;
  recogniser.continuous = true;
  recogniser.interimResults = false;
  let closed = false;
  let paused = false;
  let running = false;
  let restart: ReturnType<typeof setTimeout> | undefined;

  function run(): void {
    clearTimeout(restart);
    if (closed || paused || running) return;
    try {
      recogniser.start();
      running = true;
    } catch {
      // Still stopping: its `end` event starts it again.
    }
  }

  recogniser.addEventListener('result', (event) => {
    if (paused || closed) return;
    for (const text of finalWordsOf(event)) onWords(text.slice(0, 2000));
  });
  recogniser.addEventListener('end', () => {
    running = false;
    if (!closed && !paused) restart = setTimeout(run, RESTART_DELAY_MS);
  });
  recogniser.addEventListener('error', (event) => {
    const reason = 'error' in event ? event.error : '';
    if (reason === 'not-allowed' || reason === 'service-not-allowed' || reason === 'network' || reason === 'audio-capture') {
      closed = true;
      onUnavailable();
    }
  });
  run();

  return {
    close() {
      closed = true;
      clearTimeout(restart);
      recogniser.abort();
    },
    setPaused(next) {
      if (paused === next) return;
      paused = next;
      if (paused) recogniser.abort();
      else run();
    },
  };
}

function recogniserConstructor(): RecogniserConstructor | null {
  for (const name of ['SpeechRecognition', 'webkitSpeechRecognition']) {
    const found: unknown = Reflect.get(window, name);
    if (isRecogniserConstructor(found)) return found;
  }
  return null;
}

const isRecogniserConstructor = (value: unknown): value is RecogniserConstructor => typeof value === 'function';

/** `event.results` from `event.resultIndex` on: lists of alternatives, the best first. */
function finalWordsOf(event: Event): string[] {
  const results: unknown = Reflect.get(event, 'results');
  const from: unknown = Reflect.get(event, 'resultIndex');
  if (typeof results !== 'object' || results === null) return [];
  const words: string[] = [];
  const count: unknown = Reflect.get(results, 'length');
  for (let i = typeof from === 'number' ? from : 0; typeof count === 'number' && i < count; i++) {
    const result: unknown = Reflect.get(results, i);
    if (typeof result !== 'object' || result === null || Reflect.get(result, 'isFinal') !== true) continue;
    const best: unknown = Reflect.get(result, 0);
    const text: unknown = typeof best === 'object' && best !== null ? Reflect.get(best, 'transcript') : '';
    if (typeof text === 'string' && text.trim() !== '') words.push(text.trim());
  }
  return words;
}
