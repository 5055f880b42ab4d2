import { expect, it } from '@jest/globals';
import { codebookFrom } from '../../../../src/survey/exporting/codebook.js';
import { chunksFrom } from '../../../../src/survey/exporting/row-writer.js';
import { createSpssWriter } from '../../../../src/survey/exporting/spss.js';
import { loaded, options, question } from '../small-questionnaire.js';
import { everyType, given, interviewOf, sample } from './sample.js';

it('writes data of one line each, text in quotes and as it was said', () => {
  expect([...chunksFrom(createSpssWriter(codebookFrom(everyType)), sample)].slice(1)).toEqual([
    '"s1","+49 30 1234","1","en-US","2026-03-01T10:00:00.000Z","2026-03-01T10:02:30.400Z",150,"complete","1.1",1,3,"=HYPERLINK(""http://x"",""on foot"")",1,0,1,0,"3 1 2 4",5,0,-12.50,"2024-05-03",1,1987,"Good, ""really"" גדול 🚌",1,"positive"\r\n',
    '"s2",,"1","en-US","2026-03-01T10:00:00.000Z","2026-03-01T10:02:30.400Z",150,"complete","1.1",97,98,,99,99,99,99,"1 2 3 4",97,98,9999.00,,97,98,,98,\r\n',
    '"s3",,"1","en-US","2026-03-01T10:00:00.000Z",,,"refused","2.11",,,,,,,,,,,,,,,,,\r\n',
    '',
  ]);
});

const little = loaded([
  question('fun', 'yes_no', { questionText: "Wasn't it \"fun\"?\nReally?" }),
  question('likes', 'multiple_choice', { options: options('Red', 'Blue') }),
  question('cost', 'numeric', { configuration: { minValue: 0, maxValue: 500, decimals: 2 } }),
  question('day', 'date'),
  question('why', 'open_ended', { questionText: `${'It was the best of times, it was the worst. '.repeat(2)}Why?` }),
]);

it('writes syntax that reads the data, as wide as they are', () => {
  const writer = createSpssWriter(codebookFrom(little));
  expect([...chunksFrom(writer, [interviewOf(little, { fun: given(true), likes: given(['red']), cost: given(20), day: given('2024-02-29'), why: given('Größe 🚌') })])]).toHaveLength(3);
  expect(writer.syntax("it's.dat")).toBe(`* Encoding: UTF-8.
* small 1: run it in the directory of the data, or write the full path into FILE.

SET DECIMAL=DOT.
GET DATA
  /TYPE=TXT
  /FILE='it''s.dat'
  /ENCODING='UTF8'
  /DELCASE=LINE
  /DELIMITERS=","
  /QUALIFIER='"'
  /ARRANGEMENT=DELIMITED
  /FIRSTCASE=2
  /VARIABLES=
    session_id A2
    user_id A1
    version A1
    language A5
    started A24
    ended A24
    seconds F3.0
    status A8
    aapor A3
    fun F2.0
    likes_1 F2.0
    likes_2 F2.0
    cost F6.2
    day SDATE10
    day_outcome F2.0
    why A12
    why_outcome F2.0.
VARIABLE LABELS
  session_id 'Interview'
  /user_id 'Participant'
  /version 'Version of the questionnaire'
  /language 'Language'
  /started 'Start (ISO 8601, UTC)'
  /ended 'End (ISO 8601, UTC)'
  /seconds 'Duration in seconds'
  /status 'How the interview ended'
  /aapor 'Final disposition code (AAPOR)'
  /fun 'Wasn''t it "fun"? Really?'
  /likes_1 'Red | Text of likes.'
  /likes_2 'Blue | Text of likes.'
  /cost 'Text of cost.'
  /day 'Text of day.'
  /day_outcome 'Outcome | Text of day.'
  /why 'It was the best of times, it was the worst. It was' +
      ' the best of times, it was the worst. Why?'
  /why_outcome 'Outcome | It was the best of times, it was the wor' +
      'st. It was the best of times, it was the worst. Wh' +
      'y?'.
VALUE LABELS
  fun
    1 'Yes'
    0 'No'
    97 'Does not know'
    98 'Prefers not to say'
    99 'No answer'
  /likes_1
    1 'Yes'
    0 'No'
    97 'Does not know'
    98 'Prefers not to say'
    99 'No answer'
  /likes_2
    1 'Yes'
    0 'No'
    97 'Does not know'
    98 'Prefers not to say'
    99 'No answer'
  /cost
    997 'Does not know'
    998 'Prefers not to say'
    999 'No answer'
  /day_outcome
    1 'Answered'
    97 'Does not know'
    98 'Prefers not to say'
    99 'No answer'
  /why_outcome
    1 'Answered'
    97 'Does not know'
    98 'Prefers not to say'
    99 'No answer'.
MISSING VALUES
  fun (97, 98, 99)
  /likes_1 (97, 98, 99)
  /likes_2 (97, 98, 99)
  /cost (997, 998, 999)
  /day_outcome (97, 98, 99)
  /why_outcome (97, 98, 99).
VARIABLE LEVEL
  seconds
  cost (SCALE).
VARIABLE LEVEL
  fun
  likes_1
  likes_2
  day_outcome
  why_outcome (NOMINAL).
MRSETS
  /MDGROUP NAME=$likes
    LABEL='Text of likes.'
    VARIABLES=
      likes_1
      likes_2
    VALUE=1.
EXECUTE.
`);
});

it('cuts labels to what SPSS allows, between characters', () => {
  const long = loaded([question('q', 'open_ended', { questionText: `a${'🚌'.repeat(100)}` })]);
  const label = /\/q ((?:.|\n)*?)\n {2}\//.exec(createSpssWriter(codebookFrom(long)).syntax('d'))?.[1] ?? '';
  expect(label.replace(/' \+\n {6}'/g, '')).toBe(`'a${'🚌'.repeat(63)}'`);
});
