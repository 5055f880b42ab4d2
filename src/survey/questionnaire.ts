import type { Condition } from './condition.js';
import type { Quota, QuotaPolicy } from './quota.js';
import type { TextTemplate } from './text-template.js';

/** A questionnaire after loading: checked, typed, ready to be walked by `path`. Plain JSON. */
export interface Questionnaire {
  readonly questionnaireId: string;
  /** Other ids by which clients may ask for it. */
  readonly aliases: readonly string[];
  readonly name: string;
  readonly version: string;
  /** SHA-256 (hex) over the canonical JSON of the file: a session is pinned to it. */
  readonly hash: string;
  /** BCP-47, e.g. `en-US`: the language of the texts in here. */
  readonly language: string;
  /** All languages that the file has; loading takes one of them. */
  readonly languages: readonly string[];
  readonly industry: string;
  readonly researchObjective: string;
  readonly audience: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly estimatedDurationMinutes: number;
  /** Spoken before the first question. */
  readonly intro: string | null;
  readonly questions: readonly Question[];
  readonly skips: readonly SkipRule[];
  /**
   * The question by which participants agree to be recorded: nothing is kept before it is answered, nor after a refusal. Null: the
   * questionnaire does not ask. The file names it (`consent: true`), else it is the last question that can end as `refused`.
   */
  readonly consentQuestionId: string | null;
  readonly quotas: readonly Quota[];
  readonly quotaPolicy: QuotaPolicy;
  /** An interview that breaks off counts as partial when this holds; null: never. */
  readonly partialIf: Condition | null;
  /** Spoken when the interview completes; a rule that ends it early may bring words of its own. */
  readonly closing: TextTemplate;
}

/** How an interview ended by the questionnaire's own logic. */
export const endDispositions = ['completed', 'screened_out', 'refused', 'quota_full', 'call_back'] as const;
export type EndDisposition = (typeof endDispositions)[number];

/** Looked at once, when the path leaves `afterQuestionId`; of several that hold, the first in the list wins. */
export interface SkipRule {
  readonly ruleId: string;
  readonly afterQuestionId: string;
  /** Null: always. */
  readonly when: Condition | null;
  readonly target: SkipTarget;
}

export type SkipTarget =
  | { readonly kind: 'question'; readonly questionId: string }
  /** `closing`: what to say instead of the questionnaire's closing. */
  | { readonly kind: 'end'; readonly disposition: EndDisposition; readonly closing: TextTemplate | null };

/** Wording for a case; the first variant whose condition holds replaces the base text. */
export interface TextVariant {
  readonly when: Condition;
  readonly text: TextTemplate;
}

/**
 * `other`: takes the participant's own words. `none`: excludes every other option. `dont_know`, `refused`: no answer at all, but
 * shown as options; who chooses them has that outcome.
 */
export const optionKinds = ['plain', 'other', 'none', 'dont_know', 'refused'] as const;
export type OptionKind = (typeof optionKinds)[number];

/** Whether choosing it says something of the matter. */
export const isSubstantive = ({ kind }: Pick<Option, 'kind'>): boolean => kind === 'plain' || kind === 'other';

export interface Option {
  readonly optionId: string;
  /** What people read and hear. */
  readonly text: string;
  /** A carried-forward `other`: it is called by the words that were given to that question. */
  readonly namedBy: string | null;
  /** The value that client programs send and show; `optionId` is what is stored and compared. */
  readonly value: string;
  readonly kind: OptionKind;
  /** More words by which people name it. */
  readonly synonyms: readonly string[];
  /** False: accepted when named, never offered aloud. */
  readonly readAloud: boolean;
  /** Keeps its place when the others are shuffled or reversed; `other` and `none` always do. */
  readonly anchored: boolean;
  /** Null: always offered. */
  readonly showIf: Condition | null;
}

export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly minLabel: string | null;
  readonly maxLabel: string | null;
}

/** `explicit`: read the answer back and wait for a yes. `implicit`: name it in passing. */
export type ConfirmPolicy = 'implicit' | 'explicit';

