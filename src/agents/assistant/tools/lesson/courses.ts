import { AppError } from '../../../../kernel/errors.js';
import { inLanguage } from '../../in-language.js';
import { jsonFilesOf } from '../../json-files.js';
import { coursesFromFile, type Course } from './course.js';

/** Every course that the lesson tutor can teach. */
export interface CourseCatalogue {
  readonly ids: readonly string[];
  /** In the language that fits best. Null: there is no such course. */
  find(courseId: string, language: string): Course | null;
}

/** @throws AppError `VALIDATION_ERROR` with every problem of every file: a server does not start on a broken one. */
export async function readCourses(directory: string): Promise<CourseCatalogue> {
  const problems: string[] = [];
  const byId = new Map<string, readonly Course[]>();
  for (const { file, text } of await jsonFilesOf(directory)) {
    const read = coursesFromFile(text);
    problems.push(...read.problems.map((problem) => `${file}: ${problem}`));
    const [own] = read.courses;
    if (own === undefined) continue;
    if (byId.has(own.courseId)) problems.push(`${file}: the id "${own.courseId}" is used twice`);
    byId.set(own.courseId, read.courses);
  }
  if (problems.length > 0) throw new AppError('VALIDATION_ERROR', problems.join('\n'));
  return { ids: [...byId.keys()], find: (courseId, language) => inLanguage(byId.get(courseId) ?? [], language) };
}
