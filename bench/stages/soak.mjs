import { pause } from '../parts/clock.mjs';
import { openHouse } from '../parts/house.mjs';
import { percentiles, round, slope } from '../parts/statistics.mjs';
import { ms, table } from '../parts/tables.mjs';

/** Before that the server is still warming up: compiled code, pools, caches. */
const warmPart = 0.2;
const settleMs = 6000;

/** Begins and ends sessions, each a short conversation with audio both ways, and looks at what is left of them. */
export async function soak({ count, concurrency }, tell) {
  const house = await openHouse({ model: 'emulator.mjs', limits: { detachedMs: 500, vacantMs: 200, hiccupMs: 200 } });
  try {
    const server = await house.startServer({ LOG_LEVEL: 'error' });
    const samples = [];
    const kinds = { completed: 0, left: 0, failed: 0 };
    const durations = [];
    const sample = async (sessions) => {
      const { rssMb, heapMb } = await server.ask('collected');
      const { cores } = await server.ask('read');
      samples.push({ sessions, rssMb, heapMb, cores, resources: await server.ask('resources') });
      tell(`${sessions} sessions: RSS ${rssMb} MB, heap ${heapMb} MB, ${JSON.stringify(samples.at(-1).resources)}\n`);
    };
    await sample(0);
    const beganMs = performance.now();
    const every = Math.max(100, Math.floor(count / 20));
    for (let done = 0; done < count; ) {
      const next = Math.min(every, count - done);
      await server.ask('begin');
      const batch = await house.callers.ask('soak', { url: server.url, count: next, concurrency }, 600_000);
      for (const kind of Object.keys(kinds)) kinds[kind] += batch[kind];
      durations.push(...batch.durations);
      done += next;
      // Those that were left without a word are parked a moment later.
      await pause(1500);
      await sample(done);
    }
    const seconds = (performance.now() - beganMs) / 1000;
    await pause(settleMs);
    const [first] = samples;
    const health = await (await fetch(new URL('/health', server.url))).json();
    const end = { ...(await server.ask('collected')), resources: await server.ask('resources'), openStreams: await house.model.ask('openStreams'), sessions: health.sessions };
    const warm = samples.filter(({ sessions }) => sessions >= count * warmPart);
    const bytesPerSession = (field) => round(slope(warm.map((one) => [one.sessions, one[field]])) * 2 ** 20, 0);
    return {
      ...kinds,
      seconds: round(seconds, 1),
      perSecond: round(count / seconds, 1),
      sessionMs: percentiles(durations),
      slope: { rssBytesPerSession: bytesPerSession('rssMb'), heapBytesPerSession: bytesPerSession('heapMb') },
      samples,
      start: first,
      end,
    };
  } finally {
    await house.close();
  }
}

export function textFromSoak({ completed, left, failed, seconds, perSecond, sessionMs, slope: slopes, samples, start, end }) {
  const shown = samples.filter((_, index) => index % 4 === 0);
  return (
    `\n${completed + left + failed} sessions in ${seconds} s, ${perSecond} a second; ${completed} ended by their participant, ${left} left without a word, ${failed} failed; one takes p50 ${ms(sessionMs.p50, 0)}, p99 ${ms(sessionMs.p99, 0)} ms\n` +
    table(['sessions begun and ended', 'RSS', 'heap after collection'], shown.map(({ sessions, rssMb, heapMb }) => [sessions, `${rssMb} MB`, `${heapMb} MB`])) +
    `Slope after the first fifth: ${slopes.rssBytesPerSession} bytes of RSS a session, ${slopes.heapBytesPerSession} bytes of heap.\n` +
    `At the end: ${end.sessions} sessions, ${end.openStreams} streams open at the model; alive in the server: ${JSON.stringify(end.resources)} (at the start: ${JSON.stringify(start.resources)}).\n`
  );
}
