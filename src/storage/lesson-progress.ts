import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Database } from './database.js';
import { rowFromItem } from './item.js';

const progressRow = z.object({
  studentId: z.string().min(1),
  courseId: z.string().min(1),
  /** Steps that were done, each with the last word about it: whether it was understood, and when (ISO 8601). */
  steps: z.record(z.string(), z.object({ understood: z.boolean(), at: z.string() })),
});

export type LessonProgressRow = Readonly<z.output<typeof progressRow>>;

/** How far each student is in each course. */
export interface LessonProgress {
  get(studentId: string, courseId: string): Promise<LessonProgressRow | null>;
  /** Notes one step; the others stay, whoever writes them at the same time. Gives the row after it. */
  note(studentId: string, courseId: string, stepId: string, done: { readonly understood: boolean; readonly at: string }): Promise<LessonProgressRow>;
}

export function createLessonProgress(database: Database): LessonProgress {
  const TableName = database.table('lesson-progress');
  const rowFrom = (item: unknown): LessonProgressRow => rowFromItem(progressRow, item, 'lesson progress');

  async function get(studentId: string, courseId: string): Promise<LessonProgressRow | null> {
    const { Item } = await database.run('read', 'read lesson progress', (documents, abortSignal) =>
      documents.send(new GetCommand({ TableName, Key: { studentId, courseId }, ConsistentRead: true }), { abortSignal }),
    );
    return Item === undefined ? null : rowFrom(Item);
  }

  return {
    get,
    async note(studentId, courseId, stepId, done) {
      const Key = { studentId, courseId };
      const update = (expression: object) =>
        database.run('write', 'note lesson step', (documents, abortSignal) => documents.send(new UpdateCommand({ TableName, Key, ReturnValues: 'ALL_NEW', UpdateExpression: '', ...expression }), { abortSignal }));
      // A step can only be set in a map that is there.
      await update({ UpdateExpression: 'SET steps = if_not_exists(steps, :none)', ExpressionAttributeValues: { ':none': {} } });
      const { Attributes } = await update({ UpdateExpression: 'SET steps.#step = :done', ExpressionAttributeNames: { '#step': stepId }, ExpressionAttributeValues: { ':done': done } });
      return rowFrom(Attributes);
    },
  };
}
