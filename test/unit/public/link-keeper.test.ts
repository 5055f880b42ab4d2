import { beforeEach, expect, it } from '@jest/globals';
import type { ConnectionDeps } from '../../../public/src/client/connection.js';
import { createLinkKeeper, type Link, type LinkKeeper } from '../../../public/src/client/link-keeper.js';
import { createManualClock, type ManualClock } from '../../support/manual-clock.js';

/** One end of a connection, in the test's hand. */
interface Line extends ConnectionDeps {
  readonly query: Readonly<Record<string, string>>;
  readonly openedAtMs: number;
  isOpen: boolean;
}

let clock: ManualClock;
let lines: Line[];
let place: Readonly<Record<string, string>> | null;
let links: Link[];
let events: string[];
let keeper: LinkKeeper;

beforeEach(() => {
  clock = createManualClock();
  lines = [];
  links = [];
  events = [];
  place = null;
  keeper = createLinkKeeper({
    clock,
    connect(query, deps) {
      const line: Line = { ...deps, query, openedAtMs: clock.nowMs(), isOpen: true };
      lines.push(line);
      return { emit: () => undefined, waiting: 0, close: () => (line.isOpen = false) };
    },
    random: () => 1,
    query: () => place,
    onEvent: (event) => events.push(event.name),
    onPacket: () => undefined,
    onChange: () => {
      if (links.at(-1) !== keeper.link) links.push(keeper.link);
    },
  });
});

const line = (index: number): Line => {
  const found = lines.at(index);
  if (found === undefined) throw new Error(`no connection ${index}`);
  return found;
};
const says = (to: Line, event: string, data: object): void => to.onEvent(event, { event, data });
const assign = (to: Line, reconnected: boolean): void => says(to, 'session:assigned', { sessionId: 's-1', reconnected, recovered: reconnected });
const refuse = (to: Line, errorCode: string): void => says(to, 'error', { errorCode, errorMessage: '', recoverable: true });
const fail = (to: Line): void => {
  to.isOpen = false;
  to.onClosed();
};
const open = (): readonly boolean[] => lines.map(({ isOpen }) => isOpen);

/** A conversation that is under way. */
function live(): Line {
  keeper.open();
  assign(line(0), false);
  place = { sessionId: 's-1', run: 'r', after: '7' };
  return line(0);
}

it('is up when the server has given a session', () => {
  keeper.open();
  expect(links).toEqual(['connecting']);
  expect(line(0).query).toEqual({});
  assign(line(0), false);
  expect(links).toEqual(['connecting', 'up']);
  expect(clock.pending).toBe(0);
});

it('tries at once when the connection is lost, then after longer and longer waits', () => {
  fail(live());
  expect(keeper.outage).toEqual({ tries: 1, nextTryAtMs: null });
  expect(line(1).query).toEqual({ sessionId: 's-1', run: 'r', after: '7' });
  const lastTries = 14;
  for (let tries = 1; tries < lastTries; tries += 1) {
    fail(line(-1));
    clock.advance((keeper.outage?.nextTryAtMs ?? 0) - clock.nowMs());
  }
  const startsMs = lines.map(({ openedAtMs }) => openedAtMs);
  expect(startsMs.slice(2).map((startMs, index) => startMs - (startsMs[index + 1] ?? 0))).toEqual([300, 600, 600, 600, 600, 600, 600, 600, 1000, 2000, 4000, 5000, 5000]);
  expect(keeper.outage).toEqual({ tries: lastTries, nextTryAtMs: null });
  assign(line(-1), true);
  expect(links).toEqual(['connecting', 'up', 'down', 'up']);
  expect(keeper.outage).toBeNull();
});

it('gives a try four seconds', () => {
  fail(live());
  clock.advance(3999);
  expect(open()).toEqual([false, true]);
  clock.advance(1 + 300);
  expect(open()).toEqual([false, false, true]);
});

it('waits no longer when the network is back or the participant looks', () => {
  fail(live());
  for (let tries = 0; tries < 8; tries += 1) {
    fail(line(-1));
    clock.advance((keeper.outage?.nextTryAtMs ?? 0) - clock.nowMs());
  }
  fail(line(-1));
  const before = lines.length;
  keeper.tryNow();
  expect(lines).toHaveLength(before + 1);
  keeper.tryNow();
  expect(lines).toHaveLength(before + 1);
  clock.advance(300);
  keeper.tryNow();
  expect(open().slice(-2)).toEqual([false, true]);
});

