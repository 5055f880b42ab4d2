import { expect, it } from '@jest/globals';
import { codebookFrom } from '../../../../src/survey/exporting/codebook.js';
import { createCsvWriter, numberText, safeText } from '../../../../src/survey/exporting/csv.js';
import { chunksFrom } from '../../../../src/survey/exporting/row-writer.js';
import type { ExportedInterview } from '../../../../src/survey/exporting/exported-interview.js';
import { loaded, options, question } from '../small-questionnaire.js';
import { rowsFromCsv } from './csv-parser.js';
import { everyType, given, interviewOf, sample } from './sample.js';

const header =
  'session_id,user_id,version,language,started,ended,seconds,status,aapor,came,how,how_other,likes_1,likes_2,likes_3,likes_4,likes_order,score,nps,price,day,day_outcome,born,why,why_outcome,why_sentiment\r\n';

it('writes codes, one column for each option, and what was not asked as blank', () => {
  expect([...chunksFrom(createCsvWriter(codebookFrom(everyType)), sample)]).toEqual([
    `\uFEFF${header}`,
    `s1,'+49 30 1234,1,en-US,2026-03-01T10:00:00.000Z,2026-03-01T10:02:30.400Z,150,complete,1.1,1,3,"'=HYPERLINK(""http://x"",""on foot"")",1,0,1,0,3 1 2 4,5,0,-12.5,2024-05-03,1,1987,"Good, ""really""\nגדול 🚌",1,positive\r\n`,
    's2,,1,en-US,2026-03-01T10:00:00.000Z,2026-03-01T10:02:30.400Z,150,complete,1.1,97,98,,99,99,99,99,1 2 3 4,97,98,9999,,97,98,,98,\r\n',
    's3,,1,en-US,2026-03-01T10:00:00.000Z,,,refused,2.11,,,,,,,,,,,,,,,,,\r\n',
    '',
  ]);
});

it('writes labels where they are wanted, and numbers of scales as numbers', () => {
  const rows = rowsFromCsv([...chunksFrom(createCsvWriter(codebookFrom(everyType), { labels: true, byteOrderMark: false }), sample)].join(''));
  expect(rows.map((row) => row.slice(9, 20))).toEqual([
    ['came', 'how', 'how_other', 'likes_1', 'likes_2', 'likes_3', 'likes_4', 'likes_order', 'score', 'nps', 'price'],
    ['Yes', 'Something else', `'=HYPERLINK("http://x","on foot")`, 'Yes', 'No', 'Yes', 'No', '3 1 2 4', '5', '0', '-12.5'],
    ['Does not know', 'Rather not say', '', 'No answer', 'No answer', 'No answer', 'No answer', '1 2 3 4', 'Does not know', 'Prefers not to say', 'No answer'],
    ['', '', '', '', '', '', '', '', '', '', ''],
  ]);
});

it('marks what a spreadsheet would calculate, and what looks so already', () => {
  const words = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", "''@", 'a=1', "'tis", '', '1'];
  expect(words.map(safeText)).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "'＝1", "''=1", "'''@", 'a=1', "'tis", '', '1']);
});

it('writes numbers without exponents', () => {
  expect([1e12, -1e12, 0.1, -12.5, 0.000001, 1000000.25, -0, 9999999999999].map(numberText)).toEqual(['1000000000000', '-1000000000000', '0.1', '-12.5', '0.000001', '1000000.25', '0', '9999999999999']);
});

it('leaves blank the options that were not offered', () => {
  const asked = loaded([
    question('q1', 'single_choice', { options: options('Red', 'Blue') }),
    question('q2', 'multiple_choice', {
      options: [...options('Any'), { optionId: 'red', optionText: 'Reds', displayLogic: { conditions: "q1 = 'red'" } }, { optionId: 'blue', optionText: 'Blues', displayLogic: { conditions: "q1 = 'blue'" } }],
    }),
  ]);
  const text = [...chunksFrom(createCsvWriter(codebookFrom(asked)), [interviewOf(asked, { q1: given('red'), q2: given(['any']) })])].join('');
  expect(rowsFromCsv(text).map((row) => row.slice(9))).toEqual([['q1', 'q2_1', 'q2_2', 'q2_3'], ['1', '1', '0', '']]);
});

it('leaves out what is not on the path', () => {
  const asked = loaded([
    question('q1', 'yes_no'),
    question('q2', 'open_ended', { displayLogic: { conditions: 'q1 = true' } }),
    question('q3', 'nps'),
    question('q4', 'nps'),
  ]);
  const answers = { q1: given(false), q2: given('Said before the correction.'), q4: given(3) };
  const text = [...chunksFrom(createCsvWriter(codebookFrom(asked)), [interviewOf(asked, answers)])].join('');
  expect(rowsFromCsv(text).map((row) => row.slice(9))).toEqual([['q1', 'q2', 'q2_outcome', 'q3', 'q4'], ['0', '', '', '', '']]);
});

it('takes the next interview only when the one before it has been taken away', () => {
  let made = 0;
  function* endless(): Generator<ExportedInterview> {
    for (;;) {
      made += 1;
      yield interviewOf(everyType, { came: given(made % 2 === 0) }, { sessionId: `s${made}` });
    }
  }
  const writer = createCsvWriter(codebookFrom(everyType));
  const chunks = chunksFrom(writer, endless());
  chunks.next();
  expect([made, writer.rows]).toEqual([0, 0]);
  chunks.next();
  expect([made, writer.rows]).toEqual([1, 1]);
  for (let count = 0; count < 499; count += 1) chunks.next();
  expect([made, writer.rows]).toEqual([500, 500]);
});
