import { z } from 'zod';

/**
 * The JSON of a questionnaire file: source 003's `QuestionnaireData`, the spellings that public questionnaires use for the same
 * things, and what this server adds. Unknown keys are refused: a misspelt `displayLogic` would otherwise be lost in silence.
 * Logic is read loosely here and checked by the loader, which can say more about it.
 */
const id = z.string().trim().min(1).max(128);
/** What is said or shown: text, or, in a file of several languages, an object with a text for each. Loading sees one language. */
const spoken = (maxChars: number): z.ZodString => z.string().trim().min(1).max(maxChars).meta({ byLanguage: true });
const text = spoken(2000);
/** A list of them, or, by language, a list for each; these may differ in length. */
const spokenList = (maxItems: number, maxChars: number) => z.array(spoken(maxChars)).max(maxItems).meta({ byLanguage: true });
const note = z.string().max(4000).meta({ byLanguage: true });
/** Text such as `q2 <= 2 AND q3 = 'yes'`, one test, a flat list of tests, or groups `{all}`, `{any}`, `{not}`. */
const condition = z.unknown().meta({ isCondition: true });
const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en-US');

const displayLogicFile = z.strictObject({
  conditions: condition.optional(),
  /** `display` (default), `hide` or `display_with_dynamic_text`. */
  action: z.string().max(60).optional(),
  questionTextDynamic: z
    .strictObject({ basedOn: id.optional(), rules: z.array(z.strictObject({ condition: note, questionText: text })).max(50) })
    .optional(),
});

export const optionFile = z.strictObject({
  optionId: id,
  optionText: spoken(200),
  /** What client programs send and show. Default: the id. */
  optionValue: z.union([z.string().max(200), z.number(), z.boolean()]).optional(),
  /** Default by id: `other`, `none`, `dont_know` and `refused` are what they are called. */
  kind: z.enum(['plain', 'other', 'none', 'dont_know', 'refused']).optional(),
  synonyms: spokenList(20, 100).optional(),
  /** Default: true, but false for `dont_know` and `refused`. */
  readAloud: z.boolean().optional(),
  /** Keeps its place when the others are shuffled. */
  anchored: z.boolean().optional(),
  /** Offered only when this holds. */
  displayLogic: displayLogicFile.pick({ conditions: true, action: true }).optional(),
  /** For `other`: called by the words that were given as `other` to this question. */
  namedBy: id.optional(),
});
export type OptionFile = z.infer<typeof optionFile>;

const range = z.strictObject({ min: z.number().int(), max: z.number().int() });

/** Targets by option (id, value or text), as counts or percent like those of `quotaManagement`. */
const targets = z.record(z.string().max(128), z.number().min(0).max(10_000_000));

const quotaTrackingFile = z.strictObject({ enabled: z.boolean(), quotaField: id, targetDistribution: targets });

