import type { Clock } from '../../../kernel/clock.js';
import type { ServiceDesk } from '../../../storage/service-desk/service-desk.js';
import type { ToolSetFactory } from '../tool-set.js';
import { createAppointmentsTools } from './appointments/index.js';
import { createClockTools } from './clock/index.js';
import { createIdentityChecks } from './desk/identity.js';
import { createLessonTools, type LessonDeps } from './lesson/index.js';
import { createOrdersTools } from './orders/index.js';

export interface ToolSetsDeps extends LessonDeps {
  readonly clock: Clock;
  readonly serviceDesk: ServiceDesk;
}

/** The tool sets that personas may name. A new one: a folder here, and a row. */
export function toolSets(deps: ToolSetsDeps): ReadonlyMap<string, ToolSetFactory> {
  const desk = { ...deps, ...deps.serviceDesk, checks: createIdentityChecks() };
  return new Map<string, ToolSetFactory>([
    ['appointments', createAppointmentsTools(desk)],
    ['clock', createClockTools(deps)],
    ['lesson', createLessonTools(deps)],
    ['orders', createOrdersTools(desk)],
  ]);
}
