import type { ImportNote, ImportProblem } from './import.js';

/** More of either are counted, not kept. */
const maxFindings = 500;

/** Collects what is noted and what is refused, under a path of the source. */
export interface Findings {
  readonly path: string;
  /** @param construct its name in the source */
  refuse(construct: string, problem: string, expected: string): void;
  note(note: string): void;
  /** Problems so far, of the whole source. */
  count(): number;
  /** The same lists, deeper in the source. */
  at(...keys: readonly (string | number)[]): Findings;
}

export interface Collected {
  readonly problems: ImportProblem[];
  readonly notes: ImportNote[];
}

export function createFindings(collected: Collected, path = ''): Findings {
  return {
    path,
    refuse: (construct, problem, expected) => {
      if (collected.problems.length < maxFindings) collected.problems.push({ path: shortened(path, 300), construct: shortened(construct, 80), problem, expected });
    },
    note: (note) => {
      if (collected.notes.length < maxFindings) collected.notes.push({ path: shortened(path, 300), note });
    },
    count: () => collected.problems.length,
    at: (...keys) => createFindings(collected, keys.reduce<string>(joined, path)),
  };
}

const joined = (path: string, key: string | number): string => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);

/** Words of the source, short enough for a message. */
export const shortened = (text: string, length = 60): string => (text.length > length ? `${text.slice(0, length)}…` : text);