export const configurationFile = z.strictObject({
  /** `true`: shuffled; `"reverse"`: read from the other end for half of the participants, as ordered scales may be. */
  randomizeChoices: z.union([z.boolean(), z.literal('reverse')]).optional(),
  /** The order of that question, also here. */
  orderOf: id.optional(),
  /** When one option is left, it is taken without asking. */
  autoSelectSingle: z.boolean().optional(),
  addOtherOption: z.boolean().optional(),
  addNoneOption: z.boolean().optional(),
  otherOptionPrompt: text.optional(),
  /** Default: `read` up to five options, else `if_needed`. */
  readOptions: z.enum(['read', 'if_needed', 'never']).optional(),
  scaleType: z.string().max(40).optional(),
  scaleRange: range.optional(),
  scale: range.optional(),
  minValueDescription: spoken(100).optional(),
  maxValueDescription: spoken(100).optional(),
  sentimentDetectionEnabled: z.boolean().optional(),
  sentimentDetection: z.boolean().optional(),
  enthusiasmDetectionEnabled: z.boolean().optional(),
  objectionDetectionEnabled: z.boolean().optional(),
  maxResponseLength: z.number().int().min(1).max(10_000).optional(),
  allowMultipleSelections: z.boolean().optional(),
  minSelections: z.number().int().min(0).max(50).optional(),
  maxSelections: z.number().int().min(1).max(50).optional(),
  /** For `voice_prompt`: waits for a yes, and says it again so many times at most. */
  acknowledge: z.boolean().optional(),
  maxRepeats: z.number().int().min(0).max(5).optional(),
  quotaTracking: quotaTrackingFile.optional(),
  /** Of `numeric`. Default: no limit, whole numbers, no unit. */
  minValue: z.number().min(-1e12).max(1e12).optional(),
  maxValue: z.number().min(-1e12).max(1e12).optional(),
  decimals: z.number().int().min(0).max(6).optional(),
  unit: spoken(40).optional(),
  /** Of `date`: ISO of the same precision, or `today`. Default: no limit, `day`. */
  minDate: z.string().trim().max(10).optional(),
  maxDate: z.string().trim().max(10).optional(),
  datePrecision: z.enum(['day', 'month', 'year']).optional(),
  /** `explicit`: read the answer back and wait for a yes. Default `implicit`. */
  confirm: z.enum(['implicit', 'explicit']).optional(),
});
export type ConfigurationFile = z.infer<typeof configurationFile>;

const dynamicOptionsFile = z.strictObject({
  /** An earlier choice question. */
  sourceQuestionId: id,
  /** `selected`, `unselected` or `displayed`. */
  filterRule: z.string().max(60),
  /** Ids of options that are not carried. */
  exclude: z.array(id).max(50).optional(),
  excludeValue: z.union([id, z.array(id).max(50)]).optional(),
  addNoneOption: z.boolean().optional(),
});
export type DynamicOptionsFile = z.infer<typeof dynamicOptionsFile>;

export const questionFile = z.strictObject({
  questionId: id,
  questionNumber: z.union([z.number(), z.string().max(20)]).optional(),
  questionType: z.enum(['voice_prompt', 'single_choice', 'multiple_choice', 'rating_scale', 'nps', 'yes_no', 'open_ended', 'numeric', 'date']),
  questionText: text,
  isRequired: z.boolean().optional(),
  required: z.boolean().optional(),
  options: z.array(optionFile).max(50).optional(),
  configuration: configurationFile.optional(),
  agentNotes: note.optional(),
  displayLogic: displayLogicFile.optional(),
  /** As public questionnaires write `displayLogic.conditions`: mostly as text, such as "Show if q2 <= 3". */
  conditionalDisplay: condition.optional(),
  dynamicQuestionText: z.record(z.string().max(200), text).optional(),
  dynamicOptions: dynamicOptionsFile.optional(),
  /** By this question participants agree to be recorded. Default: the last one with a rule that ends as `refused`. */
  consent: z.boolean().optional(),
  /** Neutral words to ask for more, once. */
  probes: spokenList(5, 2000).optional(),
  /** What to say after the first, second, … answer that was not understood. */
  reprompts: spokenList(5, 2000).optional(),
});
export type QuestionFile = z.infer<typeof questionFile>;

export const displayRuleFile = z.strictObject({
  ruleId: id,
  description: note.optional(),
  targetQuestionId: id,
  conditions: condition,
  action: z.string().max(60).optional(),
});

export const skipRuleFile = z.strictObject({
  ruleId: id,
  description: note.optional(),
  condition,
  /** A question id, or `END`. */
  skipToQuestionId: id,
  /** The question behind which the rule is looked at. Default: the last one that the condition mentions. */
  afterQuestionId: id.optional(),
  /** With `END`: how the interview ended. Default `completed`. */
  disposition: z.enum(['completed', 'screened_out', 'refused', 'quota_full', 'call_back']).optional(),
  /** With `END`: what to say instead of the closing. */
  closing: text.optional(),
});

