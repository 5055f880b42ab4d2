/*
 * Loaded before the server by `node --import`: answers questions about the process, and changes nothing in it. The collector runs
 * only when it is asked for.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answer } from '../parts/answering.mjs';
import { createOwnLoad } from '../parts/own-load.mjs';

const load = createOwnLoad();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

answer({
  begin: () => load.begin(),
  read: () => load.read(),
  /** What is left when all garbage is gone. */
  collected() {
    collect();
    collect();
    return load.read();
  },
  /** What keeps the process alive, counted by kind. */
  resources() {
    const counts = {};
    for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  },
});
process.channel?.unref();
