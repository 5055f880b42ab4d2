import type { Path } from './path.js';

export interface Progress {
  /** Questions answered so far, plus one for the open one. Voice prompts are not counted. */
  readonly current: number;
  /** Most questions that this interview can still come to; shrinks when branches close. */
  readonly total: number;
  /** Whole percent of `total` that is answered, 100 at the end. Rises, or stays, with every answer that is not a correction. */
  readonly percentage: number;
}

export function progress(path: Path): Progress {
  const done = path.steps.filter((step) => (step.status === 'answered' || step.status === 'imputed') && step.question.type !== 'voice_prompt').length;
  const open = path.next === null || path.next.question.type === 'voice_prompt' ? 0 : 1;
  const total = done + open + path.longestRemaining;
  const percentage = path.next === null ? 100 : Math.floor((100 * done) / Math.max(total, 1));
  return { current: done + open, total, percentage };
}
