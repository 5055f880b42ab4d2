import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { configFromEnvironment, type Config, type Environment } from '../../src/config.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { systemClock } from '../../src/kernel/clock.js';
import { createLog } from '../../src/telemetry/log.js';
import { startVoiceter } from '../../src/voiceter.js';
import { quickEmulator } from '../support/server.js';

const directory = mkdtempSync(join(tmpdir(), 'voiceter-start-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const log = createLog({ level: 'silent' });

function configWith(environment: Environment): Config {
  const config = configFromEnvironment({
    MODE: 'local',
    PORT: '0',
    DATA_DIR: directory,
    QUESTIONNAIRES_DIR: fileURLToPath(new URL('../../questionnaires', import.meta.url)),
    ...environment,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

describe('a server that cannot start says why, and leaves nothing open', () => {
  it('because its port is taken, its voice or its questionnaires are wrong', async () => {
    const emulator = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', ...quickEmulator });
    const occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve));
    const address = occupant.address();
    const taken = typeof address === 'object' && address !== null ? String(address.port) : '';
    writeFileSync(join(directory, 'broken.json'), '{');

    await expect(startVoiceter(configWith({ PORT: taken }), { log, emulator })).rejects.toThrow('EADDRINUSE');
    await expect(startVoiceter(configWith({ DEFAULT_VOICE: 'bob' }), { log, emulator })).rejects.toThrow(/DEFAULT_VOICE: got "bob"\. Allowed: tiffany, matthew/);
    await expect(startVoiceter(configWith({ QUESTIONNAIRES_DIR: directory }), { log, emulator })).rejects.toThrow('broken.json');

    const server = await startVoiceter(configWith({ DEFAULT_VOICE: 'Tiffany' }), { log, emulator });
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await server.close(0);
    await emulator.close();
    await new Promise((resolve) => occupant.close(resolve));
  });
});
