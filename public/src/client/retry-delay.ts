/**
 * Waits between tries to come back, after the first one, which is made at once. Most cuts last some seconds, and whoever talks
 * should not wait longer for the page than for the network: hence the row of short ones.
 */
const delaysMs: readonly number[] = [300, 600, 600, 600, 600, 600, 600, 600, 1000, 2000, 4000];
const longestMs = 5000;

/**
 * How long to wait after so many failed tries (from 1). Half of it is chance, so that the participants of a server that restarts
 * do not all come in the same moment. `random` gives 0 to 1.
 */
export function retryDelayMs(failedTries: number, random: () => number): number {
  const fullMs = delaysMs[failedTries - 1] ?? longestMs;
  return fullMs * (0.5 + 0.5 * random());
}
