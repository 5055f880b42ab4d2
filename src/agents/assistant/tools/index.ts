import type { Clock } from '../../../kernel/clock.js';
import type { KnowledgeBase } from '../../../knowledge/knowledge-base.js';
import type { ServiceDesk } from '../../../storage/service-desk/service-desk.js';
import type { ToolSetFactory } from '../tool-set.js';
import { createAppointmentsTools } from './appointments/index.js';
import { createClockTools } from './clock/index.js';
import { createIdentityChecks } from './desk/identity.js';
import { createKnowledgeTools } from './knowledge/index.js';
import { createLessonTools, type LessonDeps } from './lesson/index.js';
import { createOrdersTools } from './orders/index.js';

export interface ToolSetsDeps extends LessonDeps {
  readonly clock: Clock;
  readonly serviceDesk: ServiceDesk;
  /** Null: there are no documents to answer from. */
  readonly knowledge: KnowledgeBase | null;
  /** A tool's own fault, for the log. */
  readonly onFault: (thrown: unknown) => void;
}

const noTools: ToolSetFactory = () => ({ tools: [], standing: () => '' });

/** Names that personas may use. */
export const toolSetNames = ['appointments', 'clock', 'knowledge', 'lesson', 'orders'] as const;

/** The tool sets themselves. A new one: a folder here, its name, and a row. */
export function toolSets(deps: ToolSetsDeps): ReadonlyMap<string, ToolSetFactory> {
  const desk = { ...deps, ...deps.serviceDesk, checks: createIdentityChecks() };
  const sets: Readonly<Record<(typeof toolSetNames)[number], ToolSetFactory>> = {
    appointments: createAppointmentsTools(desk),
    clock: createClockTools(deps),
    knowledge: deps.knowledge === null ? noTools : createKnowledgeTools({ knowledge: deps.knowledge, onFault: deps.onFault }),
    lesson: createLessonTools(deps),
    orders: createOrdersTools(desk),
  };
  return new Map(Object.entries(sets));
}
