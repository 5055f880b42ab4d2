import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../parts/clock.mjs';
import { selfTimes } from '../parts/cpu-profile.mjs';
import { openHouse } from '../parts/house.mjs';

const sessions = 50;
const warmMs = 15_000;
const shown = 30;

/** Where the server's time goes while fifty people talk and listen, by V8's own sampling; the second half of its life only. */
export async function profile({ seconds }, tell) {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-profile-'));
  const house = await openHouse({ execArgs: ['--cpu-prof', '--cpu-prof-dir', directory, '--cpu-prof-interval', '400'] });
  try {
    const server = await house.startServer();
    await house.callers.ask('add', { url: server.url, to: sessions, perSecond: 20 });
    await pause(warmMs);
    tell('measuring …\n');
    await house.model.ask('begin');
    await house.callers.ask('begin');
    await pause((seconds ?? 10) * 1000);
    const [heard, called] = await Promise.all([house.model.ask('read'), house.callers.ask('read')]);
    await server.stop();
    const [file] = readdirSync(directory);
    const { busyMs, functions, groups } = selfTimes(JSON.parse(readFileSync(join(directory, file), 'utf8')), 0.5);
    const short = (list) => list.slice(0, shown).map(({ name, share }) => ({ name, percent: Math.round(share * 1000) / 10 }));
    return { sessions, framesUp: heard.up.n, framesDown: called.down.n, busyMs: Math.round(busyMs), groups: short(groups), functions: short(functions) };
  } finally {
    await house.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

export function textFromProfile({ groups, functions }) {
  const lines = (list) => list.map(({ name, percent }) => `${percent.toFixed(1).padStart(5)} %  ${name}\n`).join('');
  return `\nSelf time by part of the server\n${lines(groups)}\nSelf time by function\n${lines(functions)}`;
}
