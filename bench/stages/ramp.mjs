import { pause } from '../parts/clock.mjs';
import { openHouse } from '../parts/house.mjs';
import { matched } from '../parts/matched.mjs';
import { median, medianOf, percentiles, round, slope } from '../parts/statistics.mjs';
import { ms, table, three } from '../parts/tables.mjs';

/** design.md, section 12. */
export const bars = { p50Ms: 1, p99Ms: 10, bargeInMs: 5, perCore: 200, mbPerSession: 1.5, atSessions: 50 };
const windows = 3;
const settleMs = 5000;
/** A generator that is later than this part of what it measures has measured itself. */
const spoiltPart = 0.5;

/** Ever more callers at one server, all of them all the time; at each step three windows, and the median of their figures. */
export async function ramp({ steps, seconds, allSteps, recordings, encoding }, tell) {
  const house = await openHouse(recordings ? { environment: { RECORDINGS: 'directory' } } : {});
  const result = { recordings, encoding, steps: [], stopped: 'all steps done' };
  try {
    const server = await house.startServer();
    const idle = await server.ask('collected');
    for (const sessions of steps) {
      await house.callers.ask('add', { url: server.url, to: sessions, perSecond: 15, encoding }, 120_000);
      await pause(settleMs);
      const readings = [];
      for (let window = 0; window < windows; window += 1) readings.push(await readWindow(house, server, ((seconds ?? 12) * 1000) / windows));
      const step = stepFrom(sessions, readings);
      step.liveHeapMb = (await server.ask('collected')).heapMb;
      result.steps.push(step);
      tell(`${sessions} sessions: up ${three(step.up)} ms, down ${three(step.down)} ms, ${round(step.cores * 100, 1)} % of a core${step.spoilt.length > 0 ? ` (spoilt: ${step.spoilt.join('; ')})` : ''}\n`);
      result.stopped = stopReason(step);
      if (result.stopped !== null && !allSteps) break;
      result.stopped ??= 'all steps done';
    }
    result.memory = {
      rssMbPerSession: round(slope([[0, idle.rssMb], ...result.steps.map(({ sessions, rssMb }) => [sessions, rssMb])]), 2),
      heapMbPerSession: round(slope([[0, idle.heapMb], ...result.steps.map(({ sessions, liveHeapMb }) => [sessions, liveHeapMb])]), 3),
      idleRssMb: idle.rssMb,
    };
    result.perCore = Math.max(...result.steps.filter(({ cores }) => cores < 0.95).map(({ perCore }) => perCore));
  } finally {
    await house.close();
  }
  return result;
}

export async function readWindow({ model, callers }, server, windowMs) {
  await Promise.all([model.ask('begin'), callers.ask('begin'), server.ask('begin')]);
  await pause(windowMs);
  const [heard, called, server_] = await Promise.all([model.ask('read'), callers.ask('read'), server.ask('read')]);
  return { heard, called, server: server_, bargeIn: matched(heard.interrupts, called.interrupts) };
}

function stepFrom(sessions, readings) {
  const bargeIns = readings.flatMap(({ bargeIn }) => bargeIn);
  const cores = median(readings.map(({ server }) => server.cores));
  const step = {
    sessions,
    up: medianOf(readings.map(({ heard }) => heard.up)),
    down: medianOf(readings.map(({ called }) => called.down)),
    bargeIn: percentiles(bargeIns),
    tool: percentiles(readings.flatMap(({ heard }) => heard.tools)),
    ready: readings[0].called.ready,
    cores,
    perCore: Math.floor(sessions / cores),
    rssMb: readings.at(-1).server.rssMb,
    loopDelayMs: medianOf(readings.map(({ server }) => server.loopDelayMs)),
    loopBusy: median(readings.map(({ server }) => server.loopBusy)),
    waitedForCore: median(readings.map(({ server }) => server.waitedForCore)),
    open: readings.at(-1).called.open,
    faults: readings.map(({ called }) => called.faults).filter((faults) => Object.keys(faults).length > 0),
    generator: {
      sendLate: medianOf(readings.map(({ called }) => called.sendLate)),
      callersLoop: medianOf(readings.map(({ called }) => called.load.loopDelayMs)),
      modelLoop: medianOf(readings.map(({ heard }) => heard.load.loopDelayMs)),
      callersBusy: median(readings.map(({ called }) => called.load.loopBusy)),
      modelBusy: median(readings.map(({ heard }) => heard.load.loopBusy)),
    },
  };
  return { ...step, spoilt: spoilt(step) };
}

/** Whose figures are the generator's own. */
function spoilt({ sessions, open, up, down, generator }) {
  const late = (name, loop, way) => (loop.p99 > spoiltPart * way.p99 ? [`${name} p99: the ${name === 'up' ? 'model' : 'callers'} stalled ${ms(loop.p99)} ms itself`] : []);
  return [
    ...late('up', generator.modelLoop, up),
    ...late('down', generator.callersLoop, down),
    ...(generator.callersBusy > 0.7 ? ['callers too busy'] : []),
    ...(generator.modelBusy > 0.7 ? ['model too busy'] : []),
    ...(open < sessions ? [`${sessions - open} callers were cut off`] : []),
  ];
}

function stopReason({ sessions, up, down, cores }) {
  if (cores >= 0.95) return `the server has used up its core at ${sessions} sessions`;
  if (sessions < bars.atSessions) return null;
  for (const [name, way] of Object.entries({ up, down })) {
    if (way.p99 > bars.p99Ms) return `${name} p99 is ${ms(way.p99)} ms at ${sessions} sessions (bar: ${bars.p99Ms} ms)`;
    if (way.p50 > bars.p50Ms) return `${name} p50 is ${ms(way.p50)} ms at ${sessions} sessions (bar: ${bars.p50Ms} ms)`;
  }
  return null;
}

export function textFromRamp({ steps, memory, perCore, stopped, recordings, encoding }) {
  return (
    `\nThe ramp, recordings ${recordings ? 'into a directory' : 'off'}, audio as ${encoding}; times in ms: p50 / p95 / p99\n` +
    table(
      ['sessions', 'caller to model', 'model to caller', 'barge-in', 'tool with write', 'ready p95', 'core each', 'a core holds', 'RSS', 'loop delay p50 / p99', 'waited for a core', 'stalls of callers, model p99'],
      steps.map((step) => [
        step.sessions,
        three(step.up),
        three(step.down),
        three(step.bargeIn),
        three(step.tool),
        ms(step.ready.p95, 0),
        `${((step.cores / step.sessions) * 100).toFixed(2)} %`,
        step.perCore,
        `${Math.round(step.rssMb)} MB`,
        `${ms(step.loopDelayMs.p50)} / ${ms(step.loopDelayMs.p99)}`,
        `${(step.waitedForCore * 100).toFixed(1)} %`,
        `${ms(step.generator.callersLoop.p99)}, ${ms(step.generator.modelLoop.p99)}${step.spoilt.length > 0 ? ' (!)' : ''}`,
      ]),
    ) +
    steps.flatMap((step) => step.spoilt.map((why) => `(!) ${step.sessions} sessions: ${why}\n`)).join('') +
    `Memory: ${memory.rssMbPerSession} MB of RSS a session, ${memory.heapMbPerSession} MB of live heap; an idle server ${Math.round(memory.idleRssMb)} MB.\n` +
    `A core holds ${perCore} sessions. Ended: ${stopped}.\n`
  );
}
