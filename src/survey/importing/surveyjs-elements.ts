import { z } from 'zod';
import { sourceObject, type SourceObject } from './source-object.js';
import type { Findings } from './findings.js';

/** A question of a SurveyJS survey, out of its pages and panels. */
export interface SurveyJsElement {
  readonly source: SourceObject;
  readonly type: string;
  readonly name: string;
  /** `visibleIf` of the page and the panels around it, and its own. */
  readonly conditions: readonly { readonly text: string; readonly findings: Findings }[];
  /** Number of its page. */
  readonly page: number;
}

const maxDepth = 16;
const maxElements = 1000;
const text = z.string();

const harmless = new Set([
  'title', 'description', 'navigationTitle', 'navigationDescription', 'navigationButtonsVisibility', 'showNavigationButtons', 'state', 'width', 'minWidth', 'maxWidth', 'startWithNewLine', 'innerIndent',
  'indent', 'titleLocation', 'questionTitleLocation', 'questionErrorLocation', 'questionTitleWidth', 'showNumber', 'showQuestionNumbers', 'questionStartIndex', 'allowAdaptiveActions', 'id', 'gridLayoutColumns', 'descriptionLocation',
  'questionDescriptionLocation', 'showTitle', 'passed', 'scrollToTop',
]);

/** All questions in order. Pages and panels leave their conditions; their titles are left out, which is noted. */
export function surveyJsElements(survey: SourceObject): readonly SurveyJsElement[] {
  const found: SurveyJsElement[] = [];
  const array = z.array(z.unknown());
  const pages = survey.take('pages', array);
  const perQuestion = ['questionPerPage', 'questionOnPage', 'inputPerPage'].includes(survey.take('questionsOnPageMode', text) ?? '');
  const loose = [['elements', survey.take('elements', array)], ['questions', survey.take('questions', array)]] as const;
  pages?.forEach((page, index) => {
    const source = sourceObject(page, survey.findings.at('pages', index), 'page');
    if (source !== null) container(source, 'page', [], index, 1);
  });
  for (const [key, list] of loose) if (list !== undefined) elements(list, survey.findings.at(key), [], 0, 1);
  return perQuestion ? found.map((element, page) => ({ ...element, page })) : found;

  function container(source: SourceObject, what: string, outer: SurveyJsElement['conditions'], page: number, depth: number): void {
    const { findings } = source;
    source.take('name', text);
    source.take('type', text);
    const visibleIf = source.take('visibleIf', text);
    const conditions = visibleIf === undefined ? outer : [...outer, { text: visibleIf, findings: findings.at('visibleIf') }];
    if (source.has('title') || source.has('description')) findings.note(`title and description of this ${what} are left out`);
    source.leaveOut(harmless);
    if (source.take('visible', z.boolean()) === false) findings.refuse('visible', 'is never shown', 'a condition in visibleIf, or taking it out');
    for (const key of ['elements', 'questions']) {
      const list = source.take(key, array);
      if (list !== undefined) elements(list, findings.at(key), conditions, page, depth);
    }
    source.refuseRest(what);
  }

  function elements(list: readonly unknown[], findings: Findings, conditions: SurveyJsElement['conditions'], page: number, depth: number): void {
    if (depth > maxDepth) return findings.refuse('panel', `nested deeper than ${maxDepth} levels`, 'fewer panels');
    for (const [index, item] of list.entries()) {
      if (found.length >= maxElements) return findings.refuse('elements', `more than ${maxElements} elements`, 'a shorter survey');
      const source = sourceObject(item, findings.at(index), 'element');
      if (source === null) continue;
      const type = source.take('type', text) ?? 'text';
      if (type === 'panel') {
        container(source, 'panel', conditions, page, depth + 1);
        continue;
      }
      const name = source.take('name', text);
      if (name === undefined || name.trim() === '') {
        source.findings.refuse(type, 'has no name', 'a name');
        continue;
      }
      const visibleIf = source.take('visibleIf', text);
      const own = visibleIf === undefined ? [] : [{ text: visibleIf, findings: source.findings.at('visibleIf') }];
      found.push({ source, type, name, conditions: [...conditions, ...own], page });
    }
  }
}
