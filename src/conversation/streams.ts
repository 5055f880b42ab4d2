import type { JsonObject } from '../kernel/json.js';
import type { Microphone } from './microphone.js';
import { leadMs } from './microphone.js';
import type { ModelEvent, ModelStream, StreamRequest, VoiceModel } from './ports.js';

/** The streams of one conversation, by the numbers that the machine gives them. Nothing here decides. */
export interface Streams {
  /** A `current` one has the conversation at once, and hears what no other has noticed. */
  open(stream: number, role: 'current' | 'successor', request: StreamRequest): void;
  /** `to` hears all that came since it was opened, and has the conversation; `from` is closed. */
  handOver(from: number, to: number): void;
  close(stream: number, how: 'politely' | 'now'): void;
  /** To the one that has the conversation, at once. Nothing where there is none. */
  audio(base64: string): void;
  text(text: string): void;
  toolResult(toolUseId: string, result: JsonObject): void;
  readonly hasCurrent: boolean;
}

export interface StreamsDeps {
  readonly model: VoiceModel;
  readonly microphone: Microphone;
  readonly nowMs: () => number;
  /** Of the stream that has the conversation; of the others only that they have opened and closed. */
  readonly onEvent: (stream: number, event: ModelEvent) => void;
}

interface Opened {
  readonly number: number;
  readonly stream: ModelStream;
  readonly sinceMs: number;
}

export function createStreams({ model, microphone, nowMs, onEvent }: StreamsDeps): Streams {
  const all = new Map<number, Opened>();
  let current: Opened | null = null;

  function receive(number: number, event: ModelEvent): void {
    if (event.type === 'closed') {
      all.delete(number);
      if (current?.number === number) current = null;
      return onEvent(number, event);
    }
    // What a stream says that has not, or no longer, the conversation is nobody's.
    if (number === current?.number || event.type === 'opened') onEvent(number, event);
  }

  const replay = (to: ModelStream, frames: readonly string[]): void => frames.forEach((frame) => to.sendAudio(frame));

  return {
    open(number, role, request) {
      // Events come later, never from within `open`.
      const opened: Opened = { number, stream: model.open(request, (event) => receive(number, event)), sinceMs: nowMs() };
      all.set(number, opened);
      if (role === 'successor') return;
      current = opened;
      replay(opened.stream, microphone.unheard(opened.sinceMs));
    },
    handOver(from, to) {
      const next = all.get(to);
      if (next === undefined) return;
      current = next;
      replay(next.stream, microphone.since(next.sinceMs - leadMs));
      all.get(from)?.stream.close();
    },
    close(number, how) {
      const opened = all.get(number);
      if (opened === undefined) return;
      if (how === 'politely') return opened.stream.close();
      if (current === opened) current = null;
      opened.stream.abort();
    },
    audio: (base64) => current?.stream.sendAudio(base64),
    text: (text) => current?.stream.sendText(text),
    toolResult: (toolUseId, result) => current?.stream.sendToolResult(toolUseId, result),
    get hasCurrent() {
      return current !== null;
    },
  };
}
