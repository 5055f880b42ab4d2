import { readFileSync } from 'node:fs';
import { createInterview, type AnswerResult, type Interview } from '../../src/agents/interviewer/interview.js';
import { AppError } from '../../src/kernel/errors.js';
import { ok, refuse } from '../../src/kernel/result.js';
import { emptyQuotaState, type QuotaItems, type QuotaState } from '../../src/storage/quota-state.js';
import { createQuotas, type Quotas } from '../../src/storage/quotas.js';
import type { ResponseInput, ResponseRow, Responses } from '../../src/storage/responses.js';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';
import { createManualClock } from './manual-clock.js';
import { stateAfter } from './quota-memory.js';

export function shippedQuestionnaire(file: string): Questionnaire {
  const loaded = loadQuestionnaire(JSON.parse(readFileSync(new URL(`../../questionnaires/${file}.json`, import.meta.url), 'utf8')), file);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

/** Responses in memory, by the rules of the table. Each `lost` write arrives, but its acknowledgement does not. */
export function responsesInMemory() {
  const rows = new Map<string, ResponseRow>();
  let lost = 0;
  const record = (input: ResponseInput): ReturnType<Responses['record']> => {
    const current = rows.get(input.questionId) ?? null;
    if ((current?.revision ?? 0) !== input.revision - 1) {
      const isSame = current?.revisions.some(({ revision, value }) => revision === input.revision && value === input.value) === true;
      return Promise.resolve(isSame ? ok(current) : refuse({ code: 'stale', current }));
    }
    const row: ResponseRow = { ...input, revisions: [...(current?.revisions ?? []), input] };
    rows.set(input.questionId, row);
    if (lost > 0) {
      lost -= 1;
      return Promise.reject(new AppError('DB_CONNECTION_FAILED', 'no acknowledgement'));
    }
    return Promise.resolve(ok(row));
  };
  const responses: Responses = { record, get: (_session, id) => Promise.resolve(rows.get(id) ?? null), list: () => Promise.resolve([...rows.values()]) };
  return { responses, rows, loseNext: (count: number) => (lost = count) };
}

/** The real quotas over an item in memory. */
export function quotasInMemory(clock = createManualClock()): Quotas {
  const states = new Map<string, QuotaState>();
  const items: QuotaItems = {
    read: (key) => Promise.resolve(states.get(key) ?? emptyQuotaState),
    update(key, change) {
      const after = stateAfter(states.get(key) ?? emptyQuotaState, change);
      if (after !== null) states.set(key, after);
      return Promise.resolve(after);
    },
    remove: (key) => Promise.resolve(void states.delete(key)),
  };
  return createQuotas({ clock, log: () => undefined, items });
}

export interface InterviewBench {
  readonly interview: Interview;
  readonly rows: ReadonlyMap<string, ResponseRow>;
  readonly faults: readonly AppError[];
  /** The next writes arrive, and their acknowledgements do not. */
  loseNext(count: number): void;
  answer(questionId: string, value: unknown, more?: Partial<Parameters<Interview['answer']>[0]>): Promise<AnswerResult>;
}

/** One interview with its record in memory; answers come by voice. */
export function beginInterview(questionnaire: Questionnaire, options: { readonly sessionId?: string; readonly quotas?: Quotas } = {}): InterviewBench {
  const stored = responsesInMemory();
  const faults: AppError[] = [];
  const interview = createInterview(
    { clock: createManualClock(), responses: stored.responses, quotas: options.quotas ?? quotasInMemory(), onFault: (error) => faults.push(error) },
    { sessionId: options.sessionId ?? 's1', questionnaire, seed: 1 },
  );
  return { ...stored, interview, faults, answer: (questionId, value, more = {}) => interview.answer({ questionId, value, heard: String(value), via: 'voice', ...more }) };
}
