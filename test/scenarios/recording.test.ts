import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { call, firstAnswer, hangUp, lastAnswer, secondAnswer } from '../support/call.js';
import { eventually } from '../support/eventually.js';

const filesIn = (directory: string, sessionId: string): readonly string[] => {
  try {
    return readdirSync(join(directory, sessionId));
  } catch {
    return [];
  }
};

it('a call is recorded as it was heard: the participant left, the agent right, as long as it lasted', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-recordings-'));
  const one = await call({ environment: { RECORDINGS: 'directory', RECORDINGS_DIR: directory } });
  const startedMs = performance.now();
  await firstAnswer(one);
  await secondAnswer(one);
  await lastAnswer(one);
  const lastedMs = performance.now() - startedMs;
  const { sessionId } = one.caller;
  const row = await eventually(() => one.server.storage.sessions.get(sessionId), (session) => session?.recording !== undefined);
  const [file] = filesIn(directory, sessionId);
  expect(row?.recording).toMatchObject({ key: `${sessionId}/${file}` });
  const wav = readFileSync(join(directory, sessionId, file ?? ''));
  expect([wav.toString('latin1', 0, 4), wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual(['RIFF', 2, 16000]);
  const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) / 2);
  const ms = samples.length / 2 / 16;
  expect(Math.abs(ms - lastedMs)).toBeLessThan(2000);

  // The keys of the second answer are on the left alone, the agent's words on the right alone.
  const loud = (channel: 0 | 1): number => {
    let count = 0;
    for (let at = channel; at < samples.length; at += 2) if (Math.abs(samples[at] ?? 0) > 1000) count += 1;
    return count / 16;
  };
  expect(loud(0)).toBeGreaterThan(50);
  expect(loud(0)).toBeLessThan(200);
  const heardMs = one.ear.heard().reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  expect(loud(1)).toBeGreaterThan(heardMs * 0.1);
  expect(loud(1)).toBeLessThan(heardMs);
  await hangUp(one);
  rmSync(directory, { recursive: true, force: true });
});

it('of a participant who does not agree nothing is kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-recordings-'));
  const one = await call({ environment: { RECORDINGS: 'directory', RECORDINGS_DIR: directory }, questionnaireId: 'demo-03-political-polling', consent: null });
  await one.caller.next('audio:end');
  one.caller.send('session:end', {});
  await one.caller.next('session:complete');
  await hangUp(one);
  expect(filesIn(directory, one.caller.sessionId)).toEqual([]);
  expect(filesIn(directory, '.spool').filter((name) => name.includes(one.caller.sessionId))).toEqual([]);
  rmSync(directory, { recursive: true, force: true });
});
