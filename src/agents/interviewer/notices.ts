import { z } from 'zod';

/** What the interviewer tells the client, by kind. Dialects turn these into their own events. */

const questionView = z.object({
  questionId: z.string(),
  questionNumber: z.number().int(),
  questionType: z.enum(['voice_prompt', 'single_choice', 'multiple_choice', 'rating_scale', 'nps', 'yes_no', 'open_ended', 'numeric', 'date']),
  questionText: z.string(),
  isRequired: z.boolean(),
  options: z.array(z.object({ optionId: z.string(), optionText: z.string(), optionValue: z.string() })).exactOptional(),
  scale: z.object({ min: z.number(), max: z.number(), minLabel: z.string().exactOptional(), maxLabel: z.string().exactOptional() }).exactOptional(),
  maxResponseLength: z.number().int().exactOptional(),
});
const progressView = z.object({ current: z.number().int(), total: z.number().int(), percentage: z.number() });
const answerView = z.object({ questionId: z.string(), question: z.string(), answer: z.string() });

export const interviewNotice = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('interview'),
    data: z.object({ questionnaireName: z.string(), language: z.string(), estimatedDurationMinutes: z.number(), question: questionView, progress: progressView }),
  }),
  z.object({ kind: z.literal('question'), data: z.object({ question: questionView, progress: progressView }) }),
  z.object({ kind: z.literal('recorded'), data: answerView.extend({ revision: z.number().int() }) }),
  /** The answer is kept, and not in the database yet; `recorded` follows when it is. */
  z.object({ kind: z.literal('saving'), data: answerView.extend({ revision: z.number().int() }) }),
  z.object({ kind: z.literal('refused'), data: z.object({ questionId: z.string(), reason: z.string() }) }),
  z.object({
    kind: z.literal('summary'),
    data: z.object({ totalQuestions: z.number().int(), answeredQuestions: z.number().int(), answers: z.array(answerView), pendingAnswers: z.number().int().default(0) }),
  }),
]);

export type InterviewNotice = z.output<typeof interviewNotice>;
export type QuestionView = z.output<typeof questionView>;
export type ProgressView = z.output<typeof progressView>;
