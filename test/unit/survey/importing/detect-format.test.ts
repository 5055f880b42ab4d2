import { expect, it } from '@jest/globals';
import { detectFormat } from '../../../../src/survey/importing/detect-format.js';

it.each([
  ['{"pages": []}', 'a.json', 'surveyjs'],
  ['\uFEFF {"title": "x", "elements": []}', 'a.txt', 'surveyjs'],
  ['{"survey_id": "1", "sections": []}', 'a.json', 'ons'],
  ['{"questionnaireId": "q", "questions": []}', 'a.json', 'voiceter'],
  ['<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms">', 'a.xml', 'xform'],
  ['type,name,label\ntext,a,A?', 'survey.csv', 'xlsform'],
  ['"type";"name"\n', 'survey.CSV', 'xlsform'],
  ['type,name,label\n', 'survey.json', null],
  ['{"pages": ', 'a.json', null],
  ['[]', 'a.json', null],
  ['<svg/>', 'a.xml', null],
  ['', 'a.csv', null],
])('takes %s in %s for %s', (text, fileName, format) => {
  expect(detectFormat(text, fileName)).toBe(format);
});
