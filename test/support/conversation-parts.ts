import type { Agent, AgentAction, ActionReply, ClientLink, ClientMessage, Journal, ModelEvent, ModelStream, Outcome, StreamRequest, Tool, TokenUsage, ToolContext, TranscriptEntry, VoiceModel } from '../../src/conversation/ports.js';
import type { JsonObject } from '../../src/kernel/json.js';

/** A model whose every word the test gives. */
export function scriptedModel() {
  const sent: ({ audio: string } | { text: string } | { toolUseId: string; result: JsonObject } | 'close')[] = [];
  let emit: (event: ModelEvent) => void = () => undefined;
  let request: StreamRequest | null = null;
  const stream: ModelStream = {
    streamId: 'stream-1',
    sendAudio: (audio) => void sent.push({ audio }),
    sendText: (text) => void sent.push({ text }),
    sendToolResult: (toolUseId, result) => void sent.push({ toolUseId, result }),
    close: () => void sent.push('close'),
    abort: () => emit({ type: 'closed', end: { kind: 'asked' } }),
  };
  const model: VoiceModel = {
    hearsWords: true,
    open(asked, onEvent) {
      request = asked;
      emit = onEvent;
      return stream;
    },
  };
  return {
    model,
    sent,
    get request() {
      return request;
    },
    emit: (...events: ModelEvent[]) => events.forEach((event) => emit(event)),
  };
}

/** A client that keeps what it was sent. */
export function recordingLink() {
  const messages: ClientMessage[] = [];
  const audio: { readonly audio: string; readonly epoch: number }[] = [];
  const usage: TokenUsage[] = [];
  let replaced = 0;
  const link: ClientLink = {
    send: (message) => void messages.push(message),
    sendAudio: (data, epoch) => void audio.push({ audio: data, epoch }),
    sendUsage: (spent) => void usage.push(spent),
    replaced: () => void (replaced += 1),
  };
  return {
    link,
    messages,
    audio,
    usage,
    get replaced() {
      return replaced;
    },
  };
}

/** A journal that keeps what it was given. */
export function recordingJournal() {
  const entries: TranscriptEntry[] = [];
  const closed: Outcome[] = [];
  const journal: Journal = {
    transcript: (entry) => void entries.push(entry),
    close(outcome) {
      closed.push(outcome);
      return Promise.resolve(outcome);
    },
  };
  return { journal, entries, closed };
}

/** An agent with the given tools and reaction to actions. */
export function plainAgent(parts: { readonly tools?: readonly Tool[]; readonly act?: (action: AgentAction, context: ToolContext) => Promise<ActionReply> } = {}): Agent {
  return {
    name: 'plain',
    systemPrompt: 'Be plain.',
    tools: parts.tools ?? [],
    opening: 'begin',
    apology: 'Sorry.',
    idlePrompt: () => null,
    introduction: () => ({ kind: 'hello', data: {} }),
    act: parts.act ?? (() => Promise.resolve({ tellModel: null })),
    lateResult: () => null,
    missedTool: () => null,
    recover: () => Promise.resolve({ tellModel: null }),
    standing: () => '',
    resumption: () => 'go on',
    summary: () => ({ kind: 'bye', data: {} }),
    dispositionOf: (end) => end,
  };
}

/** What a tool is given that nobody listens to. */
export const plainToolContext = (): ToolContext => ({ moment: { heardCount: 0, epoch: 0 }, heard: '', notify: () => undefined, finish: () => undefined });
