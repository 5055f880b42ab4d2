import { deliver } from '../../src/storage/outbox/deliver.js';
import { openOutbox, type OutboxOptions } from '../../src/storage/outbox/outbox.js';
import { createRecorder } from '../../src/storage/recorder.js';
import type { ResponseInput } from '../../src/storage/responses.js';
import type { SessionRow } from '../../src/storage/sessions.js';
import { createManualClock, type ManualClock } from './manual-clock.js';
import { createMemoryDisk, type MemoryDisk } from './memory-disk.js';
import { createMemoryTables, type MemoryTables } from './memory-tables.js';

/** One process that records: over tables and a disk that outlive it. */
export async function startRecording(parts: { readonly clock?: ManualClock; readonly tables?: MemoryTables; readonly disk?: MemoryDisk; readonly leftovers?: readonly MemoryDisk[]; readonly options?: OutboxOptions } = {}) {
  const clock = parts.clock ?? createManualClock();
  const tables = parts.tables ?? createMemoryTables(clock);
  const disk = parts.disk ?? createMemoryDisk();
  const events: string[] = [];
  const lines: string[] = [];
  const log = (event: string, fields: object): void => {
    events.push(event);
    lines.push(JSON.stringify([event, fields]));
  };
  let dead = false;
  const outbox = await openOutbox(
    { clock, log, file: disk.file, leftovers: (parts.leftovers ?? []).map(({ file }) => file), deliver: (entry) => (dead ? new Promise(() => undefined) : deliver(tables, entry)), random: () => 0.5 },
    parts.options,
  );
  const recorder = createRecorder({ clock, log, ...tables, outbox });
  /** The process dies; what it leaves on disk, with that many bytes of what was not synced. */
  function kill(unsyncedBytes = 0): MemoryDisk {
    dead = true;
    return disk.crash(unsyncedBytes);
  }
  return { clock, tables, disk, outbox, recorder, events, lines, kill };
}

/** Lets everything happen that waits for no time. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Moves the clock in steps, and lets happen what each step sets off. */
export async function pass(clock: ManualClock, ms: number, stepMs = 100): Promise<void> {
  await settled();
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.advance(Math.min(stepMs, ms - passed));
    await settled();
  }
}

/** What the work gives, and how long it took. */
export async function timed<T>(clock: ManualClock, work: Promise<T>, stepMs = 10): Promise<{ readonly value: T; readonly ms: number }> {
  const beganMs = clock.nowMs();
  let ended = false;
  const done = work.finally(() => (ended = true));
  done.catch(() => undefined);
  while (!ended && clock.nowMs() - beganMs < 60_000) await pass(clock, stepMs, stepMs);
  if (!ended) throw new Error('nothing within a minute');
  return { value: await done, ms: clock.nowMs() - beganMs };
}

export const answerOf = (changes: Partial<ResponseInput> = {}): ResponseInput => ({
  sessionId: 's1',
  questionId: 'q1',
  questionType: 'nps',
  questionText: 'How likely?',
  value: 9,
  outcome: 'answered',
  label: '9',
  heard: 'nine',
  via: 'voice',
  provisional: false,
  optionsShown: [],
  timestamp: '2026-03-01T10:00:00.000Z',
  revision: 1,
  ...changes,
});

export const rowOf = (sessionId = 's1'): SessionRow => ({
  sessionId,
  questionnaireId: 'q',
  questionnaireVersion: '1',
  questionnaireHash: 'h',
  agent: 'interviewer',
  voiceId: 'matthew',
  language: 'en-US',
  startTime: '2026-03-01T10:00:00.000Z',
  status: 'active',
  streams: 1,
  seed: 7,
  userId: 'ann',
});