it('does not stop before half an hour is over, and stops then', () => {
  fail(live());
  while (keeper.link === 'down') {
    fail(line(-1));
    clock.advance(Math.max(0, (keeper.outage?.nextTryAtMs ?? 0) - clock.nowMs()));
  }
  expect(keeper.link).toBe('abandoned');
  expect(clock.nowMs()).toBeGreaterThanOrEqual(1_800_000);
  expect(clock.nowMs()).toBeLessThan(1_810_000);
  expect(clock.pending).toBe(0);
});

it.each(['SESSION_EXPIRED', 'SESSION_NOT_FOUND'])('believes that the conversation is over when the server says %s', (code) => {
  fail(live());
  assign(line(1), false);
  expect(keeper.link).toBe('down');
  refuse(line(1), code);
  expect(keeper.link).toBe('gone');
  expect(open()).toEqual([false, false]);
  expect(clock.pending).toBe(0);
});

it('believes it also without a reason, a second later', () => {
  fail(live());
  assign(line(1), false);
  clock.advance(1000);
  expect(keeper.link).toBe('gone');
});

it.each(['SERVER_STOPPING', 'SERVER_BUSY', 'DATABASE_ERROR'])('tries on when the server refuses for a while, with %s', (code) => {
  fail(live());
  assign(line(1), false);
  refuse(line(1), code);
  expect(keeper.link).toBe('down');
  clock.advance(300);
  assign(line(2), true);
  expect(keeper.link).toBe('up');
});

it('comes back at once when the server parks the conversation', () => {
  says(live(), 'session:parked', {});
  expect(open()).toEqual([false, true]);
  expect(keeper.link).toBe('down');
  assign(line(1), true);
  expect(events).toEqual(['session:assigned', 'session:assigned']);
});

it('goes silent when another connection has taken over', () => {
  refuse(live(), 'SESSION_INVALID');
  expect(links).toEqual(['connecting', 'up', 'elsewhere']);
  clock.advance(60_000);
  keeper.tryNow();
  expect(open()).toEqual([false]);
});

it('opens a fresh connection beside one that it doubts, and keeps the fresh one when that delivers first', () => {
  live();
  keeper.doubt();
  expect(open()).toEqual([true, true]);
  expect(keeper.link).toBe('down');
  refuse(line(0), 'SESSION_INVALID');
  assign(line(1), true);
  expect(open()).toEqual([false, true]);
  expect(links).toEqual(['connecting', 'up', 'down', 'up']);
});

it('keeps the old one when that delivers first', () => {
  live();
  keeper.doubt();
  says(line(0), 'audio:chunk', { audioData: 'AAA=', epoch: 1 });
  expect(open()).toEqual([true, false]);
  expect(keeper.link).toBe('up');
  expect(events).toEqual(['session:assigned', 'audio:chunk']);
  expect(clock.pending).toBe(0);
});

it('comes back when the fresh one had taken the conversation before it was given up', () => {
  live();
  keeper.doubt();
  says(line(0), 'audio:chunk', { audioData: 'AAA=', epoch: 1 });
  refuse(line(0), 'SESSION_INVALID');
  expect(keeper.link).toBe('down');
  expect(open()).toEqual([false, false, true]);
});

it('doubts no more than once in five seconds', () => {
  live();
  keeper.doubt();
  says(line(0), 'audio:end', { epoch: 1 });
  clock.advance(4999);
  keeper.doubt();
  expect(lines).toHaveLength(2);
  clock.advance(1);
  keeper.doubt();
  expect(lines).toHaveLength(3);
});

it('drops the connection when the device says that the network is gone', () => {
  live();
  keeper.drop();
  expect(open()).toEqual([false, true]);
  expect(keeper.link).toBe('down');
});

it('leaves nothing behind when it is closed', () => {
  fail(live());
  fail(line(1));
  keeper.close();
  clock.advance(60_000);
  expect(open()).toEqual([false, false]);
  expect(clock.pending).toBe(0);
});
