import { configOfProcess, textFromProblems } from './config.js';
import { appErrorFrom } from './kernel/errors.js';
import { createLog } from './telemetry/log.js';
import { startVoiceter } from './voiceter.js';

const usage = `Usage: npm start

Starts the server and prints where it is. Settings come from the environment and from a .env file:
every one of them is described in .env.example. SIGTERM or SIGINT stops it politely.
`;

/** The command: start, say where, stop on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const config = configOfProcess();
  if (!config.ok) {
    process.stderr.write(`The configuration has problems:\n${textFromProblems(config.error)}\n`);
    process.exitCode = 78;
    return;
  }
  const log = createLog({ level: config.value.LOG_LEVEL });
  const voiceter = await startVoiceter(config.value, { log });
  process.stdout.write(`Voiceter is ready at ${voiceter.url}\n${voiceter.parts.map((part) => `  ${part}\n`).join('')}`);

  const stop = (signal: NodeJS.Signals): void => {
    log.info('stopping', { signal });
    voiceter.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('stop_failed', {}, error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The walls around handlers and sessions should leave nothing for these two; if something comes through, it is logged,
  // and running conversations go on.
  process.on('uncaughtException', (error) => log.error('uncaught_exception', {}, error));
  process.on('unhandledRejection', (error) => log.error('unhandled_rejection', {}, error));
}

main().catch((thrown: unknown) => {
  const error = appErrorFrom(thrown);
  process.stderr.write(`Voiceter could not start: ${error.message}\n`);
  process.exitCode = 1;
});
