import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** All `*.json` of a directory, by name. A directory that is not there has none. */
export async function jsonFilesOf(directory: string): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => ({ file: join(directory, name), text: await readFile(join(directory, name), 'utf8') })));
}
