import { z } from 'zod';
import type { DraftSkip } from './draft.js';
import type { Findings } from './findings.js';
import { allLogic, needsAnswerOf, questionsOfLogic, type Logic } from './logic.js';
import { sourceObject, type SourceObject } from './source-object.js';
import { hasValueLogic, type Subject } from './subject.js';
import type { SurveyJsElement } from './surveyjs-elements.js';
import { logicOf, subjectOf, type SurveyJsSurvey } from './surveyjs-survey.js';

/**
 * Triggers as skip rules. They fire there when an answer changes that they mention (skip) or when the page is left (complete),
 * and the last that holds wins; so they are imported only where a rule behind one question says the same, last one first.
 */
export function surveyJsSkips(survey: SurveyJsSurvey, triggers: readonly unknown[], elements: readonly SurveyJsElement[], findings: Findings): readonly DraftSkip[] {
  const found = triggers.flatMap((item, index) => {
    const source = sourceObject(item, findings.at(index), 'trigger');
    return source === null ? [] : (trigger(survey, source, elements) ?? []);
  });
  for (const [index, skip] of found.entries()) {
    const other = found.slice(0, index).find((one) => one.afterQuestionId === skip.afterQuestionId);
    if (other === undefined) continue;
    if ((other.to === 'END') !== (skip.to === 'END')) findings.refuse('triggers', `a skip and a complete trigger both at "${skip.afterQuestionId}"`, 'one of them, or conditions in visibleIf');
    else findings.note(`two triggers at "${skip.afterQuestionId}": the later one is looked at first, as it wins there`);
  }
  return found.reverse();
}

function trigger(survey: SurveyJsSurvey, source: SourceObject, elements: readonly SurveyJsElement[]): DraftSkip | null {
  const { findings } = source;
  const type = (source.take('type', z.string()) ?? '').replace(/trigger$/, '');
  const no = (construct: string, problem: string, expected: string): null => {
    findings.refuse(construct, problem, expected);
    return null;
  };
  if (type !== 'skip' && type !== 'complete') return no(type === '' ? 'trigger' : type, `triggers of type "${type}" have no counterpart`, 'skip or complete');
  const expression = source.take('expression', z.string());
  const target = type === 'skip' ? source.take('gotoName', z.string()) : undefined;
  source.refuseRest(`${type} trigger`);
  if (expression === undefined || expression.trim() === '') return no('expression', 'there is none', 'a condition');
  const when = logicOf(survey, expression, Number.POSITIVE_INFINITY, findings.at('expression'));
  if (when === null) return null;
  const last = lastMentioned(survey, when);
  if (last === null) return null;
  if (questionsOfLogic(when).size > 1 && !needsAnswerOf(when, last.questionId)) return no('expression', `can hold before "${last.questionId}" is answered, and fires at once there`, 'a condition that needs the last of its questions');
  const guarded = allLogic([hasValueLogic(last), when]);
  if (type === 'complete') return completing(survey, last, guarded, elements, findings);
  const to = target === undefined ? null : subjectOf(survey, target);
  if (to === null) return no('gotoName', 'names no question', 'the name of a question');
  if (to.index <= last.index) return no('gotoName', `goes back from "${last.questionId}" to "${to.questionId}"`, 'a later question');
  if (survey.questions[to.index]?.showIf !== null) return no('gotoName', `"${to.questionId}" can be hidden, and the skip is ignored then`, 'a question without visibleIf');
  if (elements[to.index]?.page === elements[last.index]?.page && to.index > last.index + 1) return no('gotoName', 'jumps within a page, where what is between stays to be asked', 'questionsOnPageMode "questionPerPage", or a question of a later page');
  return { path: findings.path, afterQuestionId: last.questionId, when: guarded, to: to.questionId };
}

/** Completes when its page is left, so only the last question of the page can stand for it. */
function completing(survey: SurveyJsSurvey, last: Subject, when: Logic | null, elements: readonly SurveyJsElement[], findings: Findings): DraftSkip | null {
  const page = elements[last.index]?.page;
  const end = elements.findLastIndex((element) => element.page === page);
  const anchor = survey.questions[end];
  if (anchor === undefined) return null;
  if (end !== last.index && anchor.showIf !== null) {
    findings.refuse('complete', `ends at the end of the page, whose last question "${anchor.questionId}" can be hidden`, 'a page of its own for the question that decides');
    return null;
  }
  return { path: findings.path, afterQuestionId: anchor.questionId, when, to: 'END' };
}

function lastMentioned(survey: SurveyJsSurvey, when: Logic): Subject | null {
  const mentioned = questionsOfLogic(when);
  const subjects = [...survey.subjects.values()].filter((subject) => mentioned.has(subject.questionId));
  return subjects.sort((a, b) => a.index - b.index).at(-1) ?? null;
}
