/** What an assistant says by the server's wish. A language: a table, and a row in `languages.ts`. */
export interface Phrases {
  /** Primary language subtag. */
  readonly tag: string;
  /** One for each time that nobody answers; behind the last one the conversation ends. */
  readonly stillThere: readonly string[];
  readonly welcomeBack: string;
  readonly lineGone: string;
  /** What was said last was lost. */
  readonly sayAgain: string;
  /** What did not seem to work did. */
  readonly afterAll: string;
  /** A tool did not work. */
  readonly apology: string;
}