export const pipingRuleFile = z.strictObject({
  ruleId: id,
  description: note.optional(),
  targetQuestionId: id,
  sourceQuestionId: id,
  /** `answer`, the label of what was chosen, is the only one there is. */
  pipingType: z.string().max(60).optional(),
  /** The name between braces in the target's text. Default: the source's id. */
  placeholder: id.optional(),
  /** Said where there is no answer. */
  fallback: spoken(200).optional(),
});

const quotaFieldFile = z.strictObject({ fieldName: id, questionId: id, targets });

/** A cell of several questions: option by question, all of which must be chosen; or a condition. */
const quotaCellFile = z.strictObject({
  cellId: id,
  fieldName: id.optional(),
  where: z.record(id, z.union([z.string().max(200), z.number(), z.boolean()])).optional(),
  condition: condition.optional(),
  target: z.number().min(0).max(10_000_000),
});

const quotaRuleFile = z.strictObject({
  ruleId: id,
  description: note.optional(),
  /** The quota field that it is about, or `any`. Default `any`. */
  condition: z.string().max(200).optional(),
  /** `terminate` or `count`. */
  action: z.string().max(60),
  terminationMessage: text.optional(),
});

export const quotaManagementFile = z.strictObject({
  enabled: z.boolean(),
  /** What the targets are. Default `count`. */
  unit: z.enum(['count', 'percent']).optional(),
  /** Interviews wanted in all; percentages are of this number. */
  sampleSize: z.number().int().min(1).max(10_000_000).optional(),
  quotaFields: z.array(quotaFieldFile).max(50).optional(),
  cells: z.array(quotaCellFile).max(500).optional(),
  quotaEnforcementRules: z.array(quotaRuleFile).max(50).optional(),
  /** While seats cannot be counted: interview all the same (default), or offer to call back. */
  onFault: z.enum(['open', 'closed']).optional(),
});
export type QuotaManagementFile = z.infer<typeof quotaManagementFile>;

const audience = z.string().max(500).meta({ byLanguage: true });

export const questionnaireFile = z.strictObject({
  $schema: z.string().optional(),
  questionnaireId: id,
  aliases: z.array(id).max(20).optional(),
  questionnaireName: spoken(200),
  version: z.string().trim().min(1).max(40),
  /** BCP-47. Default `en-US`. */
  language: languageTag.optional(),
  industry: z.string().max(200).meta({ byLanguage: true }).optional(),
  researchObjective: note.optional(),
  description: note.optional(),
  /** Minutes, or text such as "3-4 minutes". */
  estimatedDuration: z.union([z.number().positive().max(240), z.string().regex(/\d/, 'minutes, such as 4 or "3-4 minutes"').max(60)]),
  totalQuestions: z.number().int().optional(),
  targetAudience: z
    .union([audience, z.looseObject({ description: audience.optional(), demographicCriteria: spokenList(30, 500).optional() })])
    .optional(),
  metadata: z.looseObject({ demoScenario: note.optional(), keyFeatures: spokenList(30, 200).optional() }).optional(),
  /** With more than one, every text is an object with a text for each: `{ "en-US": "…", "es-ES": "…" }`. */
  languages: z.array(languageTag).min(1).max(20).optional(),
  intro: text.optional(),
  closing: text,
  /** When an interview that broke off still counts as partial. */
  partialIf: condition.optional(),
  questions: z.array(z.unknown()).min(1).max(300),
  surveyLogic: z
    .strictObject({
      displayLogicRules: z.array(z.unknown()).max(300).optional(),
      skipLogicRules: z.array(z.unknown()).max(300).optional(),
      pipingRules: z.array(z.unknown()).max(300).optional(),
      quotaManagement: quotaManagementFile.optional(),
    })
    .optional(),
});
export type QuestionnaireFile = z.infer<typeof questionnaireFile>;
