import { refuse, type Result } from '../../kernel/result.js';
import type { Answer, AnswerRefusal, RefusalCode } from '../answer.js';
import type { SpokenLanguage } from '../hearing/language.js';
import type { Region } from '../hearing/region.js';
import type { Report } from '../loading/load-problem.js';
import type { QuestionFile } from '../loading/questionnaire-file.js';
import type { Option, Question, QuestionBase } from '../questionnaire.js';

/** A question as it is asked: the text that applies, the options in the order shown. */
export interface Asked {
  readonly text: string;
  readonly options: readonly Option[];
  readonly spoken: SpokenLanguage;
  /** How the people of the questionnaire's locale write numbers and dates. */
  readonly region: Region;
  /** ISO date of the participant's today, or null where nobody knows it. */
  readonly today: string | null;
}

/** Everything that the engine knows about one question type. */
export interface QuestionKind<Q extends Question> {
  /** The typed question, or null after reporting what is wrong with the file. */
  load(base: QuestionBase, file: QuestionFile, report: Report, spoken: SpokenLanguage): Q | null;
  /** Total: never throws, whatever `raw` is. */
  normalise(question: Q, asked: Asked, raw: unknown): Result<Answer, AnswerRefusal>;
  /** A substantive answer as people read it. */
  describe(question: Q, answer: Answer, asked: Asked): string;
  /** The exact words to ask it. */
  speak(question: Q, asked: Asked): string;
  /** What a recogniser may expect to hear; empty when anything may come. */
  hints(question: Q, asked: Asked): readonly string[];
}

export const refused = (code: RefusalCode, ...say: readonly string[]): Result<Answer, AnswerRefusal> => refuse({ code, say: say.join(' ') });

/** Text to understand, from what a tool call or a tap carries; null when it is neither text nor a number. */
export function textFromRaw(raw: unknown): string | null {
  if (typeof raw === 'string') return raw;
  return typeof raw === 'number' && Number.isFinite(raw) ? String(raw) : null;
}
