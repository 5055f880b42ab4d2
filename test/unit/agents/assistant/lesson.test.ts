import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from '@jest/globals';
import { coursesFromFile } from '../../../../src/agents/assistant/tools/lesson/course.js';
import { readCourses, type CourseCatalogue } from '../../../../src/agents/assistant/tools/lesson/courses.js';
import { createLessonTools } from '../../../../src/agents/assistant/tools/lesson/index.js';
import type { JsonObject } from '../../../../src/kernel/json.js';
import type { LessonProgress } from '../../../../src/storage/lesson-progress.js';
import { createManualClock } from '../../../support/manual-clock.js';
import { plainToolContext } from '../../../support/conversation-parts.js';

let courses: CourseCatalogue;
beforeAll(async () => {
  courses = await readCourses(fileURLToPath(new URL('../../../../courses', import.meta.url)));
});

/** The table of one student. */
function kept(): LessonProgress {
  const steps: Record<string, { understood: boolean; at: string }> = {};
  const row = (studentId: string, courseId: string) => ({ studentId, courseId, steps: { ...steps } });
  return {
    get: (studentId, courseId) => Promise.resolve(row(studentId, courseId)),
    note(studentId, courseId, stepId, done) {
      steps[stepId] = done;
      return Promise.resolve(row(studentId, courseId));
    },
  };
}

function lesson(details: Record<string, string>, progress = kept(), language = 'en-US') {
  const { tools } = createLessonTools({ clock: createManualClock(), courses, progress })({ sessionId: 's', language, userId: null, details });
  return async (name: string, input: JsonObject = {}): Promise<JsonObject> => {
    const result = await tools.find((tool) => tool.name === name)?.call(input, plainToolContext());
    if (result?.ok !== true) throw new Error(JSON.stringify(result));
    return result.value;
  };
}

it('teaches step by step, and goes on only when a step was understood', async () => {
  const call = lesson({ courseId: 'water-cycle', studentId: 'ana' });
  expect(await call('get_lesson_step')).toMatchObject({ status: 'open', course: 'The water cycle', understoodSteps: 0, totalSteps: 4, step: { stepId: 'evaporation', question: 'What makes the water evaporate?' } });
  expect(await call('record_lesson_step', { stepId: 'evaporation', understood: false })).toMatchObject({ step: { stepId: 'evaporation' }, say: 'Let us look at it once more.' });
  expect(await call('record_lesson_step', { stepId: 'evaporation', understood: true })).toMatchObject({ recorded: 'evaporation', understoodSteps: 1, step: { stepId: 'condensation' } });
  expect(await call('record_lesson_step', { stepId: 'no-such', understood: true })).toMatchObject({ status: 'no_such_step', understoodSteps: 1 });
  for (const stepId of ['condensation', 'precipitation']) await call('record_lesson_step', { stepId, understood: true });
  expect(await call('record_lesson_step', { stepId: 'return', understood: true })).toEqual({
    status: 'complete', course: 'The water cycle', understoodSteps: 4, totalSteps: 4, recorded: 'return', say: 'You have finished the course "The water cycle". Well done!',
  });
});

it('goes on for the same student in another conversation and another language; nobody in particular begins anew', async () => {
  const progress = kept();
  await lesson({ courseId: 'water-cycle', studentId: 'ana' }, progress)('record_lesson_step', { stepId: 'evaporation', understood: true });
  expect(await lesson({ courseId: 'water-cycle', studentId: 'ana' }, progress, 'es-MX')('get_lesson_step')).toMatchObject({ course: 'El ciclo del agua', understoodSteps: 1, step: { question: '¿De qué están hechas las nubes?' } });
  expect(await lesson({ courseId: 'water-cycle' }, progress)('get_lesson_step')).toMatchObject({ understoodSteps: 0 });
});

it('says which courses there are, when another one was asked for', async () => {
  expect(await lesson({ courseId: 'alchemy' })('get_lesson_step')).toEqual({ status: 'no_course', say: 'I do not know this course. I can teach: water-cycle.', courses: ['water-cycle'] });
});

it('does not take a course whose languages differ in their steps', () => {
  const step = (stepId: string) => ({ stepId, explain: 'x', question: 'x', expected: 'x' });
  const file = { courseId: 'c', languages: [{ language: 'en', title: 't', steps: [step('a')] }, { language: 'es', title: 't', steps: [step('b')] }] };
  expect(coursesFromFile(JSON.stringify(file)).problems).toEqual(['languages.1.steps: the stepIds must be those of the first language, in its order: a']);
});
