import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { systemClock } from '../kernel/clock.js';
import { appErrorFrom, messageOf } from '../kernel/errors.js';
import { ok, refuse, type Result } from '../kernel/result.js';
import { startEmulator } from './emulator.js';
import type { Fault } from './faults/fault.js';
import { faultsFromText } from './faults/random-faults.js';
import type { EmulatorOptions } from './options.js';

const help = `Emulates Amazon Nova 2 Sonic on this machine, on Bedrock's own wire.

Usage: npm run emulator -- [options]

  --port <number>           port to listen on (default 8900; 0 takes any free one)
  --host <address>          loopback address to listen on: 127.0.0.1 (default) or ::1
  --speech <kind>           auto, espeak or tone (default auto: eSpeak NG where it is installed)
  --hearing <kind>          auto, pocketsphinx or none (default auto)
  --access-key-id <id>      verify signatures against these credentials;
  --secret-access-key <key>   both must be given (default: any signature passes)
  --session-seconds <n>     life of a stream (default 480)
  --idle-seconds <n>        longest gap without audio or text (default 55)
  --max-streams <n>         streams at once (default 20)
  --brain <kind>            fitting (default: by the declared tools) or adversarial (breaks every rule of good behaviour)
  --seed <n>                decides what the adversarial brain does (default 1)
  --fault <json>            something that goes wrong, such as {"kind":"throttled","when":{"streams":{"next":2}}}; may be repeated
  --faults <file>           the same from a file: one fault, a list, or {"random":{...}}; docs/emulator.md has the menu
  --control-port <number>   change the faults while it runs: GET, POST, DELETE /faults and GET /streams over HTTP
  --time-factor <n>         time passes so many times faster (default 1)
  --no-keypad               keypad tones are not turned into text, as with the real model
  --quiet                   do not print what happens
  --help                    this text
`;

const count = z.coerce.number().int().min(0);
const cliOptions = z.object({
  port: count.max(65_535).default(8900),
  host: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
  speech: z.enum(['auto', 'espeak', 'tone']).default('auto'),
  hearing: z.enum(['auto', 'pocketsphinx', 'none']).default('auto'),
  'access-key-id': z.string().min(1).optional(),
  'secret-access-key': z.string().min(1).optional(),
  'session-seconds': z.coerce.number().positive().default(480),
  'idle-seconds': z.coerce.number().positive().default(55),
  'max-streams': count.min(1).default(20),
  brain: z.enum(['fitting', 'adversarial']).default('fitting'),
  seed: z.coerce.number().int().default(1),
  fault: z.array(z.string()).default([]),
  faults: z.string().optional(),
  'control-port': count.max(65_535).optional(),
  'time-factor': z.coerce.number().positive().max(1000).default(1),
  'no-keypad': z.boolean().default(false),
  quiet: z.boolean().default(false),
});

/** Options from the command line; a text for the user when they are wrong. */
function optionsFrom(values: unknown): { options: EmulatorOptions; quiet: boolean } | string {
  const parsed = cliOptions.safeParse(values);
  if (!parsed.success) return parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n');
  const given = parsed.data;
  const accessKeyId = given['access-key-id'];
  const secretAccessKey = given['secret-access-key'];
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) return '--access-key-id and --secret-access-key go together';
  const faults = faultsFrom(given.fault, given.faults);
  if (!faults.ok) return faults.error;
  const options: EmulatorOptions = {
    faults: faults.value,
    timeFactor: given['time-factor'],
    port: given.port,
    host: given.host,
    speech: given.speech,
    hearing: given.hearing,
    keypad: !given['no-keypad'],
    limits: { sessionMs: given['session-seconds'] * 1000, idleMs: given['idle-seconds'] * 1000, maxStreams: given['max-streams'] },
    ...(given['control-port'] === undefined ? {} : { controlPort: given['control-port'] }),
    ...(given.brain === 'fitting' ? {} : { brain: given.brain, seed: given.seed }),
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { credentials: { accessKeyId, secretAccessKey } }),
  };
  return { options, quiet: given.quiet };
}

/** All faults of the command line, those of the file first. */
function faultsFrom(texts: readonly string[], file: string | undefined): Result<readonly Fault[], string> {
  const sources = texts.map((text) => ({ option: '--fault', text }));
  if (file !== undefined) {
    try {
      sources.unshift({ option: `--faults ${file}`, text: readFileSync(file, 'utf8') });
    } catch (thrown) {
      return refuse(`--faults: ${messageOf(thrown)}`);
    }
  }
  const faults: Fault[] = [];
  for (const { option, text } of sources) {
    const read = faultsFromText(text);
    if (!read.ok) return refuse(`${option}: ${read.error}`);
    faults.push(...read.value);
  }
  return ok(faults);
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function valuesFrom(): unknown {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    options: {
      port: text,
      host: text,
      speech: text,
      hearing: text,
      'access-key-id': text,
      'secret-access-key': text,
      'session-seconds': text,
      'idle-seconds': text,
      'max-streams': text,
      brain: text,
      seed: text,
      fault: { type: 'string', multiple: true },
      faults: text,
      'control-port': text,
      'time-factor': text,
      'no-keypad': flag,
      quiet: flag,
      help: flag,
    },
  });
  return values.help === true ? 'help' : values;
}

async function main(): Promise<void> {
  const values = valuesFrom();
  if (values === 'help') return print(help);
  const chosen = optionsFrom(values);
  if (typeof chosen === 'string') throw new TypeError(chosen);
  const log = chosen.quiet
    ? undefined
    : (event: string, fields: object): void => print(`${new Date(systemClock.wallMs()).toISOString()} ${event} ${JSON.stringify(fields)}`);
  const emulator = await startEmulator({ clock: systemClock, ...(log === undefined ? {} : { log }) }, chosen.options);
  print(`Nova 2 Sonic is emulated at ${emulator.endpoint} (speech: ${emulator.speech}, hearing: ${emulator.hearing}).`);
  print('Point any AWS SDK program at it:');
  print(`  AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${emulator.endpoint} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any your-program`);
  if (emulator.controlEndpoint !== null) print(`Faults are changed at ${emulator.controlEndpoint}/faults.`);
  const stop = (): void => {
    void emulator.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${appErrorFrom(thrown).message}\nTry --help.\n`);
  process.exitCode = 1;
});
