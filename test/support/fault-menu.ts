import type { FaultInput } from '../../src/emulator/faults/fault.js';
import { knownExceptions, type KnownException } from '../../src/emulator/faults/known-exceptions.js';

const names = Object.keys(knownExceptions).filter((name): name is KnownException => Object.hasOwn(knownExceptions, name));

/** Every kind of fault that a stream can have, with the latest point at which it comes: for `randomFaults` with `spread`. */
export const everyFault: readonly FaultInput[] = [
  ...(['throttled', 'quota', 'unavailable', 'not_ready', 'access_denied', 'expired_token'] as const).map((kind): FaultInput => ({ kind })),
  { kind: 'stalled_open' },
  { kind: 'late_first_event', delayMs: 15_000 },
  ...(['reset', 'goaway', 'tcp_reset', 'clean_end', 'truncated_frame'] as const).flatMap((kind): FaultInput[] => [
    { kind, when: { at: { output: 'any', nth: 60 } } },
    { kind, when: { at: { output: 'audioOutput', nth: 40 } } },
    { kind, when: { at: { output: 'toolUse', nth: 3 } } },
    { kind, when: { at: { input: 'audioInput', nth: 100 } } },
    { kind, when: { at: { input: 'toolResult', nth: 2 } } },
    { kind, when: { at: { afterMs: 12_000 } } },
    { kind, when: { at: 'open' } },
  ]),
  ...names.map((known): FaultInput => ({ kind: 'exception', known, when: { at: { output: 'any', nth: 60 } } })),
  ...(['silence', 'missed_tools', 'double_encoded', 'duplicate_transcripts'] as const).flatMap((kind): FaultInput[] => [
    { kind, when: { at: { output: 'any', nth: 40 } } },
    { kind, when: { at: { afterMs: 8000 } } },
  ]),
  { kind: 'slow', delayMs: 400, when: { at: { afterMs: 8000 } } },
];
