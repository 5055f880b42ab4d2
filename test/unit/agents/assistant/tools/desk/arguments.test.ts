import { describe, expect, it } from '@jest/globals';
import { appointmentTypeFrom } from '../../../../../../src/agents/assistant/tools/appointments/appointment-types.js';
import { emailFromSpoken } from '../../../../../../src/agents/assistant/tools/desk/email.js';
import { deskWordsIn, spokenMoment } from '../../../../../../src/agents/assistant/tools/desk/languages.js';
import { idFromSpoken } from '../../../../../../src/agents/assistant/tools/desk/spoken-id.js';
import { createWishes } from '../../../../../../src/agents/assistant/tools/orders/wishes.js';
import type { Creation } from '../../../../../../src/storage/service-desk/orders.js';
import { doctorKeyFrom } from '../../../../../../src/storage/service-desk/names.js';
import { createManualClock } from '../../../../../support/manual-clock.js';

describe('what a model gives', () => {
  it.each([
    [6, '6'],
    ['6', '6'],
    ['006', '6'],
    ['número 6', '6'],
    ['pedido nº 12', '12'],
    ['#3', '3'],
    ['seis', '6'],
    ['el veintitrés', '23'],
    ['number forty two', '42'],
    ['A1-B2', 'A1-B2'],
    ['no sé', null],
    [-4, null],
    [0, null],
    [undefined, null],
  ])('as an id, %p is %p', (given, id) => {
    expect(idFromSpoken(given, 'es-AR')).toBe(id);
  });
  it.each([
    ['Juan.Perez@Email.com', 'juan.perez@email.com'],
    ['juan punto perez arroba email punto com', 'juan.perez@email.com'],
    ['ana guion bajo lopez arroba mail punto com punto ar', 'ana_lopez@mail.com.ar'],
    ['john at example dot com', 'john@example.com'],
    ['juan@', null],
    ['juan@email', null],
    ['ju an@@email.com', null],
    ['<script>@email.com', null],
    [`${'a'.repeat(65)}@email.com`, null],
  ])('as an e-mail address, %s is %s', (given, email) => {
    expect(emailFromSpoken(given)).toBe(email);
  });
  it.each([
    ['consulta', 'consultation'],
    ['Control', 'follow-up'],
    ['urgencia', 'emergency'],
    ['chequeo', 'routine'],
    ['routine', 'routine'],
    ['follow-up', 'follow-up'],
    [undefined, 'consultation'],
  ])('as a type, %p is %s', (given, type) => {
    expect(appointmentTypeFrom(given)).toBe(type);
  });
  it.each(['Dr. Rodríguez', 'rodriguez', 'DOCTORA RODRÍGUEZ', 'la Dra. Rodriguez'])('as a doctor, %s is the same one', (given) => {
    expect(doctorKeyFrom(given)).toBe('rodriguez');
  });
});

describe('times in words', () => {
  const nowMs = Date.parse('2026-11-21T21:10:00Z');
  it.each([
    ['2026-11-23T09:30', 'lunes 23 de noviembre a las 9 y media de la mañana', 'Monday, November 23 at 9:30 AM'],
    ['2026-11-23T12:00', 'lunes 23 de noviembre a las 12 del mediodía', 'Monday, November 23 at noon'],
    ['2026-11-24T13:15', 'martes 24 de noviembre a la 1 y cuarto de la tarde', 'Tuesday, November 24 at 1:15 PM'],
    ['2027-01-01T20:05', 'viernes 1 de enero de 2027 a las 8 y 5 de la noche', 'Friday, January 1, 2027 at 8:05 PM'],
  ])('%s', (iso, spanish, english) => {
    const ms = Date.parse(`${iso}:00-03:00`);
    expect([spokenMoment(deskWordsIn('es-AR'), ms, nowMs), spokenMoment(deskWordsIn('en-GB'), ms, nowMs)]).toEqual([spanish, english]);
  });
});

describe('what is asked for again', () => {
  it('is the same wish only when nobody has heard of the first', async () => {
    const clock = createManualClock();
    const wishes = createWishes({ clock }, { patienceMs: 3000 });
    const seen: Creation[] = [];
    const ask = (work: () => Promise<string>): Promise<string> =>
      wishes.fulfil('two teas', (creation) => {
        seen.push(creation);
        return work();
      });
    await ask(() => Promise.resolve('told'));
    await expect(ask(() => Promise.reject(new Error('fault')))).rejects.toThrow('fault');
    await ask(() => Promise.resolve('after the fault'));
    let finish: (text: string) => void = () => undefined;
    const late = ask(() => new Promise((resolve) => (finish = resolve)));
    clock.advance(3000);
    const again = ask(() => Promise.resolve('found'));
    finish('too late');
    expect([await late, await again]).toEqual(['too late', 'found']);
    expect(seen[1]).toBe(seen[2]);
    expect(seen[3]).toBe(seen[4]);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(3);
  });

  it('is the same while the first is under way, one after another, until an answer came in time', async () => {
    const clock = createManualClock();
    const wishes = createWishes({ clock }, { patienceMs: 3000 });
    const begun: Creation[] = [];
    let finish: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    let finishSecond: () => void = () => undefined;
    const slowToo = new Promise<void>((resolve) => (finishSecond = resolve));
    const ask = (work: Promise<void> = Promise.resolve()): Promise<void> =>
      wishes.fulfil('two teas', (creation) => {
        begun.push(creation);
        return work;
      });
    const first = ask(slow);
    clock.advance(1000);
    // The model calls twice in one breath.
    const second = ask(slowToo);
    const third = ask();
    expect(begun).toHaveLength(1);
    clock.advance(2500);
    finish();
    await first;
    clock.advance(1000);
    finishSecond();
    await second;
    // It was told nothing in time: it has waited 3.5 s for the others, and worked for a moment only.
    await third;
    await ask();
    await ask();
    expect(new Set(begun.slice(0, 4)).size).toBe(1);
    expect(begun[4]).not.toBe(begun[0]);
  });
});
