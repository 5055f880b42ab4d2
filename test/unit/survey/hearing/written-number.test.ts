import { expect, it } from '@jest/globals';
import { plainNumber } from '../../../../src/survey/hearing/written-number.js';

it.each([
  ['1250', '.', '1250'], ['1,250', '.', '1250'], ['1,250,000', '.', '1250000'], ['1,250.5', '.', '1250.5'], ['1.250,5', '.', '1250.5'], ['1.25', '.', '1.25'], ['1,25', '.', '1.25'], ['0,250', '.', '0.250'], ['1.250', '.', '1.250'],
  ['1.250', ',', '1250'], ['1.250.000', ',', '1250000'], ['1.250,50', ',', '1250.50'], ['1,250', ',', '1.250'], ['3.5', ',', '3.5'], ["1'250.50", '.', '1250.50'], ['1\u00a0250', ',', '1250'],
] as const)('reads %j where the decimal mark is %j as %j', (written, mark, expected) => {
  expect(plainNumber(written, mark)).toBe(expected);
});

it.each(['1,2,3', '1.2.3', '12,50,000', '1.250,50,1', '1,25.000.0'])('does not read %j as one number', (written) => {
  expect([plainNumber(written, '.'), plainNumber(written, ',')]).toEqual([null, null]);
});
