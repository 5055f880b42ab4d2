import type { Condition } from '../condition.js';
import type { Question } from '../questionnaire.js';
import { checkComparison, checkDates, checkNumbers } from './check-numbers.js';
import { checkOptions, checkYesNo } from './check-options.js';
import { quoted, type Report } from './load-problem.js';
import type { RawCondition, RawTest } from './raw-condition.js';
import { questionOf, type Scope } from './scope.js';

/** Types a raw condition, or reports everything that is wrong with it and gives null. `always` becomes an empty `all`. */
export function checkCondition(raw: RawCondition, scope: Scope, report: Report): Condition | null {
  switch (raw.kind) {
    case 'always':
      return { kind: 'all', of: [] };
    case 'broken':
      return null;
    case 'not': {
      const of = checkCondition(raw.of, scope, report);
      return of === null ? null : { kind: 'not', of };
    }
    case 'all':
    case 'any': {
      const of = raw.of.map((part) => checkCondition(part, scope, report));
      return of.every((part) => part !== null) ? { kind: raw.kind, of } : null;
    }
    case 'test':
      return checkTest(raw, scope, report);
    case 'comparison':
      return checkComparison(raw, scope, report);
  }
}

function checkTest(test: RawTest, scope: Scope, report: Report): Condition | null {
  const questionId = test.questionId ?? scope.subject;
  if (questionId === null) {
    report.add('a test that names no question', 'a question id on the left side');
    return null;
  }
  const question = questionOf(questionId, scope, report);
  if (question === null) return null;
  switch (test.operator) {
    case 'answered':
      return { kind: 'outcome', questionId, outcome: 'answered' };
    case 'not_answered':
      return { kind: 'not', of: { kind: 'outcome', questionId, outcome: 'answered' } };
    case 'asked':
    case 'dont_know':
    case 'refused':
    case 'no_response':
      return { kind: 'outcome', questionId, outcome: test.operator };
    default:
      return checkValues(test, question, report);
  }
}

function checkValues(test: RawTest, question: Question, report: Report): Condition | null {
  switch (question.type) {
    case 'rating_scale':
    case 'nps':
      return checkNumbers(test, question.questionId, question.scale, report);
    case 'yes_no':
      return checkYesNo(test, question, report);
    case 'single_choice':
    case 'multiple_choice':
      return checkOptions(test, question.questionId, question.options, report);
    case 'numeric':
      return checkNumbers(test, question.questionId, question, report);
    case 'date':
      return checkDates(test, question.questionId, report);
    case 'open_ended':
    case 'voice_prompt':
      report.add(`operator ${quoted(test.operator)} does not fit a question of type ${question.type}`, 'answered, not_answered, dont_know or refused');
      return null;
  }
}
