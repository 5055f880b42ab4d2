import type { Clock } from '../../../kernel/clock.js';
import type { ToolSetFactory } from '../tool-set.js';
import { createLessonTools, type LessonDeps } from './lesson/index.js';
import { getDateAndTime } from './clock/get-date-and-time.js';

export interface ToolSetsDeps extends LessonDeps {
  readonly clock: Clock;
}

/** The tool sets that personas may name. A new one: a folder here, and a row. */
export const toolSets = (deps: ToolSetsDeps): ReadonlyMap<string, ToolSetFactory> =>
  new Map<string, ToolSetFactory>([
    ['clock', ({ language }) => ({ tools: [getDateAndTime(deps, language)], standing: () => '' })],
    ['lesson', createLessonTools(deps)],
  ]);
