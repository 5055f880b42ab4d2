import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { round } from './statistics.mjs';

const resolutionMs = 10;

/** How long the main thread was ready to run and had no core, in seconds; 0 where the system does not say. */
function waitedSeconds() {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e9;
  } catch {
    return 0;
  }
}

/**
 * What this process does to its own event loop and CPU, from `begin` on. The histogram of Node measures the time between two ticks
 * of a timer of 10 ms; what is more than these 10 ms is the delay.
 */
export function createOwnLoad() {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let cpu = process.cpuUsage();
  let utilization = performance.eventLoopUtilization();
  let sinceMs = performance.now();
  let waited = waitedSeconds();
  const late = (part) => round(Math.max(0, histogram.percentile(part) / 1e6 - resolutionMs));
  return {
    begin() {
      histogram.reset();
      cpu = process.cpuUsage();
      utilization = performance.eventLoopUtilization();
      sinceMs = performance.now();
      waited = waitedSeconds();
    },
    read() {
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - sinceMs) / 1000;
      return {
        seconds: round(seconds),
        /** Cores' worth of CPU, of all threads of the process. */
        cores: round((user + system) / 1e6 / seconds, 4),
        /** Part of the time in which it wanted a core and others had it. */
        waitedForCore: round((waitedSeconds() - waited) / seconds, 4),
        loopBusy: round(performance.eventLoopUtilization(utilization).utilization),
        loopDelayMs: { p50: late(50), p95: late(95), p99: late(99), max: round(Math.max(0, histogram.max / 1e6 - resolutionMs)) },
        rssMb: round(process.memoryUsage.rss() / 2 ** 20, 1),
        heapMb: round(process.memoryUsage().heapUsed / 2 ** 20, 1),
      };
    },
  };
}
