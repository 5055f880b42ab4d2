import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { createJsonWriter } from '../../../../src/survey/exporting/json.js';
import { chunksFrom } from '../../../../src/survey/exporting/row-writer.js';
import { sample } from './sample.js';

const text = (lines: boolean, interviews = sample): string => [...chunksFrom(createJsonWriter({ lines }), interviews)].join('');

/** What is named here comes first. */
const records = z.array(z.looseObject({ answers: z.array(z.looseObject({ questionId: z.string() })) }));

it('keeps ids and values as the questionnaire has them, with the words that were asked', () => {
  const [first, , third] = records.parse(JSON.parse(text(false)));
  expect(Object.entries(first ?? {}).slice(1)).toEqual([
    ['sessionId', 's1'],
    ['userId', '+49 30 1234'],
    ['version', '1'],
    ['language', 'en-US'],
    ['startedAt', '2026-03-01T10:00:00.000Z'],
    ['endedAt', '2026-03-01T10:02:30.400Z'],
    ['seconds', 150],
    ['status', 'complete'],
    ['aapor', '1.1'],
  ]);
  expect(first?.answers.map(({ questionId }) => questionId)).toEqual(['came', 'how', 'likes', 'score', 'nps', 'price', 'day', 'born', 'why']);
  expect(first?.answers[2]).toEqual({
    questionId: 'likes',
    type: 'multiple_choice',
    question: 'Text of likes.',
    outcome: 'answered',
    value: ['seats', 'wifi'],
    label: 'Seats and WLAN für alle',
    via: 'voice',
    optionsShown: ['wifi', 'seats', 'staff', 'none'],
  });
  expect(first?.answers[8]).toEqual({
    questionId: 'why', type: 'open_ended', question: 'Text of why.', outcome: 'answered', value: 'Good, "really"\nגדול 🚌', label: 'Good, "really"\nגדול 🚌', via: 'voice', provisional: true, sentiment: 'positive',
  });
  expect(third).toMatchObject({ sessionId: 's3', endedAt: null, seconds: null, status: 'refused', answers: [] });
});

it('writes one record a line, also inside an array', () => {
  const lines = text(true).split('\n');
  expect(lines.map((line) => line.slice(0, 17))).toEqual(['{"sessionId":"s1"', '{"sessionId":"s2"', '{"sessionId":"s3"', '']);
  expect(JSON.parse(text(false))).toEqual(lines.slice(0, 3).map((line): unknown => JSON.parse(line)));
  expect([text(false, []), text(true, [])]).toEqual(['[\n]\n', '']);
});
