import type { JsonObject } from '../../../kernel/json.js';
import type { Said } from './said.js';

/** What was understood so far, by field. */
export type Values = JsonObject;

export interface Taken {
  readonly values: Values;
  /** What was said besides. */
  readonly rest: Said;
}

/** One thing that a task has to know. */
export interface Slot {
  /** Names its question and its grammar. */
  readonly id: string;
  isFilled(values: Values): boolean;
  /** Its value out of what was said. `isAsked`: the user answers its question, so that a bare value will do. */
  take(said: Said, isAsked: boolean, values: Values): Taken | null;
}

/** One thing that can be done: a tool with its words in one language. */
export interface Task {
  readonly tool: string;
  /** On folded text. */
  readonly trigger: RegExp;
  /**
   * Begins it when nothing is under way: for a task that is done without asking by itself, for others only where something of the
   * same kind was talked about ("cancel it").
   */
  readonly loosely: RegExp | null;
  /** The kind of thing it deals with. */
  readonly about: string;
  /** In the order in which what is missing is asked for. */
  readonly needed: readonly Slot[];
  /** In the order in which values are looked for: what could be mistaken for something else comes last. */
  readonly looked: readonly Slot[];
  input(values: Values): JsonObject;
  /** What is going to be done, as a question that a yes answers; null: it is done without asking. */
  readonly confirm: ((values: Values) => string) | null;
  /** A good result in words. */
  tell(result: JsonObject): string;
  /** More of the same result, for who asks for it. */
  details(result: JsonObject): string | null;
}

/** What a talk about tasks needs of a language. Patterns match folded text. */
export interface TalkWords {
  readonly yes: RegExp;
  readonly no: RegExp;
  /** Gives the task up. */
  readonly drop: RegExp;
  readonly goodbye: RegExp;
  readonly thanks: RegExp;
  readonly greeting: RegExp;
  readonly details: RegExp;
  readonly again: RegExp;
  /** "That one": what was talked about before is meant. */
  readonly same: RegExp;
  /** By slot. */
  readonly questions: Readonly<Record<string, string>>;
  readonly say: {
    readonly greeting: string;
    readonly goodbye: string;
    readonly thanks: string;
    readonly dropped: string;
    readonly abilities: string;
    readonly notHeard: string;
    readonly notUnderstood: string;
    readonly yesOrNo: string;
    readonly moment: string;
    readonly failed: string;
    readonly whatElse: string;
    readonly noDetails: string;
  };
}
