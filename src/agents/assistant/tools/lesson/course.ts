import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

const step = z.strictObject({
  stepId: id,
  /** What the tutor explains, in spoken sentences. */
  explain: z.string().min(1).max(2000),
  /** What the tutor then asks, to see whether it was understood. */
  question: z.string().min(1).max(500),
  /** What a good answer says. */
  expected: z.string().min(1).max(500),
});

/** A file of `courses/`. Steps have the same ids in every language, so that progress holds in all of them. */
const courseFile = z
  .strictObject({
    courseId: id,
    languages: z.array(z.strictObject({ language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/), title: z.string().min(1).max(200), steps: z.array(step).min(1).max(100) })).min(1).max(20),
  })
  .superRefine(({ languages }, context) => {
    const own = languages[0]?.steps.map(({ stepId }) => stepId) ?? [];
    if (new Set(own).size < own.length) context.addIssue({ code: 'custom', path: ['languages', 0, 'steps'], message: 'a stepId is used twice' });
    languages.forEach(({ steps }, at) => {
      if (steps.map(({ stepId }) => stepId).join() !== own.join()) context.addIssue({ code: 'custom', path: ['languages', at, 'steps'], message: `the stepIds must be those of the first language, in its order: ${own.join(', ')}` });
    });
  });

export type Step = z.output<typeof step>;

/** A course in one language. */
export interface Course {
  readonly courseId: string;
  readonly title: string;
  readonly language: string;
  readonly steps: readonly Step[];
}

/** @returns the course in each of its languages, or every problem of the file */
export function coursesFromFile(text: string): { readonly courses: readonly Course[]; readonly problems: readonly string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    return { courses: [], problems: [`it is not JSON: ${thrown instanceof Error ? thrown.message : 'unreadable'}`] };
  }
  const parsed = courseFile.safeParse(json);
  if (!parsed.success) return { courses: [], problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`) };
  const { courseId, languages } = parsed.data;
  return { courses: languages.map((one) => ({ courseId, ...one })), problems: [] };
}
