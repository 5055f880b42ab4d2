import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built server in a process of its own, with its own emulator and an empty database. */
export interface ServerProcess {
  readonly url: string;
  /** SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** For what must not be loaded into the process of the tests. Needs `npm run build:server`. */
export async function startServerProcess(environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-process-'));
  const child = spawn(process.execPath, ['dist/main.js'], { cwd: root, env: { PATH: process.env['PATH'], MODE: 'local', PORT: '0', LOG_LEVEL: 'error', DATA_DIR: directory, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /ready at (\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    void gone.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      const code = await gone;
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}
