import type { Step } from './course.js';
import type { Course } from './course.js';

/** What was done of a course: the last word about each step. */
export type DoneSteps = Readonly<Record<string, { readonly understood: boolean }>>;

/** Where a student stands in a course. */
export interface Standing {
  readonly course: Course;
  readonly done: DoneSteps;
  /** The first step that was not understood yet; null: the course is complete. */
  readonly next: Step | null;
  readonly understoodSteps: number;
}

export function standingIn(course: Course, done: DoneSteps): Standing {
  const understood = (step: Step): boolean => done[step.stepId]?.understood === true;
  return { course, done, next: course.steps.find((step) => !understood(step)) ?? null, understoodSteps: course.steps.filter(understood).length };
}
