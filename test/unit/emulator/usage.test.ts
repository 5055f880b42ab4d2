import { expect, it } from '@jest/globals';
import { createUsage } from '../../../src/emulator/usage.js';

it('reports what was used since the last time, and all in all', () => {
  const usage = createUsage();
  usage.speechIn(1000);
  usage.textIn(10);
  expect(usage.take()).toEqual({
    details: {
      delta: { input: { speechTokens: 25, textTokens: 3 }, output: { speechTokens: 0, textTokens: 0 } },
      total: { input: { speechTokens: 25, textTokens: 3 }, output: { speechTokens: 0, textTokens: 0 } },
    },
    totalInputTokens: 28,
    totalOutputTokens: 0,
    totalTokens: 28,
  });
  expect(usage.take()).toBeNull();
  usage.speechOut(2000);
  usage.textOut(8);
  expect(usage.take()).toMatchObject({ details: { delta: { output: { speechTokens: 50, textTokens: 2 } } }, totalOutputTokens: 52, totalTokens: 80 });
});
