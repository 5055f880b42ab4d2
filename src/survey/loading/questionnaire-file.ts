import { z } from 'zod';

/**
 * The JSON of a questionnaire file: source 003's `QuestionnaireData`, the spellings that public questionnaires use for the same
 * things, and what this server adds. Unknown keys are refused: a misspelt `displayLogic` would otherwise be lost in silence.
 * Logic is read loosely here and checked by the loader, which can say more about it.
 */
const id = z.string().trim().min(1).max(128);
const text = z.string().trim().min(1).max(2000);
const note = z.string().max(4000);

export const optionFile = z.strictObject({
  optionId: id,
  optionText: z.string().trim().min(1).max(200),
  optionValue: z.union([z.string().max(200), z.number(), z.boolean()]).optional(),
  kind: z.enum(['plain', 'other', 'none']).optional(),
  synonyms: z.array(z.string().trim().min(1).max(100)).max(20).optional(),
  readAloud: z.boolean().optional(),
});
export type OptionFile = z.infer<typeof optionFile>;

const range = z.strictObject({ min: z.number().int(), max: z.number().int() });

export const configurationFile = z.strictObject({
  randomizeChoices: z.boolean().optional(),
  addOtherOption: z.boolean().optional(),
  addNoneOption: z.boolean().optional(),
  otherOptionPrompt: text.optional(),
  /** Default: `read` up to five options, else `if_needed`. */
  readOptions: z.enum(['read', 'if_needed', 'never']).optional(),
  scaleType: z.string().max(40).optional(),
  scaleRange: range.optional(),
  scale: range.optional(),
  minValueDescription: z.string().trim().min(1).max(100).optional(),
  maxValueDescription: z.string().trim().min(1).max(100).optional(),
  sentimentDetectionEnabled: z.boolean().optional(),
  sentimentDetection: z.boolean().optional(),
  enthusiasmDetectionEnabled: z.boolean().optional(),
  objectionDetectionEnabled: z.boolean().optional(),
  maxResponseLength: z.number().int().min(1).max(10_000).optional(),
  allowMultipleSelections: z.boolean().optional(),
  minSelections: z.number().int().min(0).max(50).optional(),
  maxSelections: z.number().int().min(1).max(50).optional(),
  quotaTracking: z.looseObject({ enabled: z.boolean() }).optional(),
  /** `explicit`: read the answer back and wait for a yes. Default `implicit`. */
  confirm: z.enum(['implicit', 'explicit']).optional(),
});
export type ConfigurationFile = z.infer<typeof configurationFile>;

const displayLogicFile = z.strictObject({
  conditions: z.unknown().optional(),
  action: z.string().max(60).optional(),
  questionTextDynamic: z
    .strictObject({ basedOn: id.optional(), rules: z.array(z.strictObject({ condition: note, questionText: text })).max(50) })
    .optional(),
});

export const questionFile = z.strictObject({
  questionId: id,
  questionNumber: z.union([z.number(), z.string().max(20)]).optional(),
  questionType: z.enum(['voice_prompt', 'single_choice', 'multiple_choice', 'rating_scale', 'nps', 'yes_no', 'open_ended']),
  questionText: text,
  isRequired: z.boolean().optional(),
  required: z.boolean().optional(),
  options: z.array(optionFile).max(50).optional(),
  configuration: configurationFile.optional(),
  agentNotes: note.optional(),
  displayLogic: displayLogicFile.optional(),
  dynamicQuestionText: z.record(z.string().max(200), text).optional(),
  dynamicOptions: z.unknown().optional(),
});
export type QuestionFile = z.infer<typeof questionFile>;

export const displayRuleFile = z.strictObject({
  ruleId: id,
  description: note.optional(),
  targetQuestionId: id,
  conditions: z.unknown(),
  action: z.string().max(60).optional(),
});

export const skipRuleFile = z.strictObject({
  ruleId: id,
  description: note.optional(),
  condition: z.unknown(),
  /** A question id, or `END`. */
  skipToQuestionId: id,
  /** The question behind which the rule is looked at. Default: the last one that the condition mentions. */
  afterQuestionId: id.optional(),
  /** With `END`: how the interview ended. Default `completed`. */
  disposition: z.enum(['completed', 'screened_out', 'refused', 'quota_full', 'call_back']).optional(),
  /** With `END`: what to say instead of the closing. */
  closing: text.optional(),
});

export const questionnaireFile = z.strictObject({
  $schema: z.string().optional(),
  questionnaireId: id,
  aliases: z.array(id).max(20).optional(),
  questionnaireName: z.string().trim().min(1).max(200),
  version: z.string().trim().min(1).max(40),
  /** BCP-47. Default `en-US`. */
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en-US').optional(),
  industry: z.string().max(200).optional(),
  researchObjective: note.optional(),
  description: note.optional(),
  /** Minutes, or text such as "3-4 minutes". */
  estimatedDuration: z.union([z.number().positive().max(240), z.string().regex(/\d/, 'minutes, such as 4 or "3-4 minutes"').max(60)]),
  totalQuestions: z.number().int().optional(),
  targetAudience: z
    .union([z.string().max(500), z.looseObject({ description: z.string().max(500).optional(), demographicCriteria: z.array(z.string()).optional() })])
    .optional(),
  metadata: z.looseObject({ demoScenario: note.optional(), keyFeatures: z.array(z.string().max(200)).max(30).optional() }).optional(),
  intro: text.optional(),
  closing: text,
  questions: z.array(z.unknown()).min(1).max(300),
  surveyLogic: z
    .strictObject({
      displayLogicRules: z.array(z.unknown()).max(300).optional(),
      skipLogicRules: z.array(z.unknown()).max(300).optional(),
      pipingRules: z.array(z.unknown()).optional(),
      quotaManagement: z.looseObject({ enabled: z.boolean() }).optional(),
    })
    .optional(),
});
export type QuestionnaireFile = z.infer<typeof questionnaireFile>;
