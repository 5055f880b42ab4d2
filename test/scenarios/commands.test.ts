import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import dynalite from 'dynalite';
import { startEmulator } from '../../src/emulator/emulator.js';
import { systemClock } from '../../src/kernel/clock.js';
import { quickEmulator } from '../support/server.js';
import { closing, openTalk, opening, toolResult, typed } from '../contracts/emulator-client.js';
import { connectCaller } from '../support/voice-caller.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'voiceter-commands-'));
const running: ChildProcess[] = [];
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const close of closers.splice(0)) await close();
});
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

interface Command {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves with the first match in what it has written. */
  wrote(pattern: RegExp): Promise<RegExpMatchArray>;
  readonly exited: Promise<number | null>;
}

/** Runs a built program with these settings only. */
function run(program: string, args: readonly string[] = [], environment: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, [join(root, 'dist', program), ...args], { cwd: root, env: { PATH: process.env.PATH ?? '', DATA_DIR: directory, PORT: '0', ...environment } });
  running.push(child);
  let written = '';
  let look = (): void => undefined;
  const more = (chunk: Buffer): void => {
    written += chunk.toString();
    look();
  };
  child.stdout.on('data', more);
  child.stderr.on('data', more);
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    child,
    exited,
    output: () => written,
    wrote: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const match = written.match(pattern);
          if (match !== null) resolve(match);
        };
        void exited.then(() => reject(new Error(`ended without writing ${String(pattern)}: ${written}`)));
        look();
      }),
  };
}

describe('the server as a process', () => {
  it('says where it is and what is local, answers /health, and stops cleanly on SIGTERM with a conversation running', async () => {
    const server = run('main.js', [], { DRAIN_SECONDS: '1', EMULATOR_RECOGNISER: 'false', LOG_LEVEL: 'warn' });
    const [, url = ''] = await server.wrote(/ready at (http:\S+)/);
    await server.wrote(/database: embedded/);
    expect(server.output()).toContain('mode: local');
    expect(server.output()).toContain('speech model: emulator');
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok', sessions: 0 });

    const caller = await connectCaller(url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent: { version: '1', agreedAt: '2026-11-21T09:00:00Z' } });
    const { question } = await caller.next('question:advance');
    caller.send('answer:submit', { questionId: question.questionId, value: 'true' });
    await caller.next('response:recorded');

    server.child.kill('SIGTERM');
    await caller.next('session:parked');
    expect(await server.exited).toBe(0);

    const show = run('storage/show-cli.js', [caller.sessionId, '--data-dir', directory]);
    expect(await show.exited).toBe(0);
    expect(show.output()).toContain(question.questionId);
    expect(show.output()).toContain('parked');
  });

  it('talks to Bedrock and DynamoDB when it is given AWS settings: signed, and with no part of its own', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
    const bedrock = await startEmulator({ clock: systemClock }, { ...quickEmulator, speech: 'tone', hearing: 'none', credentials });
    const dynamo = dynalite({ createTableMs: 0 });
    closers.push(
      () => bedrock.close(),
      () =>
        new Promise<void>((resolve) => {
          dynamo.close(() => resolve());
          dynamo.closeAllConnections();
        }),
    );
    await new Promise<void>((resolve) => dynamo.listen(0, '127.0.0.1', () => resolve()));
    const address = dynamo.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const server = run('main.js', [], {
      AWS_REGION: 'eu-north-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
      DYNAMODB_TABLE_PREFIX: 'demo-',
      HOST: '127.0.0.1',
      DRAIN_SECONDS: '1',
    });
    const [, url = ''] = await server.wrote(/ready at (http:\S+)/);
    await server.wrote(/database: DynamoDB in eu-north-1/);
    expect(server.output()).toContain('mode: aws');

    const caller = await connectCaller(url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent: { version: '1', agreedAt: '2026-11-21T09:00:00Z' } });
    for (const text of ['yes', 'ten', 'Nothing could be better.']) {
      await caller.next('audio:end');
      caller.send('text:message', { text });
      await caller.next('response:recorded');
    }
    expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
    caller.close();

    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  it('refuses to start on a wrong configuration, with every problem and code 78', async () => {
    const server = run('main.js', [], { PORT: 'eighty', MODE: 'moon' });
    expect(await server.exited).toBe(78);
    expect(server.output()).toMatch(/MODE: got "moon"[\s\S]*PORT: got "eighty"/);
  });

  it('refuses to start on a broken questionnaire, and says which', async () => {
    const server = run('main.js', [], { QUESTIONNAIRES_DIR: join(root, 'test') });
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(/could not start.*no questionnaire/s);
  });
});

describe('the emulator as a process', () => {
  it("holds two turns with a tool call with the AWS SDK's own client, and ends on SIGTERM", async () => {
    const emulator = run('emulator/cli.js', ['--port', '0', '--speech', 'tone', '--hearing', 'none']);
    const [endpoint = ''] = await emulator.wrote(/http:\/\/127\.0\.0\.1:\d+/);
    const talk = openTalk(endpoint);
    talk.send(...opening({ tools: [{ name: 'get_weather', schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }] }));
    talk.send(...typed('Hello there'));
    const spoken = await talk.find((event) => event.name === 'textOutput' && event.stage === 'FINAL');
    expect(spoken.role).toBe('ASSISTANT');
    talk.send(...typed('What is the weather in Paris?'));
    const call = await talk.find((event) => event.name === 'toolUse');
    expect([call.toolName, call.content]).toEqual(['get_weather', '{"city":"Paris"}']);
    talk.send(...toolResult(call.toolUseId, '{"message":"It is sunny."}'));
    await talk.find((event) => event.stage === 'FINAL' && event.content === 'It is sunny.');
    talk.send(...closing());
    talk.finish();
    expect(await talk.over).toBeNull();
    emulator.child.kill('SIGTERM');
    expect(await emulator.exited).toBe(0);
  });
});

describe('the other commands', () => {
  it.each(['emulator/cli.js', 'storage/show-cli.js', 'main.js'])('%s explains itself', async (program) => {
    const help = run(program, ['--help']);
    expect(await help.exited).toBe(0);
    expect(help.output()).toMatch(/npm (start|run)/);
  });
});
