import { z } from 'zod';
import { defineTool } from '../../../../conversation/define-tool.js';
import { isoFromWallMs, type Clock } from '../../../../kernel/clock.js';
import type { JsonObject } from '../../../../kernel/json.js';
import { ok } from '../../../../kernel/result.js';
import type { LessonProgress } from '../../../../storage/lesson-progress.js';
import type { AssistantSession, ToolSet, ToolSetFactory } from '../../tool-set.js';
import type { CourseCatalogue } from './courses.js';
import { standingIn, type DoneSteps, type Standing } from './lesson.js';
import { phrasesIn } from './phrases.js';

export interface LessonDeps {
  readonly clock: Clock;
  readonly courses: CourseCatalogue;
  readonly progress: LessonProgress;
}

/**
 * Tools of the lesson tutor: the course and its order are the server's, the teaching is the model's. `courseId` and `studentId` come from
 * the client (`details`); without a student, or another proof of who they are, progress lasts as long as the conversation.
 */
export const createLessonTools = (deps: LessonDeps): ToolSetFactory => (session) => lessonTools(deps, session);

function lessonTools({ clock, courses, progress }: LessonDeps, { language, userId, details }: AssistantSession): ToolSet {
  const phrases = phrasesIn(language);
  const courseId = details['courseId'] ?? courses.ids[0] ?? '';
  const studentId = userId ?? details['studentId'] ?? null;
  let done: DoneSteps = {};

  async function standing(): Promise<Standing | null> {
    const course = courses.find(courseId, language);
    if (course === null) return null;
    if (studentId !== null) done = (await progress.get(studentId, courseId))?.steps ?? {};
    return standingIn(course, done);
  }

  const noCourse = (): JsonObject => ({ status: 'no_course', say: phrases.noCourse(courses.ids), courses: courses.ids });
  const viewOf = ({ course, next, understoodSteps }: Standing): JsonObject => ({
    status: next === null ? 'complete' : 'open',
    course: course.title,
    understoodSteps,
    totalSteps: course.steps.length,
    ...(next === null ? { say: phrases.complete(course.title) } : { step: { stepId: next.stepId, explain: next.explain, question: next.question, expected: next.expected }, say: `${next.explain} ${next.question}` }),
  });

  return {
    standing: () => phrases.howToTeach,
    tools: [
      defineTool({
        name: 'get_lesson_step',
        description: 'Gives the step of the lesson that is to be taught now, and how far the student is. Call it at the start, and whenever you do not know where you are.',
        input: z.object({}),
        run: async () => {
          const where = await standing();
          return ok(where === null ? noCourse() : viewOf(where));
        },
      }),
      defineTool({
        name: 'record_lesson_step',
        description: 'Records whether the student has understood a step, after they have answered its question, and gives the next one.',
        input: z.object({ stepId: z.string().max(64).describe('The stepId that get_lesson_step gave.'), understood: z.boolean() }),
        async run({ stepId, understood }) {
          const before = await standing();
          if (before === null) return ok(noCourse());
          if (!before.course.steps.some((step) => step.stepId === stepId)) return ok({ ...viewOf(before), status: 'no_such_step' });
          const at = isoFromWallMs(clock.wallMs());
          done = studentId === null ? { ...done, [stepId]: { understood } } : (await progress.note(studentId, courseId, stepId, { understood, at })).steps;
          const after = standingIn(before.course, done);
          return ok({ ...viewOf(after), recorded: stepId, ...(understood ? {} : { say: phrases.again }) });
        },
      }),
    ],
  };
}
