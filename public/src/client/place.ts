/** Where in a conversation a page is: what it asks for when it comes back. */
export interface Place {
  readonly sessionId: string;
  /** Null before the first numbered event. */
  readonly run: string | null;
  /** Of the last event that came. */
  readonly seq: number;
}

export const queryFromPlace = ({ sessionId, run, seq }: Place): Readonly<Record<string, string>> =>
  run === null ? { sessionId } : { sessionId, run, after: String(seq) };
