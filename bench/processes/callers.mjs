/* The participants: they connect, talk, listen and measure. */
import { answer } from '../parts/answering.mjs';
import { createCaller } from '../parts/caller.mjs';
import { nowMs, pause } from '../parts/clock.mjs';
import { createMicrophones } from '../parts/microphones.mjs';
import { createOwnLoad } from '../parts/own-load.mjs';
import { manyShortSessions } from '../parts/short-session.mjs';
import { percentiles } from '../parts/statistics.mjs';

const settings = { cycleMs: 8000, talkMs: 1200, bargeIn: true };
const load = createOwnLoad();
const callers = [];
const starts = new Map();
let measuring = false;
let soaked = 0;
let seen = fresh();
function fresh() {
  return { ages: [], readyMs: [], interrupts: [], sounds: [], returns: [], parked: [], faults: {}, answers: [] };
}
/** Per caller: when its last talk ended, for the time until it is answered. */
const talkEnded = new Map();

/**
 * One talk each cycle, spread over the callers; every third one comes early, into the agent's speech.
 */
function talks({ number }, elapsedMs) {
  const at = elapsedMs + (number * 997) % settings.cycleMs;
  const cycle = Math.floor(at / settings.cycleMs);
  const shiftMs = settings.bargeIn && cycle % 3 === 2 ? settings.cycleMs / 2 : 0;
  const within = (at % settings.cycleMs) + shiftMs;
  const isTalking = within % settings.cycleMs < settings.talkMs;
  if (isTalking) talkEnded.set(number, nowMs());
  return isTalking;
}
const microphones = createMicrophones(talks);

/** Per caller: since when a sound is waited for. */
const silentSince = new Map();
const whenClosed = new Map();
function onSeen(kind, fact) {
  switch (kind) {
    case 'audio': {
      if (measuring && fact.stamp !== null) seen.ages.push(fact.atMs - fact.stamp.sentMs);
      const ended = talkEnded.get(fact.from);
      if (ended !== undefined && fact.stamp !== null) {
        talkEnded.delete(fact.from);
        if (measuring) seen.answers.push({ from: fact.from, endedMs: ended, atMs: fact.atMs });
      }
      const waiting = silentSince.get(fact.from);
      // The sound that says "one moment" has no stamp.
      if (waiting !== undefined && (fact.stamp === null || fact.stamp.sentMs > waiting.sinceMs)) {
        seen.sounds.push({ from: fact.from, atMs: fact.atMs, isSpeech: fact.stamp !== null });
        if (fact.stamp !== null) silentSince.delete(fact.from);
      }
      return;
    }
    case 'session:ready':
      seen.readyMs.push(fact.atMs - starts.get(fact.from));
      microphones.add(callers[fact.from]);
      return;
    case 'audio:interrupt':
      if (measuring) seen.interrupts.push({ from: fact.from, atMs: fact.atMs });
      return;
    case 'session:parked':
    case 'closed':
      if (kind === 'closed') whenClosed.get(fact.from)?.(fact.atMs);
      seen.parked.push({ from: fact.from, atMs: fact.atMs, kind });
      return;
    case 'error':
      seen.faults[fact.data.errorCode] = (seen.faults[fact.data.errorCode] ?? 0) + 1;
      return;
    default:
  }
}

answer({
  configure: (given) => void Object.assign(settings, given),
  /** Brings the number of callers up to `to`, `perSecond` of them a second. */
  async add({ url, to, perSecond, encoding }) {
    while (callers.length < to) {
      const caller = createCaller(callers.length, onSeen, encoding);
      callers.push(caller);
      await caller.connect(url);
      starts.set(caller.number, nowMs());
      caller.start();
      await pause(1000 / perSecond);
    }
  },
  begin() {
    seen = { ...fresh(), readyMs: seen.readyMs };
    measuring = true;
    microphones.begin();
    load.begin();
  },
  read() {
    measuring = false;
    const { ages, readyMs, ...rest } = seen;
    const open = callers.filter(({ isOpen }) => isOpen).length;
    seen = fresh();
    return { down: percentiles(ages), ready: percentiles(readyMs), sendLate: percentiles(microphones.end()), load: load.read(), open, ...rest };
  },
  sessionIds: () => callers.map(({ sessionId }) => sessionId),
  /** From this moment of a caller on: the next sounds are kept. */
  await: ({ from, sinceMs }) => void silentSince.set(from, { sinceMs }),
  drop({ from }) {
    callers[from].drop();
    return nowMs();
  },
  /** Comes back to its session; the first frame afterwards is marked. */
  async comeBack({ from, url }) {
    const back = await callers[from].connect(url, true);
    callers[from].mark();
    return back;
  },
  /** Waits until the connection is lost, comes back to another node at once, and listens for what it says. */
  async comeBackAfterClose({ from, url }) {
    const closedMs = await new Promise((resolve) => whenClosed.set(from, resolve));
    silentSince.set(from, { sinceMs: closedMs });
    const back = await callers[from].connect(url, true);
    callers[from].mark();
    return { ...back, from, closedMs };
  },
  async soak(how) {
    const result = await manyShortSessions(how, soaked);
    soaked += how.count;
    return result;
  },
  close() {
    microphones.clear();
    for (const caller of callers.splice(0)) caller.close();
  },
});
process.once('SIGTERM', () => process.exit(0));
