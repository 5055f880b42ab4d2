import { join } from 'node:path';
import { rootDirectory, startChild } from '../parts/children.mjs';
import { pause } from '../parts/clock.mjs';
import { dialectClients } from '../parts/dialect-clients.mjs';
import { openHouse } from '../parts/house.mjs';
import { median, round } from '../parts/statistics.mjs';

const sessions = 20;
const warmMs = 8000;
const rounds = 3;

/** What a conversation costs the server in each protocol, as its real clients send it: one protocol after another, several times round. */
export async function dialects({ seconds }, tell) {
  const house = await openHouse();
  const callers = await startChild(join(rootDirectory, 'bench', 'processes', 'dialect-callers.mjs'));
  const figures = Object.fromEntries(Object.keys(dialectClients).map((dialect) => [dialect, []]));
  try {
    const server = await house.startServer();
    for (let round = 1; round <= rounds; round += 1) {
      for (const dialect of Object.keys(figures)) {
        tell(`${dialect}, round ${round} of ${rounds} …\n`);
        await callers.ask('open', { url: server.url, dialect, count: sessions });
        await pause(warmMs);
        await Promise.all([server.ask('begin'), callers.ask('begin')]);
        await pause((seconds ?? 16) * 1000);
        const [load, counted] = await Promise.all([server.ask('read'), callers.ask('read')]);
        figures[dialect].push({ cores: load.cores, seconds: load.seconds, ...counted });
        await callers.ask('close');
        await pause(3000);
      }
    }
  } finally {
    await callers.stop();
    await house.close();
  }
  const own = median(figures.voiceter.map(({ cores }) => cores));
  return {
    sessions,
    rows: Object.entries(figures).map(([dialect, rows]) => {
      const cores = median(rows.map((row) => row.cores));
      return {
        dialect,
        percentEach: round((cores * 100) / sessions, 2),
        /** Of what the page of this project costs, in the same run. */
        ratio: round(cores / own, 2),
        messagesUp: round(median(rows.map((row) => row.messagesUp / row.seconds / sessions)), 1),
        kilobytesDown: round(median(rows.map((row) => row.bytesDown / 1000 / row.seconds / sessions)), 1),
      };
    }),
  };
}

export function textFromDialects({ sessions, rows }) {
  const lines = rows.map(({ dialect, percentEach, ratio, messagesUp, kilobytesDown }) => `${dialect.padEnd(14)}${percentEach.toFixed(2).padStart(8)} %${ratio.toFixed(2).padStart(10)}${messagesUp.toFixed(1).padStart(14)}${kilobytesDown.toFixed(1).padStart(16)}\n`);
  return `\n${sessions} conversations at a time\nprotocol      of a core     ratio    messages/s      kB/s down\n${lines.join('')}`;
}
