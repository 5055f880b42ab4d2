import type { Tool } from '../../conversation/ports.js';

/** What a tool set knows of the conversation that it serves. */
export interface AssistantSession {
  readonly sessionId: string;
  /** BCP-47: the language of the persona, in which tools word what is to be said. */
  readonly language: string;
  /** Who the client says, or has proven, to be. */
  readonly userId: string | null;
  /** What else the client said about itself, such as `courseId`; bounded by the dialect that took it in. */
  readonly details: Readonly<Record<string, string>>;
}

/** Tools that belong together, made for one conversation: what they must remember of it they keep inside. */
export interface ToolSet {
  readonly tools: readonly Tool[];
  /** What the model must know besides its persona whenever a stream begins, such as today's date. Empty: nothing. */
  standing(): string;
}

/** Makes a tool set for a conversation. At once, without I/O: a tool reads what it needs when it is called. */
export type ToolSetFactory = (session: AssistantSession) => ToolSet;
