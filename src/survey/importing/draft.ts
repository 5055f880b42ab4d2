import type { QuestionFile } from '../loading/questionnaire-file.js';
import type { Logic } from './logic.js';

/** One text by language tag. Places for answers are written `{id|words}` already. */
export type Words = ReadonlyMap<string, string>;

export interface DraftOption {
  readonly optionId: string;
  readonly words: Words;
  readonly kind: 'plain' | 'other' | 'none';
  readonly showIf: Logic | null;
  readonly anchored?: boolean;
}

export type DraftType = QuestionFile['questionType'] | 'numeric' | 'date';

/** A question of the questionnaire in the making. */
export interface DraftQuestion {
  readonly questionId: string;
  /** Where it stands in the source. */
  readonly path: string;
  readonly type: DraftType;
  readonly words: Words;
  readonly required: boolean;
  readonly options: readonly DraftOption[];
  /** Keys of the file's `configuration`; texts in it as `Words`. */
  readonly configuration: Readonly<Record<string, boolean | number | string | Words | { readonly min: number; readonly max: number }>>;
  readonly agentNotes: string;
  readonly showIf: Logic | null;
  /** The first that holds replaces the words. */
  readonly variants: readonly { readonly when: Logic; readonly words: Words }[];
  readonly dynamicOptions?: { readonly sourceQuestionId: string; readonly filterRule: 'selected' | 'unselected' };
}

export interface DraftSkip {
  readonly path: string;
  readonly afterQuestionId: string;
  /** Null: always. */
  readonly when: Logic | null;
  /** A question id, or `END`. */
  readonly to: string;
}

export interface Draft {
  readonly questionnaireId: string;
  readonly name: Words;
  readonly version: string;
  readonly description: string;
  /** The first is the one that texts fall back to. */
  readonly languages: readonly string[];
  /** Null: default words. */
  readonly closing: Words | null;
  readonly questions: readonly DraftQuestion[];
  readonly skips: readonly DraftSkip[];
}
