/** One thing that should be so in the account, and how to make it so. */
export interface ProvisionStep {
  /** `table voiceter-sessions`, `bucket voiceter-recordings`. */
  readonly resource: string;
  /** What about it; empty: that it exists. */
  readonly what: string;
  /** As people read it. */
  readonly wanted: string;
  /** What is there instead; null: nothing, or it is not there yet. */
  readonly found: string | null;
  readonly state: 'right' | 'missing' | 'differs';
  /** Makes it so; null where that cannot be done without losing what is there. Steps are taken in order. */
  readonly apply: (() => Promise<void>) | null;
}

type Facts = Omit<ProvisionStep, 'state'>;

export const right = (facts: Omit<Facts, 'apply' | 'found'>): ProvisionStep => ({ ...facts, found: facts.wanted, state: 'right', apply: null });
export const missing = (facts: Omit<Facts, 'found'>): ProvisionStep => ({ ...facts, found: null, state: 'missing' });
export const differs = (facts: Facts): ProvisionStep => ({ ...facts, state: 'differs' });
