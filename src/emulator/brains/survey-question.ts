import { z } from 'zod';

const optionValue = z.union([z.string(), z.number(), z.boolean()]);

/** A question as the interview's tools describe it to the model. */
export const surveyQuestion = z.object({
  questionId: z.string(),
  questionType: z.string().default(''),
  questionText: z.string().default(''),
  options: z
    .array(z.object({ optionId: optionValue.optional(), optionText: z.string().optional(), optionValue: optionValue.nullish() }))
    .nullish(),
  scale: z.object({ min: z.number(), max: z.number() }).nullish(),
});

export type SurveyQuestion = z.infer<typeof surveyQuestion>;
