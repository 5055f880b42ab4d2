import type { Result } from '../../kernel/result.js';
import type { QuestionnaireFile } from '../loading/questionnaire-file.js';

/** What became of something in the source that is not carried over as it stands; nothing that changes the interview's course. */
export interface ImportNote {
  /** Where in the source: `pages[0].elements[2].title`. */
  readonly path: string;
  /** What was renamed, left out or given a default. */
  readonly note: string;
}

/** Something of the source that has no exact counterpart: it is refused by name and never approximated. */
export interface ImportProblem {
  readonly path: string;
  /** Its name in the source's own words: a type, a property, a function. */
  readonly construct: string;
  /** Why it cannot be imported. */
  readonly problem: string;
  /** What to do about it. */
  readonly expected: string;
}

/** JSON of the file format. With several languages each text is an object of texts by language, so only the frame is typed. */
export type QuestionnaireJson = Omit<QuestionnaireFile, 'questions' | 'closing' | 'surveyLogic' | 'questionnaireName'> & {
  readonly questionnaireName: unknown;
  readonly closing: unknown;
  readonly questions: readonly Readonly<Record<string, unknown>>[];
  readonly surveyLogic?: { readonly skipLogicRules: readonly Readonly<Record<string, unknown>>[] };
};

export interface Imported {
  readonly questionnaire: QuestionnaireJson;
  readonly notes: readonly ImportNote[];
}

/** A questionnaire that loads, or everything that keeps it from being imported. */
export type Import = Result<Imported, readonly ImportProblem[]>;
