import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FaultInput } from '../../../../src/emulator/faults/fault.js';
import { faultsFromText, randomFaults } from '../../../../src/emulator/faults/random-faults.js';
import { ok, refuse } from '../../../../src/kernel/result.js';

const menu: readonly FaultInput[] = [
  { kind: 'reset', when: { at: { output: 'audioOutput', nth: 40 } } },
  { kind: 'throttled' },
  { kind: 'goaway', when: { at: { afterMs: 5000 } } },
];
const seeds = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('faults by chance', () => {
  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (seed, probability, spread) => {
        const options = { streams: 50, probability, menu, spread };
        expect(randomFaults(seed, options)).toEqual(randomFaults(seed, options));
      }),
      { numRuns: 1000 },
    );
  });

  it('come at most once a stream, in the streams that were asked for, at points no later than those of the menu', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const faults = randomFaults(seed, { streams: 20, probability: 0.6, menu, spread: true });
        const numbers = faults.flatMap(({ when: { streams } }) => (Array.isArray(streams) ? streams : [NaN]));
        expect(new Set(numbers).size).toBe(faults.length);
        expect(numbers.every((number) => number >= 1 && number <= 20)).toBe(true);
        for (const fault of faults) {
          if (!('at' in fault.when) || typeof fault.when.at === 'string') continue;
          const { at } = fault.when;
          if ('afterMs' in at) expect(at.afterMs).toBeLessThanOrEqual(5000);
          else expect(at.nth >= 1 && at.nth <= 40).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('differ between seeds, and are about as many as the probability says', () => {
    const counts = Array.from({ length: 100 }, (_, seed) => randomFaults(seed, { streams: 100, probability: 0.3, menu }).length);
    expect(new Set(counts).size).toBeGreaterThan(5);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(mean).toBeGreaterThan(27);
    expect(mean).toBeLessThan(33);
    expect(randomFaults(1, { probability: 1, menu })).toHaveLength(100);
    expect(randomFaults(1, { probability: 0, menu })).toEqual([]);
  });

  it('are refused without a menu', () => {
    expect(() => randomFaults(1, { probability: 1, menu: [] })).toThrow(/menu/);
  });
});

describe('faults from text', () => {
  const clean = { kind: 'clean_end', when: { streams: { next: 1 }, at: 'open' } };
  it('may be one, a list, or a plan of chance', () => {
    expect(faultsFromText('{"kind":"clean_end"}')).toEqual(ok([clean]));
    expect(faultsFromText('[{"kind":"clean_end"},{"kind":"clean_end"}]')).toEqual(ok([clean, clean]));
    expect(faultsFromText('{"random":{"seed":1,"streams":1,"probability":1,"menu":[{"kind":"clean_end"}]}}')).toEqual(
      ok([{ kind: 'clean_end', when: { streams: [1], at: 'open' } }]),
    );
  });
  it.each<[string, RegExp]>([
    ['{', /^this is no JSON; a fault looks like \{"kind":"reset"/],
    ['[{"kind":"clean_end"},{"kind":"x"}]', /^\[1\] kind: one of /],
    ['{"random":{"seed":1,"menu":[]}}', /probability: /],
    ['{"random":{"seed":1,"probability":1,"menu":[{"kind":"slow"}]}}', /^menu: \[0\] delayMs: /],
  ])('%s is refused with the place', (text, words) => {
    expect(faultsFromText(text)).toEqual(refuse(expect.stringMatching(words)));
  });
});
