import type { z } from 'zod';

/** One thing that must be changed in a questionnaire file before it loads. */
export interface LoadProblem {
  readonly file: string;
  /** Where in the file: `questions[2].displayLogic.conditions[0].value`. */
  readonly path: string;
  /** What is wrong. */
  readonly problem: string;
  /** What would be right. */
  readonly expected: string;
}

/** Collects problems under a path, so that all of them are reported at once. */
export interface Report {
  readonly path: string;
  add(problem: string, expected: string): void;
  /** Does not keep the file from loading. */
  warn(problem: string, expected: string): void;
  /** Problems so far, in the whole file. */
  count(): number;
  /** The same list, deeper in the file. */
  at(...keys: readonly (string | number)[]): Report;
}

export function createReport(file: string, problems: LoadProblem[], warnings: LoadProblem[], path = ''): Report {
  return {
    path,
    add: (problem, expected) => {
      problems.push({ file, path, problem, expected });
    },
    warn: (problem, expected) => {
      warnings.push({ file, path, problem, expected });
    },
    count: () => problems.length,
    at: (...keys) => createReport(file, problems, warnings, keys.reduce<string>(joinPath, path)),
  };
}

function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Reports a failed zod parse, one problem an issue. */
export function reportZodError(report: Report, error: z.ZodError): void {
  for (const issue of error.issues) {
    const keys = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) report.at(...keys, key).add('unknown key', 'a key that the format knows; check the spelling');
      continue;
    }
    report.at(...keys).add('does not fit the format', issue.message);
  }
}

/** Quotes a value from the file for a message, shortened. */
export const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
};
