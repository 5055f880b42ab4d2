import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeFileName } from '../../../src/knowledge/file-name.js';

it.each([
  ['Guía del empleado.PDF', 'Guía del empleado.pdf'],
  ['../../etc/passwd', 'passwd.pdf'],
  ['C:\\Users\\me\\plan.pdf', 'plan.pdf'],
  ['a\u0000b\u202egnp.pdf', 'a_b_gnp.pdf'],
  ['what? "this"|<now>.pdf', 'what_ _this___now_.pdf'],
  ['...', 'document.pdf'],
  ['', 'document.pdf'],
])('%j becomes %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});

it('whatever came, the name is one name, short, and of a PDF', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const safe = safeFileName(name);
      expect(safe).toMatch(/^[^/\\\p{C}<>:"|?*]+\.pdf$/u);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(154);
      expect(safe.startsWith('.')).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
