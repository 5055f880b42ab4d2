import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configFromEnvironment, type Environment } from '../../src/config.js';
import { startEmulator, type EmulatorDeps } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { systemClock } from '../../src/kernel/clock.js';
import { startVoiceter, type Voiceter, type VoiceterOverrides } from '../../src/voiceter.js';

export interface TestServer extends Voiceter {
  /** Ends the server, its emulator and its data. */
  stop(): Promise<void>;
}

/** The whole server on free ports, with an emulator of its own and an empty database, or that of a `directory`, which stays. */
export async function startTestServer(
  options: { readonly directory?: string; readonly environment?: Environment; readonly emulator?: EmulatorOptions; readonly emulatorLog?: EmulatorDeps['log']; readonly overrides?: VoiceterOverrides } = {},
): Promise<TestServer> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'voiceter-test-'));
  const config = configFromEnvironment({
    MODE: 'local',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATA_DIR: directory,
    QUESTIONNAIRES_DIR: fileURLToPath(new URL('../../questionnaires', import.meta.url)),
    ...options.environment,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const emulator = await startEmulator({ clock: systemClock, ...(options.emulatorLog === undefined ? {} : { log: options.emulatorLog }) }, { speech: 'tone', hearing: 'none', ...options.emulator });
  const voiceter = await startVoiceter(config.value, { ...options.overrides, emulator });
  return {
    ...voiceter,
    async stop() {
      await voiceter.close(0);
      await emulator.close();
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The emulator without its pauses: for tests that are not about time. */
export const quickEmulator: EmulatorOptions = {
  timing: { completionStartMs: 1, endpointingMs: 60, transcriptMs: 1, thinkMs: 1, deliverySpeed: Infinity, playbackSpeed: Infinity },
  limits: { maxStreams: 200 },
};
