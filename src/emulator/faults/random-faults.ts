import { z } from 'zod';
import { AppError } from '../../kernel/errors.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import { createSeededRandom } from '../brains/seeded-random.js';
import { faultFromInput, textFromIssues, type Fault, type FaultInput } from './fault.js';

export interface RandomFaultsOptions {
  /** The streams that may get a fault: numbers 1 to this. Default 100. */
  readonly streams?: number;
  /** Of each stream, to get one. From 0 to 1. */
  readonly probability: number;
  /** What is drawn from, each as likely as the others; their `when.streams` is not looked at. */
  readonly menu: readonly FaultInput[];
  /** True: `nth` is drawn from 1 to the one given, `afterMs` from 0. Default false: as given. */
  readonly spread?: boolean;
}

/** Faults that a seed decides: the same seed and options give the same ones, on every machine. At most one for each stream. */
export function randomFaults(seed: number, options: RandomFaultsOptions): readonly Fault[] {
  const read = faultsFromRandom({ seed, ...options });
  if (!read.ok) throw new AppError('VALIDATION_ERROR', `no plan of random faults: ${read.error}`, { detail: read.error });
  return read.value;
}

const randomSchema = z.strictObject({
  seed: z.int(),
  streams: z.int().min(1).max(10_000).default(100),
  probability: z.number().min(0).max(1),
  menu: z.array(z.unknown()).min(1).max(1000),
  spread: z.boolean().default(false),
});

function faultsFromRandom(input: unknown): Result<readonly Fault[], string> {
  const parsed = randomSchema.safeParse(input);
  if (!parsed.success) return refuse(textFromIssues(parsed.error.issues));
  const { seed, streams, probability, menu, spread } = parsed.data;
  const read = faultsFromList(menu);
  if (!read.ok) return refuse(`menu: ${read.error}`);
  const [first, ...others] = read.value;
  if (first === undefined) return refuse('menu: at least one fault');

  const random = createSeededRandom(seed);
  const pointFrom = (fault: Fault): object => {
    if (!('at' in fault.when)) return {};
    const { at } = fault.when;
    if (!spread || typeof at === 'string') return { at };
    return { at: 'afterMs' in at ? { afterMs: random.below(at.afterMs + 1) } : { ...at, nth: 1 + random.below(at.nth) } };
  };
  const drawn: unknown[] = [];
  for (let number = 1; number <= streams; number += 1) {
    if (random.next() >= probability) continue;
    const fault = random.pick([first, ...others]);
    drawn.push({ ...fault, when: { streams: [number], ...pointFrom(fault) } });
  }
  return faultsFromList(drawn);
}

function faultsFromList(inputs: readonly unknown[]): Result<readonly Fault[], string> {
  const faults: Fault[] = [];
  for (const [at, input] of inputs.entries()) {
    const read = faultFromInput(input);
    if (!read.ok) return refuse(`[${at}] ${read.error}`);
    faults.push(read.value);
  }
  return ok(faults);
}

const randomEnvelope = z.strictObject({ random: z.unknown() });

/** Reads what comes from outside: one fault, a list of them, or `{ "random": { seed, probability, menu, … } }`. */
export function faultsFromInput(input: unknown): Result<readonly Fault[], string> {
  if (Array.isArray(input)) return faultsFromList(input);
  const envelope = randomEnvelope.safeParse(input);
  if (envelope.success) return faultsFromRandom(envelope.data.random);
  const read = faultFromInput(input);
  return read.ok ? ok([read.value]) : read;
}

/** As {@link faultsFromInput}, from the text of a file, an option or a request. */
export function faultsFromText(text: string): Result<readonly Fault[], string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('this is no JSON; a fault looks like {"kind":"reset","when":{"streams":[1],"at":{"output":"audioOutput","nth":3}}}');
  }
  return faultsFromInput(value);
}
