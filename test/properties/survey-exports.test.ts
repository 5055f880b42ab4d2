import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, Answers } from '../../src/survey/answer.js';
import { cellsFrom } from '../../src/survey/exporting/cells.js';
import { codebookFrom } from '../../src/survey/exporting/codebook.js';
import { createCsvWriter } from '../../src/survey/exporting/csv.js';
import { chunksFrom } from '../../src/survey/exporting/row-writer.js';
import { createSpssWriter } from '../../src/survey/exporting/spss.js';
import { createTripleSWriter } from '../../src/survey/exporting/triple-s.js';
import { rowsFromCsv, unmarked } from '../unit/survey/exporting/csv-parser.js';
import { everyType, interviewOf } from '../unit/survey/exporting/sample.js';

const words = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', '\r', '\n', '\t', ' ', 'a', 'א', '😀'), maxLength: 12 }));
const none = fc.constantFrom('dont_know', 'refused', 'no_response').map((outcome): Answer => ({ outcome, value: null }));
const some = (value: fc.Arbitrary<Answer['value']>): fc.Arbitrary<Answer> => fc.oneof({ weight: 4, arbitrary: value.map((given): Answer => ({ outcome: 'answered', value: given })) }, none);

const answers: fc.Arbitrary<Answers> = fc.record({
  came: some(fc.boolean()),
  how: fc.oneof(some(fc.constantFrom('bus', 'tram')), words.map((otherText): Answer => ({ outcome: 'answered', value: 'other', otherText }))),
  likes: some(fc.subarray(['seats', 'staff', 'wifi'], { minLength: 1 })),
  score: some(fc.integer({ min: 1, max: 5 })),
  nps: some(fc.integer({ min: 0, max: 10 })),
  price: some(fc.integer({ min: -10000, max: 100000 }).map((cents) => cents / 100)),
  day: some(fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))),
  born: some(fc.integer({ min: 1900, max: 2020 }).map(String)),
  why: some(words),
});
const interviews = fc.array(fc.tuple(answers, words), { minLength: 1, maxLength: 4 }).map((all) => all.map(([given, userId], index) => interviewOf(everyType, given, { sessionId: `s${index}`, userId })));

const book = codebookFrom(everyType);

it('gives back every value that was written to CSV', () => {
  fc.assert(
    fc.property(interviews, (given) => {
      const [header, ...rows] = rowsFromCsv([...chunksFrom(createCsvWriter(book), given)].join(''));
      expect(header).toEqual(book.variables.map(({ name }) => name));
      expect(rows.map((row) => row.map((field, index) => (book.variables[index]?.type.kind === 'text' ? unmarked(field) : field)))).toEqual(
        given.map((interview) => cellsFrom(book, interview).map((cell) => (cell === null ? '' : String(cell)))),
      );
    }),
    { numRuns: 1000 },
  );
});

it('writes no cell to CSV that a spreadsheet would calculate, unless it is a number', () => {
  fc.assert(
    fc.property(interviews, (given) => {
      const [, ...rows] = rowsFromCsv([...chunksFrom(createCsvWriter(book), given)].join(''));
      expect(rows.flat().filter((field) => /^[=+\-@\t\r]/.test(field) && !/^-?\d+(\.\d+)?$/.test(field))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

it('writes one line for each interview for SPSS and Triple-S, all fields there', () => {
  fc.assert(
    fc.property(interviews, (given) => {
      for (const [writer, columns] of [[createSpssWriter(book), book.variables.length], [createTripleSWriter(book), book.variables.length - 3]] as const) {
        const text = [...chunksFrom(writer, given)].join('');
        const lines = text.split('\r\n');
        expect([lines.length, lines.at(-1), /[\r\n]/.test(lines.join('')), writer.rows]).toEqual([given.length + 2, '', false, given.length]);
        expect(rowsFromCsv(text).map((row) => row.length)).toEqual(Array.from({ length: given.length + 1 }, () => columns));
      }
    }),
    { numRuns: 500 },
  );
});
