import type { Clock } from '../../../../kernel/clock.js';
import type { ToolSetFactory } from '../../tool-set.js';
import { getDateAndTime } from './get-date-and-time.js';

export const createClockTools = (deps: { readonly clock: Clock }): ToolSetFactory => ({ language }) => ({ tools: [getDateAndTime(deps, language)], standing: () => '' });