/** `shuffled`: anew for each session; `reversed`: for half of the sessions, as scales may be turned but not mixed. */
export type OptionOrder = 'as_written' | 'shuffled' | 'reversed';

/** Options: spoken with the question, only when the participant hesitates or asks, or never. */
export type ReadLevel = 'read' | 'if_needed' | 'never';

export interface QuestionBase {
  readonly questionId: string;
  /** As printed in the file ("2A"), for authors and reports; the number shown to participants is the step's. */
  readonly label: string;
  readonly text: TextTemplate;
  readonly textVariants: readonly TextVariant[];
  /** Null: always shown. */
  readonly showIf: Condition | null;
  readonly required: boolean;
  readonly agentNotes: string;
  readonly confirm: ConfirmPolicy;
  /** Neutral words by which the interviewer may ask for more, once; no others may be used. */
  readonly probes: readonly string[];
  /** What to say instead of the usual words after the first, second, … answer that could not be understood. */
  readonly reprompts: readonly string[];
}

/** Said, not answered. */
export interface VoicePromptQuestion extends QuestionBase {
  readonly type: 'voice_prompt';
  /** Null: goes on by itself. Else waits for a sign that it was understood, and is repeated so many times at most. */
  readonly acknowledge: { readonly maxRepeats: number } | null;
}

/** What both choices have. */
export interface ChoiceParts {
  /** In the questionnaire's order, with those that are offered under a condition only. */
  readonly options: readonly Option[];
  readonly readLevel: ReadLevel;
  readonly order: OptionOrder;
  /** The question whose order this one repeats; its own id where it repeats none. */
  readonly orderOf: string;
  /** With one option left it is taken without asking. */
  readonly autoSelectSingle: boolean;
  /** What to ask when `other` was chosen without words. */
  readonly otherPrompt: string | null;
}

export interface SingleChoiceQuestion extends QuestionBase, ChoiceParts {
  readonly type: 'single_choice';
}

export interface MultipleChoiceQuestion extends QuestionBase, ChoiceParts {
  readonly type: 'multiple_choice';
  /** `none` counts as enough. Default 1 where a `none` option exists, else 0. Fewer options offered: all of them are enough. */
  readonly minSelections: number;
  /** Default: the number of options. */
  readonly maxSelections: number;
}

export interface RatingScaleQuestion extends QuestionBase {
  readonly type: 'rating_scale';
  readonly scale: Scale;
}

/** Net promoter score: always 0 to 10. */
export interface NpsQuestion extends QuestionBase {
  readonly type: 'nps';
  readonly scale: Scale;
}

export interface YesNoQuestion extends QuestionBase {
  readonly type: 'yes_no';
  /** Two options: `yes` with value `true`, `no` with value `false`; the stored answer is a boolean. */
  readonly options: readonly Option[];
}

export interface OpenEndedQuestion extends QuestionBase {
  readonly type: 'open_ended';
  /** Characters. Default 2000. */
  readonly maxLength: number;
  /** Whether the mood of the answer is to be noted with it. */
  readonly sentiment: boolean;
}

/** A number of the participant's own: age, count, price. */
export interface NumericQuestion extends QuestionBase {
  readonly type: 'numeric';
  /** Null: no such end. */
  readonly min: number | null;
  readonly max: number | null;
  /** Digits behind the point, 0 to 6; 0: whole numbers only. Default 0. */
  readonly decimals: number;
  /** Spoken with the number, e.g. `years`; answers in another unit are asked again, never converted. */
  readonly unit: string | null;
}

/** A calendar date. Stored as ISO: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, by precision. */
export interface DateQuestion extends QuestionBase {
  readonly type: 'date';
  /** Default `day`. */
  readonly precision: 'day' | 'month' | 'year';
  /** ISO at the same precision, or `today`; null: no such end. */
  readonly min: string | null;
  readonly max: string | null;
}

export type Question =
  | VoicePromptQuestion
  | SingleChoiceQuestion
  | MultipleChoiceQuestion
  | RatingScaleQuestion
  | NpsQuestion
  | YesNoQuestion
  | OpenEndedQuestion
  | NumericQuestion
  | DateQuestion;

export type QuestionType = Question['type'];
