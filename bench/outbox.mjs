/*
 * What an answer costs with the outbox: against a database that works, and against one that is 2 s late with each answer.
 * `npm run build:server && node bench/outbox.mjs`. The database runs in this process, so its own work is in every figure.
 */
import { mkdtempSync, readFileSync, rmSync, readdirSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../dist/kernel/clock.js';
import { openStorage } from '../dist/storage/storage.js';

const directory = mkdtempSync(join(tmpdir(), 'voiceter-bench-'));
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
let endpoint = '';
const base = await openStorage(
  { clock: systemClock, log: (event, fields) => event === 'storage_embedded_opened' && (endpoint = fields.endpoint) },
  { kind: 'embedded', directory: join(directory, 'data'), tablePrefix: 'x-' },
);
let lateMs = 0;
const proxy = createServer((incoming, outgoing) => {
  const onward = request(endpoint, { method: 'POST', headers: incoming.headers }, (answer) =>
    setTimeout(() => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    }, lateMs),
  );
  incoming.pipe(onward);
});
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
const outbox = join(directory, 'outbox');
const storage = await openStorage({ clock: systemClock }, { kind: 'aws', region: 'us-east-1', endpoint: `http://127.0.0.1:${proxy.address().port}`, tablePrefix: 'x-', outbox: { directory: outbox } });

const answer = (sessionId, n) => ({
  sessionId, questionId: `q${n}`, questionType: 'numeric', questionText: 'How many?', value: n, outcome: 'answered', label: String(n), heard: `well, ${n}`, via: 'voice',
  provisional: false, optionsShown: [], timestamp: new Date().toISOString(), revision: 1,
});
const line = (name, times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(2);
  console.log(`${name.padEnd(64)} n ${String(times.length).padStart(5)}  p50 ${at(0.5).padStart(8)} ms  p99 ${at(0.99).padStart(8)} ms`);
};
const timed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

const plain = [];
const through = [];
for (let n = 0; n < 3000; n += 1) {
  // In turns, so that both see the same machine; the first are for warming up.
  const first = await timed(() => storage.responses.record(answer('plain', n)));
  const second = await timed(() => storage.recorder.record(answer('through', n)));
  if (n >= 500) plain.push(first), through.push(second);
}
line('database works: the table itself', plain);
line('database works: through the recorder', through);
const files = readdirSync(join(outbox, '1')).filter((name) => name === 'entries.log');
console.log(`bytes in the log after that: ${files.map((name) => readFileSync(join(outbox, '1', name)).length).join()}`);

lateMs = 2000;
const firsts = [];
const laters = [];
await Promise.all(
  Array.from({ length: 50 }, async (_, session) => {
    firsts.push(await timed(() => storage.recorder.record(answer(`late-${session}`, 0))));
    for (let n = 1; n < 10; n += 1) laters.push(await timed(() => storage.recorder.record(answer(`late-${session}`, n))));
  }),
);
line('database 2 s late, 50 sessions: the first answer of each', firsts);
line('database 2 s late, 50 sessions: those behind it', laters);
const alone = [];
for (let n = 10; n < 110; n += 1) alone.push(await timed(() => storage.recorder.record(answer('late-0', n))));
line('database 2 s late, one session: one after another', alone);
lateMs = 0;
const began = performance.now();
while (!(await storage.answersOf('late-0')).every(() => true) || (await base.responses.list('late-0')).length < 110) await new Promise((resolve) => setTimeout(resolve, 50));
console.log(`all of it in the database ${Math.round(performance.now() - began)} ms after it was quick again`);
await storage.close();
proxy.closeAllConnections();
proxy.close();
await base.close();
rmSync(directory, { recursive: true });
