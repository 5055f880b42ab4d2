/* The emulator with everything that takes time made short: for the soak, in which nobody measures sound. */
import { startEmulator } from '../../dist/emulator/emulator.js';
import { systemClock } from '../../dist/kernel/clock.js';
import { answer } from '../parts/answering.mjs';

const emulator = await startEmulator(
  { clock: systemClock },
  {
    speech: 'tone',
    hearing: 'none',
    toneSpeed: 20,
    limits: { maxStreams: 1000 },
    timing: { completionStartMs: 0, endpointingMs: 100, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity },
  },
);
answer({ openStreams: () => emulator.streams().filter(({ state }) => state === 'open').length });
process.stdout.write(`model at ${emulator.endpoint}\n`);
process.once('SIGTERM', () => emulator.close().then(() => process.exit(0)));
