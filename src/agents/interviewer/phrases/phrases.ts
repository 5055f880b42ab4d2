/** What the interviewer says besides the questionnaire's own words. A language: a table, and a row in `languages.ts`. */
export interface Phrases {
  /** Primary language subtag. */
  readonly tag: string;
  /** Acknowledgements; they take turns. */
  readonly recorded: readonly string[];
  readonly corrected: string;
  /** Instead of these while an answer is not in the database yet: it claims nothing about that. */
  readonly saving: string;
  readonly notCurrent: string;
  readonly notSaved: string;
  readonly byTouch: string;
  /** One for each time that nobody answers; behind the last one the conversation ends. */
  readonly stillThere: readonly string[];
  readonly welcomeBack: string;
  /** Before the question that is asked again, when the line to the model had broken. */
  readonly lineBroke: string;
  readonly stopped: string;
  readonly over: string;
  readonly confirm: (answer: string) => string;
  /** Where a yes would be an answer of its own. */
  readonly confirmByRepeating: (answer: string) => string;
  readonly about: (name: string, minutes: number) => string;
}
