/** `error`: must not be used like that. `warning`: hardly meant. `voice`: fine on paper, hard to follow by ear. */
export type Severity = 'error' | 'warning' | 'voice';

export interface Finding {
  readonly severity: Severity;
  /** Stable name of the check, e.g. `never_asked`. */
  readonly check: string;
  /** What it is about: `question q4`, `rule to-end`, or a path in the file. */
  readonly place: string;
  readonly problem: string;
  /** What would be better. */
  readonly advice: string;
}

export type Add = (check: string, place: string, problem: string, advice: string) => void;
