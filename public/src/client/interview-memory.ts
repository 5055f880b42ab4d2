import type { PageClock } from './page-clock.js';
import type { Place } from './place.js';
import { subjectFrom, type Subject } from './subject.js';

/** What a tab remembers of its running interview, to go on after a reload: where it is, and nothing that was said or answered. */
export interface KeptInterview {
  readonly place: Place;
  readonly subject: Subject;
  readonly voiceId: string;
  readonly useMicrophone: boolean;
}

export interface InterviewMemory {
  keep(interview: KeptInterview): void;
  /** Null when there is none, or the server will not know it any more. */
  read(): KeptInterview | null;
  forget(): void;
}

/** What is used of the browser's `Storage`. */
export interface TabStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const key = 'voiceter.interview';
/** The server takes up conversations for 30 minutes after their last sign of life. */
const keptMs = 1_800_000;

/** `storage` is the tab's own. Browsers may forbid it; then nothing is remembered, and a reload begins anew. */
export function createInterviewMemory({ storage, clock }: { readonly storage: () => TabStorage; readonly clock: PageClock }): InterviewMemory {
  const guarded = <T>(use: (where: TabStorage) => T, otherwise: T): T => {
    try {
      return use(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    keep: (interview) => guarded((where) => where.setItem(key, JSON.stringify({ ...interview, keptAtMs: clock.wallMs() })), undefined),
    read: () => guarded((where) => keptFrom(JSON.parse(where.getItem(key) ?? 'null'), clock.wallMs()), null),
    forget: () => guarded((where) => where.removeItem(key), undefined),
  };
}

function keptFrom(value: unknown, nowMs: number): KeptInterview | null {
  if (!isRecord(value) || !isRecord(value['place'])) return null;
  const subject = subjectFrom(value['subject']);
  const { voiceId, useMicrophone, keptAtMs } = value;
  const { sessionId, run, seq } = value['place'];
  if (typeof sessionId !== 'string' || subject === null || typeof voiceId !== 'string') return null;
  if (typeof keptAtMs !== 'number' || nowMs - keptAtMs > keptMs) return null;
  const isCounted = typeof run === 'string' && typeof seq === 'number';
  return { place: { sessionId, run: isCounted ? run : null, seq: isCounted ? seq : 0 }, subject, voiceId, useMicrophone: useMicrophone === true };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
