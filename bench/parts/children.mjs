import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

export const rootDirectory = fileURLToPath(new URL('../..', import.meta.url));
const askMs = 60_000;
const readyMs = 30_000;
const stopMs = 20_000;

/**
 * The priority of every process of the bench, from the environment `BENCH_NICE` of the bench itself. Each is in a session of its own,
 * because Linux shares cores between sessions first (`sched_autogroup`): in one session they would have one share among them.
 */
function prioritise(pid) {
  const nice = Number(process.env.BENCH_NICE ?? 0);
  if (nice === 0) return;
  try {
    setPriority(pid, nice);
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch (error) {
    process.stderr.write(`priority ${nice} is not possible: ${error.message}\n`);
  }
}

/**
 * A process of its own. `ask(name, argument)` calls what it offers by `parts/answering.mjs`, over the IPC channel of Node.
 *
 * @param options `{ args, execArgs, environment, ready }`; `ready`: a pattern in its output to wait for
 */
export async function startChild(program, { args = [], execArgs = [], environment = {}, ready = null, isNode = true } = {}) {
  const child = spawn(isNode ? process.execPath : program, isNode ? [...execArgs, program, ...args] : args, {
    cwd: rootDirectory,
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(isNode ? ['ipc'] : [])],
  });
  prioritise(child.pid);
  let said = '';
  const waiting = new Map();
  const listeners = new Set();
  let asked = 0;
  let stopping = false;
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const listen = (chunk) => {
    said = (said + chunk).slice(-20_000);
    for (const look of listeners) look();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  child.on('message', ({ id, value, error }) => {
    const reply = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) reply?.resolve(value);
    else reply?.reject(new Error(`${program}: ${error}`));
  });
  void exited.then(({ code, signal }) => {
    for (const { reject } of waiting.values()) reject(new Error(`${program} ended with ${code ?? signal}: ${said.slice(-2000)}`));
    waiting.clear();
  });

  const one = {
    pid: child.pid,
    match: null,
    get said() {
      return said;
    },
    exited,
    ask(name, argument, timeoutMs = askMs) {
      asked += 1;
      const id = asked;
      return new Promise((resolve, reject) => {
        const deadline = setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`${program} does not answer ${name}: ${said.slice(-2000)}`));
        }, timeoutMs);
        const settle = (how) => (value) => {
          clearTimeout(deadline);
          how(value);
        };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
        child.send({ id, name, argument });
      });
    },
    kill() {
      child.kill('SIGKILL');
      return exited;
    },
    /** SIGTERM; SIGKILL when that does not help. */
    async stop() {
      if (stopping || child.exitCode !== null || child.signalCode !== null) return exited;
      stopping = true;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
      const how = await exited;
      clearTimeout(late);
      return how;
    },
  };
  if (ready === null) return one;
  one.match = await new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`${program} is not ready: ${said.slice(-2000)}`)), readyMs);
    const look = () => {
      const match = ready.exec(said);
      if (match === null) return;
      clearTimeout(deadline);
      listeners.delete(look);
      resolve(match);
    };
    listeners.add(look);
    void exited.then(({ code, signal }) => reject(new Error(`${program} ended with ${code ?? signal}: ${said.slice(-2000)}`)));
    look();
  });
  return one;
}
