import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-setup-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

async function setup(environment: NodeJS.ProcessEnv): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(process.execPath, [path('dist/commands/setup.js')], { cwd: directory, env: { PATH: process.env['PATH'], ...environment } });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (text += piece.toString()));
  return { code: await new Promise((resolve) => child.once('close', resolve)), text };
}

const content = { QUESTIONNAIRES_DIR: path('questionnaires'), PERSONAS_DIR: path('personas'), COURSES_DIR: path('courses') };

it('says that everything is there, and makes .env and the data directory', async () => {
  const { code, text } = await setup(content);
  expect(text).toContain('4 assistants in ');
  expect(text.trimEnd().endsWith('Ready (local): npm start')).toBe(true);
  expect(code).toBe(0);
  expect(existsSync(join(directory, '.env'))).toBe(true);
  expect(existsSync(join(directory, '.data'))).toBe(true);
});

it('says what is missing, and what to do about it', async () => {
  const { code, text } = await setup({ ...content, QUESTIONNAIRES_DIR: 'nowhere', REDIS_URL: 'redis://127.0.0.1:1' });
  expect(text).toContain("PROBLEM  ENOENT: no such file or directory, scandir 'nowhere'");
  expect(text).toContain('PROBLEM  Redis at 127.0.0.1:1 does not answer within 2 s: start it, or leave REDIS_URL out');
  expect(text.trimEnd().endsWith('The server would not start like this.')).toBe(true);
  expect(code).toBe(1);
  expect(await setup({ ...content, PORT: 'x' })).toMatchObject({ code: 78, text: expect.stringContaining('PORT: got "x"') });
});
