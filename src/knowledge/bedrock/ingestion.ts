import type { Clock } from '../../kernel/clock.js';
import { messageOf } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { KnowledgeLog } from '../knowledge-base.js';
import type { BedrockService } from './bedrock-service.js';

/** How a job ended. `failures`: what Bedrock said about single documents, or about the job. */
export interface IngestionOutcome {
  readonly complete: boolean;
  readonly failures: readonly string[];
}

export interface IngestionRequest {
  /** Resolves when a job has begun, or waits for another to end. Rejects when Bedrock refuses. */
  readonly begun: Promise<void>;
  /** Never rejects. */
  readonly done: Promise<IngestionOutcome>;
}

/** Makes the knowledge base look at the bucket again: one job at a time, as Bedrock wants it, and one for all who ask meanwhile. */
export interface Ingestion {
  request(): IngestionRequest;
  /** Whoever waits learns that it is not complete; a job of Bedrock's goes on there. */
  close(): Promise<void>;
}

export interface IngestionOptions {
  /** Default 5 s. */
  readonly pollMs?: number;
  /** For one job, waiting for another included. Default 30 min. */
  readonly deadlineMs?: number;
}

const defaultPollMs = 5000;
const defaultDeadlineMs = 30 * 60_000;

interface Waiter {
  readonly begin: () => void;
  readonly fail: (error: unknown) => void;
  readonly finish: (outcome: IngestionOutcome) => void;
}

export function createIngestion(deps: { readonly clock: Clock; readonly log: KnowledgeLog; readonly service: BedrockService }, options: IngestionOptions = {}): Ingestion {
  const { clock, log, service } = deps;
  const pollMs = options.pollMs ?? defaultPollMs;
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  let waiting: Waiter[] = [];
  let running: Promise<void> | null = null;
  let wake: (() => void) | null = null;
  let closed = false;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      if (closed) return resolve();
      const timer = clock.setTimer(pollMs, resolve);
      wake = () => {
        timer.cancel();
        resolve();
      };
    });

  /** What waits for the end of a job of somebody else has begun as far as it could. */
  async function started(batch: readonly Waiter[], token: string, untilMs: number): Promise<string | null> {
    for (;;) {
      const jobId = await service.startIngestion(token);
      for (const { begin } of batch) begin();
      if (jobId !== null || closed || clock.nowMs() >= untilMs) return jobId;
      await pause();
    }
  }

  async function outcomeOf(jobId: string, untilMs: number): Promise<IngestionOutcome> {
    while (!closed && clock.nowMs() < untilMs) {
      try {
        const job = await service.ingestion(jobId);
        if (job.state !== 'running') return { complete: job.state === 'complete', failures: job.failures };
      } catch (thrown) {
        // Asking is harmless: it is asked again until the deadline.
        log('knowledge_ingestion_not_seen', { jobId, reason: messageOf(thrown) });
      }
      await pause();
    }
    return { complete: false, failures: [`The ingestion job ${jobId} did not end in time.`] };
  }

  async function runOne(batch: readonly Waiter[]): Promise<void> {
    const untilMs = clock.nowMs() + deadlineMs;
    let outcome: IngestionOutcome;
    try {
      const jobId = await started(batch, newId(), untilMs);
      outcome = jobId === null ? { complete: false, failures: ['Another ingestion job of this data source did not end in time.'] } : await outcomeOf(jobId, untilMs);
      log('knowledge_ingestion_ended', { jobId, complete: outcome.complete, failures: outcome.failures.length });
    } catch (thrown) {
      log('knowledge_ingestion_not_started', { reason: messageOf(thrown) });
      for (const { fail } of batch) fail(thrown);
      outcome = { complete: false, failures: ['The ingestion job could not be started.'] };
    }
    for (const { finish } of batch) finish(outcome);
  }

  async function runAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await runOne(batch);
    }
    running = null;
  }

  return {
    request() {
      let finish: (outcome: IngestionOutcome) => void = () => undefined;
      const done = new Promise<IngestionOutcome>((resolve) => (finish = resolve));
      const begun = new Promise<void>((begin, fail) => {
        if (closed) return fail(new Error('closed'));
        waiting.push({ begin, fail, finish });
        // Behind a job of ours: its turn comes, and whatever Bedrock says then is in `done`.
        if (running !== null) begin();
      });
      if (closed) finish({ complete: false, failures: ['The server is stopping.'] });
      else running ??= runAll();
      return { begun, done };
    },
    async close() {
      closed = true;
      wake?.();
      await running;
    },
  };
}
