import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Compiles the rooms that a stored program needs, types unchecked, into a directory that resolves our packages. */
export function compileStorage(name: string, rooms: readonly string[] = ['kernel', 'storage']): string {
  const target = join('node_modules', '.cache', `voiceter-${name}-${process.pid}`);
  for (const room of rooms) {
    for (const file of readdirSync(join('src', room), { encoding: 'utf8', recursive: true }).filter((entry) => entry.endsWith('.ts') && !entry.endsWith('.d.ts'))) {
      const { outputText } = ts.transpileModule(readFileSync(join('src', room, file), 'utf8'), {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
      });
      const path = join(target, room, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, outputText);
    }
  }
  writeFileSync(join(target, 'package.json'), '{"type":"module"}');
  return target;
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves with everything printed when `done` holds for it, or when the program ends. */
  until(done: (output: string) => boolean): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>;
}

/** @param limit a command of the shell that goes before it, such as `ulimit -f 64` */
export function startProgram(file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}, limit = ':'): RunningProgram {
  const child = spawn('bash', ['-c', `${limit}; exec "$0" "$@"`, process.execPath, file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], ...environment } });
  let output = '';
  let errors = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    watchers.forEach((watch) => watch());
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output, errors }));
  });
  return {
    child,
    ended,
    until: (done) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (!done(output)) return;
          watchers.delete(watch);
          resolve(output);
        };
        watchers.add(watch);
        watch();
        void ended.then(() => resolve(output));
      }),
  };
}
