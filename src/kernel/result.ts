/**
 * A refusal that is part of normal work (an invalid answer, a full quota) is a value, not a throw.
 * Faults of the outside world are {@link AppError}s; bugs are plain throws.
 */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const refuse = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** Marks the impossible branch of an exhaustive switch: a new union member fails to compile here. The value may hold words, so it is not named. */
export function unreachable(_value: never): never {
  throw new Error('a case that the types exclude has come all the same');
}
