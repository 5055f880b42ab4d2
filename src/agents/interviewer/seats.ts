import { appErrorFrom, type AppError } from '../../kernel/errors.js';
import type { Quotas } from '../../storage/quotas.js';
import type { Questionnaire } from '../../survey/questionnaire.js';
import type { Quota, QuotaVerdict, QuotaVerdicts } from '../../survey/quota.js';

/** The seats of one interview in the quotas of its questionnaire. Nothing in here rejects: a fault becomes a verdict. */
export interface Seats {
  /** What is known of the quotas that were asked for. */
  readonly verdicts: QuotaVerdicts;
  /** The quotas in which there is a seat. */
  readonly held: readonly string[];
  /** Makes the interview hold seats in exactly these quotas, and finds out which of them are full. A seat once held stays `held`. */
  hold(quotaIds: readonly string[]): Promise<void>;
  /** The interview is complete, by these quotas: its seats become completions. */
  complete(quotaIds: readonly string[]): Promise<void>;
  /** It ends otherwise: gives its seats back. */
  release(): Promise<void>;
}

export interface SeatsDeps {
  readonly quotas: Quotas;
  readonly onFault: (error: AppError) => void;
}

export const quotaKeyOf = ({ questionnaireId, version }: Pick<Questionnaire, 'questionnaireId' | 'version'>): string => `${questionnaireId}@${version}`;

/** Quotas that turn nobody away are counted too, without a limit. */
export const cellFrom = ({ quotaId, limit, enforced }: Quota): { readonly cellId: string; readonly limit: number } => ({ cellId: quotaId, limit: enforced ? limit : Number.MAX_SAFE_INTEGER });

export function createSeats(deps: SeatsDeps, options: { readonly sessionId: string; readonly questionnaire: Questionnaire }): Seats {
  const { sessionId, questionnaire } = options;
  const quotaKey = quotaKeyOf(questionnaire);
  let verdicts: Record<string, QuotaVerdict> = {};
  let held: readonly string[] = [];
  /** True once the count may differ from what we know: then an end must be told even when nothing seems held. */
  let touched = false;

  const cellsOf = (quotaIds: readonly string[]) => questionnaire.quotas.filter((quota) => quotaIds.includes(quota.quotaId)).map(cellFrom);
  /** Nobody is sent away who had a seat: what becomes of it later is counted, not told. */
  const judge = (quotaIds: readonly string[], verdict: QuotaVerdict): void => {
    const open = quotaIds.filter((quotaId) => verdict === 'held' || !held.includes(quotaId));
    verdicts = { ...verdicts, ...Object.fromEntries(open.map((quotaId) => [quotaId, verdict])) };
  };
  const guarded = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (thrown) {
      deps.onFault(appErrorFrom(thrown, 'DB_WRITE_FAILED'));
      return false;
    }
  };

  return {
    get verdicts() {
      return verdicts;
    },
    get held() {
      return held;
    },
    async hold(quotaIds) {
      if (quotaIds.length === 0 && !touched) return;
      touched = true;
      const known = await guarded(async () => {
        const result = await deps.quotas.hold(quotaKey, sessionId, cellsOf(quotaIds));
        if (result.ok) {
          held = quotaIds;
          judge(quotaIds, 'held');
        } else {
          judge(result.error.cellIds, 'full');
        }
      });
      if (!known) judge(quotaIds, questionnaire.quotaPolicy.onFault === 'closed' ? 'unavailable' : 'unchecked');
    },
    async complete(quotaIds) {
      if (touched && (await guarded(() => deps.quotas.complete(quotaKey, sessionId, cellsOf(quotaIds))))) touched = false;
    },
    async release() {
      if (touched && (await guarded(() => deps.quotas.release(quotaKey, sessionId)))) touched = false;
    },
  };
}
