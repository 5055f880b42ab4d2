import type { Decide } from './quota-decisions.js';
import { emptyQuotaState, type QuotaChange, type QuotaState, type Seat } from './quota-state.js';

/**
 * One call on its way through the database: what it does next. Pure, so that a test can walk every order of several calls.
 *
 * The first step is a write without a read before it: it says what it believes of its own session, and its condition refuses it
 * where that is wrong or a cell is full. Only then the state is read, and decided upon again. Nothing but a state that was really
 * seen is ever answered from.
 */
export interface QuotaRun<Outcome> {
  readonly step:
    | { readonly kind: 'read' }
    | { readonly kind: 'write'; readonly change: QuotaChange; readonly outcome: Outcome | null }
    /** `seat`: what the session holds now. */
    | { readonly kind: 'answer'; readonly outcome: Outcome; readonly state: QuotaState }
    /** Others were faster every time. */
    | { readonly kind: 'exhausted' };
  /** Requests that may follow after the present one. */
  readonly stepsLeft: number;
}

/** A refused write means that another call got on, so many refusals in a row are a sign of great crowding. */
export const maxQuotaSteps = 24;

/** @param believed what the session held when we last saw it; null: nothing, or unknown */
export function startRun<O>(decide: Decide<O>, sessionId: string, believed: Seat | null, nowMs: number): QuotaRun<O> {
  const seats = new Map(believed === null ? [] : [[sessionId, believed] as const]);
  const decision = decide({ ...emptyQuotaState, seats }, nowMs);
  return { step: decision.kind === 'write' ? decision : { kind: 'read' }, stepsLeft: maxQuotaSteps - 1 };
}

/** @param seen the state that was read or that the write left; null: the write was refused */
export function advanceRun<O>(decide: Decide<O>, { step, stepsLeft }: QuotaRun<O>, seen: QuotaState | null, nowMs: number): QuotaRun<O> {
  const request = (next: QuotaRun<O>['step']): QuotaRun<O> => (stepsLeft === 0 ? { step: { kind: 'exhausted' }, stepsLeft } : { step: next, stepsLeft: stepsLeft - 1 });
  if (seen === null) return request({ kind: 'read' });
  if (step.kind === 'write' && step.outcome !== null) return { step: { kind: 'answer', outcome: step.outcome, state: seen }, stepsLeft };
  const decision = decide(seen, nowMs);
  return decision.kind === 'answer' ? { step: { ...decision, state: seen }, stepsLeft } : request(decision);
}
