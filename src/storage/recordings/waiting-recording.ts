import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissingFile } from './missing-file.js';
import { folderOfSession, stampFromIso } from './recording-store.js';

/** A call whose recording is not stored yet: files that share a name in one directory. */
export interface WaitingRecording {
  readonly directory: string;
  /** `<folder of the session>_<time>`. */
  readonly name: string;
}

/** What is known of a recording that is made, but not stored. */
const madeFacts = z.object({
  sessionId: z.string().min(1),
  key: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  bytes: z.number(),
  incomplete: z.boolean(),
});
export type MadeFacts = Readonly<z.infer<typeof madeFacts>>;

export const nameOfRecording = (sessionId: string, startedAt: string): string => `${folderOfSession(sessionId)}_${stampFromIso(startedAt)}`;
export const belongsTo = ({ name }: WaitingRecording, sessionId: string): boolean => name.slice(0, name.lastIndexOf('_')) === folderOfSession(sessionId);

export const spoolFile = ({ directory, name }: WaitingRecording): string => join(directory, `${name}.spool`);
export const wavFile = ({ directory, name }: WaitingRecording): string => join(directory, `${name}.wav`);
const factsFile = ({ directory, name }: WaitingRecording): string => join(directory, `${name}.json`);

/** The recordings behind these files of a directory. */
export function waitingFrom(directory: string, files: readonly string[]): readonly WaitingRecording[] {
  const names = new Set(files.flatMap((file) => /^(.+)\.(?:spool|wav|json)$/.exec(file)?.slice(1) ?? []));
  return [...names].sort().map((name) => ({ directory, name }));
}

/** Null: the recording is still to be made. */
export async function readMadeFacts(waiting: WaitingRecording): Promise<MadeFacts | null> {
  try {
    const json: unknown = JSON.parse(await readFile(factsFile(waiting), 'utf8'));
    return madeFacts.parse(json);
  } catch {
    return null;
  }
}

/** From here on the WAV file counts, and the spool may go. */
export async function writeMadeFacts(waiting: WaitingRecording, facts: MadeFacts): Promise<void> {
  const file = factsFile(waiting);
  await writeFile(`${file}.part`, JSON.stringify(facts), { mode: 0o600 });
  await rename(`${file}.part`, file);
  await rm(spoolFile(waiting), { force: true });
}

/** Nothing of it stays. The facts go first: a WAV file without them is not taken for a recording. */
export async function forget(waiting: WaitingRecording): Promise<void> {
  for (const file of [factsFile(waiting), spoolFile(waiting), wavFile(waiting)]) {
    await rm(file, { force: true });
    await rm(`${file}.part`, { force: true });
  }
}

/**
 * Nothing of a session stays in any process's part of the spool. One that still writes there, or stores from there, finds out and
 * lets go. Gives the number of recordings that waited.
 */
export async function forgetSession(spoolDirectory: string, sessionId: string): Promise<number> {
  let forgotten = 0;
  for (const name of await namesIn(spoolDirectory)) {
    const directory = join(spoolDirectory, name);
    for (const waiting of waitingFrom(directory, await namesIn(directory))) {
      if (!belongsTo(waiting, sessionId)) continue;
      await forget(waiting);
      forgotten += 1;
    }
  }
  return forgotten;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (thrown) {
    if (isMissingFile(thrown) || isNoDirectory(thrown)) return [];
    throw thrown;
  }
}

const isNoDirectory = (thrown: unknown): boolean => typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOTDIR';
