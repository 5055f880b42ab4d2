import { nameTokens } from '../../../../storage/service-desk/names.js';

/** What somebody says of themselves. */
export interface IdentityClaim {
  readonly name?: string | undefined;
  readonly dni?: string | number | undefined;
}

export interface Owner {
  readonly name: string;
  /** Digits. Absent: unknown. */
  readonly dni?: string | undefined;
}

export type IdentityAnswer =
  | 'verified'
  | 'mismatch'
  /** Not enough was given to check anything: no DNI, and no more than one name. */
  | 'incomplete'
  /** Too many checks of this conversation have failed. */
  | 'locked';

/** The checks of one conversation. */
export interface IdentityCheck {
  /** Compares and counts in one step, so that calls at the same time get no more guesses. */
  verify(claim: IdentityClaim, owner: Owner): IdentityAnswer;
  readonly isLocked: boolean;
}

/** The checks of all conversations: what failed is remembered over streams, and over all tools that check. */
export interface IdentityChecks {
  of(sessionId: string): IdentityCheck;
}

/** After so many failed checks, there are no more in a conversation. */
export const maxFailedChecks = 5;
/** Conversations that are remembered; beyond, the one that failed longest ago is forgotten. */
const maxConversations = 20_000;

export function createIdentityChecks(): IdentityChecks {
  const failures = new Map<string, number>();
  return {
    of(sessionId) {
      const isLocked = (): boolean => (failures.get(sessionId) ?? 0) >= maxFailedChecks;
      return {
        get isLocked() {
          return isLocked();
        },
        verify(claim, owner) {
          if (isLocked()) return 'locked';
          const answer = compareIdentity(claim, owner);
          if (answer !== 'mismatch') return answer;
          const count = (failures.get(sessionId) ?? 0) + 1;
          failures.delete(sessionId);
          failures.set(sessionId, count);
          const [oldest] = failures.keys();
          if (failures.size > maxConversations && oldest !== undefined) failures.delete(oldest);
          return answer;
        },
      };
    },
  };
}

export const digitsOf = (dni: string | number): string => String(dni).replace(/\D/g, '');

/**
 * Everything that was given must fit, and what was given must be enough: the DNI, or the first and the last name. A DNI that is not on
 * record proves nothing, and takes nothing from a name that fits.
 */
export function compareIdentity(claim: IdentityClaim, owner: Owner): 'verified' | 'mismatch' | 'incomplete' {
  const dni = claim.dni === undefined ? '' : digitsOf(claim.dni);
  const names = nameTokens(claim.name ?? '');
  if (dni === '' && names.length < 2) return 'incomplete';
  const known = owner.dni === undefined ? '' : digitsOf(owner.dni);
  const dniFits = dni === '' || known === '' ? null : dni === known;
  const owned = nameTokens(owner.name);
  const nameFits = names.length === 0 ? null : names.length === 1 ? owned.includes(names[0] ?? '') : isSameName(names, owned);
  if (dniFits === false || nameFits === false) return 'mismatch';
  return dniFits === true || (nameFits === true && names.length >= 2) ? 'verified' : 'mismatch';
}

/** "Juan Pérez" is "Juan Carlos Pérez", and the other way round: the first name is the same, and the rest comes in the same order. */
function isSameName(given: readonly string[], owned: readonly string[]): boolean {
  const [short, long] = given.length <= owned.length ? [given, owned] : [owned, given];
  if (short.length < 2 || short[0] !== long[0]) return false;
  let at = 0;
  for (const name of long) if (name === short[at]) at += 1;
  return at === short.length;
}
