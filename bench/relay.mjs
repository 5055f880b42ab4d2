// What the server adds to each audio frame, each way, and what a conversation costs it in CPU and memory.
// The server runs as a process of its own; callers, and a model that only counts and answers with audio, run here, so
// that both ends of each way read the same clock. Loopback only; ends by itself.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http2 from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { io } from 'socket.io-client';

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write('npm run bench -- [--sessions 50] [--seconds 20]\n');
  process.exit(0);
}
const sessions = Number(values.sessions);
const seconds = Number(values.seconds);
const upFrameMs = 32;
const downFrameMs = 80;
const now = () => performance.now();

/** A frame of silence that carries the time at which it was sent. */
const stamped = (bytes) => {
  const frame = Buffer.alloc(bytes);
  frame.writeDoubleLE(now(), 0);
  return frame.toString('base64');
};
const ageOf = (base64) => now() - Buffer.from(base64.slice(0, 12), 'base64').readDoubleLE(0);

// ---- a model that counts and answers with audio --------------------------------------------------------------------

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const header = (value) => ({ type: 'string', value });
const frameFrom = (event) =>
  Buffer.from(
    codec.encode({
      headers: { ':event-type': header('chunk'), ':message-type': header('event'), ':content-type': header('application/json') },
      body: Buffer.from(JSON.stringify({ bytes: Buffer.from(JSON.stringify({ event })).toString('base64') })),
    }),
  );
const up = [];
let measuring = false;
const model = http2.createServer();
model.on('stream', (stream) => {
  let rest = Buffer.alloc(0);
  stream.on('error', () => undefined);
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
  const ids = { sessionId: 's', promptName: 'p', completionId: 'c' };
  stream.write(frameFrom({ completionStart: ids }));
  stream.write(frameFrom({ contentStart: { ...ids, contentId: 't', type: 'TEXT', role: 'ASSISTANT', additionalModelFields: '{"generationStage":"SPECULATIVE"}' } }));
  stream.write(frameFrom({ textOutput: { ...ids, contentId: 't', content: 'A long sentence.', role: 'ASSISTANT' } }));
  stream.write(frameFrom({ contentStart: { ...ids, contentId: 'a', type: 'AUDIO', role: 'ASSISTANT' } }));
  const speak = setInterval(() => stream.write(frameFrom({ audioOutput: { ...ids, contentId: 'a', content: stamped(downFrameMs * 48) } })), downFrameMs);
  stream.on('close', () => clearInterval(speak));
  stream.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readUInt32BE(0)) {
      const length = rest.readUInt32BE(0);
      const outer = codec.decode(rest.subarray(0, length));
      rest = rest.subarray(length);
      if (outer.body.length === 0) return stream.end();
      const { event } = JSON.parse(Buffer.from(JSON.parse(Buffer.from(codec.decode(outer.body).body).toString()).bytes, 'base64').toString());
      const age = event.audioInput === undefined ? NaN : ageOf(event.audioInput.content);
      if (measuring && age >= 0 && age < 10_000) up.push(age);
    }
  });
});
await new Promise((resolve) => model.listen(0, '127.0.0.1', resolve));

// ---- the server ----------------------------------------------------------------------------------------------------

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'voiceter-bench-'));
const server = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
  cwd: root,
  env: {
    PATH: process.env.PATH,
    PORT: '0',
    DATA_DIR: directory,
    LOG_LEVEL: 'error',
    MODE: 'local',
    SPEECH_MODEL: 'bedrock',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://127.0.0.1:${model.address().port}`,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    MAX_SESSIONS: String(sessions),
    IDLE_PROMPT_SECONDS: '600',
    DRAIN_SECONDS: '1',
  },
});
const url = await new Promise((resolve, reject) => {
  let written = '';
  server.stdout.on('data', (chunk) => {
    written += chunk;
    const match = /ready at (\S+)/.exec(written);
    if (match !== null) resolve(match[1].replace('localhost', '127.0.0.1'));
  });
  server.once('exit', () => reject(new Error(`the server ended: ${written}`)));
});

/** CPU milliseconds used so far, and resident memory in MB. */
function usageOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, rssMb: Number(rss[1]) / 1024 };
}

// ---- the callers ---------------------------------------------------------------------------------------------------

const down = [];
const idle = usageOf(server.pid);
const callers = await Promise.all(
  Array.from({ length: sessions }, () => {
    const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    socket.on('audio:chunk', ({ data }) => {
      if (measuring) down.push(ageOf(data.audioData));
    });
    return new Promise((resolve) => {
      socket.once('session:ready', () => resolve(socket));
      socket.emit('session:start', { questionnaireId: 'quick-pulse' });
    });
  }),
);
const startMs = now();
const timers = callers.map((socket, index) => {
  let sent = 0;
  // Paced by the audio's own length, so that late timers do not stretch real time; callers do not speak in step.
  const send = () => {
    while (startMs + index + sent * upFrameMs <= now()) {
      socket.emit('audio:chunk', { audioData: stamped(1024), sequenceNumber: sent });
      sent += 1;
    }
  };
  return setInterval(send, upFrameMs / 4);
});
await new Promise((resolve) => setTimeout(resolve, 3000));
const before = usageOf(server.pid);
const loop = performance.eventLoopUtilization();
measuring = true;
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
measuring = false;
const after = usageOf(server.pid);
const ownLoad = performance.eventLoopUtilization(loop).utilization;

// ---- the figures ---------------------------------------------------------------------------------------------------

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(2);
const figures = (name, ages) => {
  const sorted = [...ages].sort((a, b) => a - b);
  return `${name.padEnd(24)} ${String(sorted.length).padStart(7)} frames   p50 ${at(sorted, 0.5)} ms   p95 ${at(sorted, 0.95)} ms   p99 ${at(sorted, 0.99)} ms   max ${at(sorted, 1)} ms\n`;
};
const cpu = (after.cpuMs - before.cpuMs) / (seconds * 1000);
process.stdout.write(
  `${sessions} conversations, ${seconds} s, both directions all the time\n` +
    figures('caller to model', up) +
    figures('model to caller', down) +
    `CPU of the server        ${(cpu * 100).toFixed(1)} % of a core, ${((cpu * 100) / sessions).toFixed(2)} % each: about ${Math.floor(sessions / cpu)} a core\n` +
    `memory of the server     ${after.rssMb.toFixed(0)} MB, ${((after.rssMb - idle.rssMb) / sessions).toFixed(2)} MB each above an idle server\n` +
    `load of the bench itself ${(ownLoad * 100).toFixed(0)} % of its loop (above 70 % the times above are its own)\n`,
);

for (const timer of timers) clearInterval(timer);
for (const socket of callers) socket.disconnect();
server.kill('SIGTERM');
await new Promise((resolve) => server.once('exit', resolve));
model.close();
rmSync(directory, { recursive: true, force: true });
process.exit(0);
