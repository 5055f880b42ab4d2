import { z } from 'zod';
import { checkedImport, importFromDraft } from './emit-draft.js';
import { createFindings, type Collected } from './findings.js';
import type { Import } from './import.js';
import { createSourceIds, slugFrom } from './source-ids.js';
import { sourceObject } from './source-object.js';
import { createSourceTexts } from './source-texts.js';
import { surveyJsElements } from './surveyjs-elements.js';
import { readSurveyJsQuestion } from './surveyjs-question.js';
import { localised, wordsOf, type SurveyJsSurvey } from './surveyjs-survey.js';
import { surveyJsSkips } from './surveyjs-triggers.js';

/** Looks and buttons, and what concerns a page on a screen only. */
const harmless = new Set([
  'showProgressBar', 'progressBarType', 'progressBarLocation', 'progressBarShowPageTitles', 'progressBarShowPageNumbers', 'showQuestionNumbers', 'showPageNumbers', 'showPageTitles', 'showTitle', 'showTOC', 'tocLocation', 'logo', 'logoWidth', 'logoHeight', 'logoPosition', 'logoFit',
  'questionTitleLocation', 'questionDescriptionLocation', 'questionErrorLocation', 'questionTitlePattern', 'questionStartIndex', 'requiredText', 'requiredMark', 'width', 'widthMode', 'fitToContainer', 'headerView', 'backgroundImage', 'backgroundImageFit', 'backgroundOpacity',
  'backgroundImageAttachment', 'showNavigationButtons', 'navigationButtonsLocation', 'showPrevButton', 'pageNextText', 'pagePrevText', 'completeText', 'startSurveyText', 'previewText', 'editText', 'showCompletedPage', 'showCompletePage', 'checkErrorsMode', 'textUpdateMode',
  'focusFirstQuestionAutomatic', 'autoFocusFirstQuestion', 'focusOnFirstError', 'autoFocusFirstError', 'goNextPageAutomatic', 'autoAdvanceEnabled', 'allowCompleteSurveyAutomatic', 'autoAdvanceAllowComplete', 'firstPageIsStarted', 'firstPageIsStartPage', 'themeVariables', 'mode', '$schema',
  'clearInvisibleValues', 'showPreviewBeforeComplete', 'maxOthersLength', 'completedBeforeHtml', 'loadingHtml', 'emptySurvey', 'gridLayoutEnabled', 'surveyId', 'surveyPostId', 'cookieName', 'sendResultOnPageNext', 'partialSendEnabled', 'navigateToUrl', 'allowResizeComment', 'autoGrowComment', 'commentAreaRows', 'keepIncorrectValues',
]);
const noteworthy = new Set(['navigateToUrl', 'clearInvisibleValues', 'cookieName', 'completedBeforeHtml', 'showPreviewBeforeComplete', 'sendResultOnPageNext', 'partialSendEnabled', 'keepIncorrectValues']);

/** Imports the JSON of a SurveyJS survey. Pure; never throws, however odd the JSON. */
export function importSurveyJs(json: unknown): Import {
  const places: string[] = [];
  return checkedImport(readSurveyJs(json, places), places);
}

/**
 * As {@link importSurveyJs}, without proof that the result loads.
 *
 * @param places is filled with the place of every question in the source
 */
export function readSurveyJs(json: unknown, places: string[] = []): Import {
  const collected: Collected = { problems: [], notes: [] };
  const findings = createFindings(collected);
  const source = sourceObject(json, findings, 'survey');
  if (source === null) return { ok: false, error: collected.problems };
  const main = source.take('locale', z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag')) ?? 'en';
  const texts = createSourceTexts(main);
  const triggers = source.take('triggers', z.array(z.unknown()).max(300)) ?? [];
  const elements = surveyJsElements(source);
  const survey: SurveyJsSurvey = { texts, questions: [], subjects: new Map(), hasSkips: triggers.length > 0, main };
  const ids = createSourceIds();
  const questionIds = elements.map(({ name, source: { findings: here } }, index) => {
    const questionId = ids.add(name, here.at('name'));
    if (survey.subjects.has(name)) here.refuse('name', `"${name.slice(0, 60)}" is the name of two questions`, 'names that differ');
    survey.subjects.set(name, { questionId, index, kind: 'text', values: [], isAlwaysAnswered: false, isPart: false });
    return questionId;
  });
  elements.forEach((element, index) => {
    readSurveyJsQuestion(survey, element, questionIds[index] ?? element.name, survey.questions.length === index ? index : survey.questions.length);
    // A refused question keeps its place, so that what is said of the others stays true.
    if (survey.questions.length <= index) survey.questions.push({ questionId: questionIds[index] ?? element.name, path: element.source.findings.path, type: 'open_ended', words: new Map(), required: false, options: [], configuration: {}, agentNotes: '', showIf: null, variants: [] });
  });
  const skips = surveyJsSkips(survey, triggers, elements, findings.at('triggers'));
  const closing = wordsOf(survey, source.take('completedHtml', localised), Number.POSITIVE_INFINITY, findings.at('completedHtml'));
  const title = wordsOf(survey, source.take('title', localised), null, findings.at('title'));
  const description = wordsOf(survey, source.take('description', localised), null, findings.at('description'));
  for (const key of noteworthy) if (source.has(key)) findings.note(`${key} is left out`);
  if (source.has('clearInvisibleValues')) findings.note('answers off the path are kept, read as missing, and count again when the path returns to them');
  source.leaveOut(harmless);
  const order = source.take('questionsOrder', z.string()) ?? source.take('questionOrder', z.string());
  if (order !== undefined && order !== 'initial' && order !== 'default') findings.refuse('questionsOrder', 'questions in random order have no counterpart', 'initial');
  source.refuseRest('the survey');
  const name = title ?? new Map([[main, 'Imported survey']]);
  if (title === null) findings.note('the survey has no title: "Imported survey"');
  places.push(...survey.questions.map(({ path }) => path));
  const draft = {
    questionnaireId: slugFrom(name.get(main) ?? ''),
    name,
    version: '1',
    description: description?.get(main) ?? '',
    languages: texts.languages(),
    closing,
    questions: survey.questions,
    skips,
  };
  return importFromDraft(draft, findings, collected);
}
