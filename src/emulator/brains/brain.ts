import type { JsonObject } from '../../kernel/json.js';
import type { StreamException } from '../wire/exceptions.js';
import type { BrainLanguage } from './brain-language.js';

/** A tool as the prompt declares it. */
export interface DeclaredTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/** All that a policy knows when its stream begins. */
export interface BrainPrompt {
  readonly systemPrompt: string;
  readonly tools: readonly DeclaredTool[];
  readonly history: readonly { readonly role: 'USER' | 'ASSISTANT'; readonly text: string }[];
  readonly voiceId: string;
}

export type BrainEvent =
  /** The audio container is open: the conversation may begin. The real model waits for the user. */
  | { readonly kind: 'started' }
  /** The user said, typed or keyed this. `overlapped`: while an answer was prepared of which nothing was heard yet. */
  | { readonly kind: 'userText'; readonly text: string; readonly source: 'heard' | 'typed' | 'keys'; readonly overlapped: boolean }
  /** Typed text that begins with `[server] `, without that mark: an instruction. */
  | { readonly kind: 'serverText'; readonly text: string }
  /** The user spoke, and the recogniser made nothing of it. */
  | { readonly kind: 'notHeard' }
  | { readonly kind: 'toolResult'; readonly tool: string; readonly toolUseId: string; readonly result: JsonObject }
  /** The user broke in; `spokenText` is what was said of the answer till then. */
  | { readonly kind: 'interrupted'; readonly spokenText: string };

export type BrainAction =
  | { readonly kind: 'say'; readonly text: string }
  /** Text as `input` goes out as it is, which need not be JSON: models do that. `toolUseId`: default a new one. */
  | { readonly kind: 'call'; readonly tool: string; readonly input: JsonObject | string; readonly toolUseId?: string }
  | { readonly kind: 'wait'; readonly durationMs: number }
  /** Ends the stream with this exception. For scripts. */
  | { readonly kind: 'fail'; readonly exception: StreamException };

/** What the recogniser may expect. The language is English where none is named. */
export type Expectation =
  | { readonly kind: 'anything' }
  /** One of these, in lower-case words. */
  | { readonly kind: 'phrases'; readonly phrases: readonly string[]; readonly language?: BrainLanguage }
  /** Sentences with places for numbers, names and times: `answer` is an expansion of JSGF that may use the rules by name (`<number>`). */
  | { readonly kind: 'grammar'; readonly language: BrainLanguage; readonly rules: Readonly<Record<string, string>>; readonly answer: string };

/** The language of which the recogniser should take what it hears. */
export const languageExpected = (expectation: Expectation): BrainLanguage => (expectation.kind === 'anything' ? 'en' : (expectation.language ?? 'en'));

/**
 * The policy of one stream: each event gives the actions that answer it, in order. No clock, no I/O; what it must remember
 * it keeps inside. Actions not yet done are dropped when the user breaks in, tool calls excepted.
 */
export interface Brain {
  on(event: BrainEvent): readonly BrainAction[];
  expectation(): Expectation;
}

const serverMark = '[server] ';

/** Interactive text as the event that it means. */
export const brainEventFromTyped = (text: string): BrainEvent =>
  text.startsWith(serverMark)
    ? { kind: 'serverText', text: text.slice(serverMark.length) }
    : { kind: 'userText', text, source: 'typed', overlapped: false };
