import { describe, expect, it } from '@jest/globals';
import { compareIdentity, createIdentityChecks } from '../../../../../../src/agents/assistant/tools/desk/identity.js';

const owner = { name: 'Juan Carlos Pérez', dni: '12345678' };

describe('who asks', () => {
  it.each([
    ['the whole name', { name: 'Juan Carlos Pérez' }, 'verified'],
    ['first and last name, without accents', { name: 'JUAN PEREZ' }, 'verified'],
    ['more of the name than is on record', { name: 'Juan Carlos Pérez Gómez' }, 'verified'],
    ['the DNI as digits', { dni: 12345678 }, 'verified'],
    ['the DNI with points', { dni: '12.345.678' }, 'verified'],
    ['both', { name: 'Juan Pérez', dni: '12345678' }, 'verified'],
    ['the first name with the DNI', { name: 'Juan', dni: '12345678' }, 'verified'],
    ['a title before the name', { name: 'Sr. Juan Pérez' }, 'verified'],
    ['another last name', { name: 'Juan García' }, 'mismatch'],
    ['another first name', { name: 'Pedro Pérez' }, 'mismatch'],
    ['names the wrong way round', { name: 'Pérez Juan' }, 'mismatch'],
    ['another DNI', { dni: '12345679' }, 'mismatch'],
    ['part of the DNI', { dni: '1234567' }, 'mismatch'],
    ['the right name with another DNI', { name: 'Juan Pérez', dni: '11111111' }, 'mismatch'],
    ['the right DNI with another name', { name: 'María García', dni: '12345678' }, 'mismatch'],
    ['the right DNI with another first name', { name: 'Pedro', dni: '12345678' }, 'mismatch'],
    ['one name', { name: 'Juan' }, 'incomplete'],
    ['a title and a name', { name: 'Sr. Pérez' }, 'incomplete'],
    ['nothing', {}, 'incomplete'],
    ['a DNI without digits', { dni: 'no sé' }, 'incomplete'],
  ] as const)('%s: %s', (_what, claim, answer) => {
    expect(compareIdentity(claim, owner)).toBe(answer);
  });
  it('a DNI that is not on record verifies nobody, and does not stand in the way of the name', () => {
    expect(compareIdentity({ dni: '12345678' }, { name: 'Juan Pérez' })).toBe('mismatch');
    expect(compareIdentity({ dni: '12345678', name: 'Juan Pérez' }, { name: 'Juan Pérez' })).toBe('verified');
    expect(compareIdentity({ name: 'Ana Ana' }, { name: 'Ana' })).toBe('mismatch');
  });
  it('may be wrong five times in a conversation, whoever checks', () => {
    const checks = createIdentityChecks();
    const wrong = { dni: '1' };
    const first = checks.of('a');
    expect([1, 2, 3, 4].map(() => first.verify(wrong, owner))).toEqual(['mismatch', 'mismatch', 'mismatch', 'mismatch']);
    expect(first.verify({}, owner)).toBe('incomplete');
    expect(checks.of('a').verify({ dni: '12345678' }, owner)).toBe('verified');
    expect(checks.of('a').verify(wrong, owner)).toBe('mismatch');
    expect(first.isLocked).toBe(true);
    expect(first.verify({ dni: '12345678' }, owner)).toBe('locked');
    expect(checks.of('b').verify({ dni: '12345678' }, owner)).toBe('verified');
  });
});
