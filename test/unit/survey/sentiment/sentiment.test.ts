import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { sentimentOf, sentiments } from '../../../../src/survey/sentiment/sentiment.js';

describe('English', () => {
  it.each([
    // Plain words.
    ['it was excellent', 'positive'],
    ['they were rude', 'negative'],
    ['I came on Tuesday with my brother', 'neutral'],
    // Negation, its reach and its ends.
    ['it was not good', 'negative'],
    ['I was not at all happy', 'negative'],
    ["I don't think the service was very good", 'negative'],
    ['there were no delays or problems', 'positive'],
    ['nobody was rude', 'positive'],
    ["I didn't go there, it was great", 'positive'],
    ['they did not wait and they were friendly', 'positive'],
    ['it used to be great', 'negative'],
    // Not to be extreme is not to be the opposite.
    ["it wasn't horrible", 'neutral'],
    // What should have been done.
    ['nobody answered', 'negative'],
    ['they never called me back', 'negative'],
    ['they said that they would ring on Monday and they did not', 'negative'],
    // Scales.
    ['a bit slow', 'negative'],
    ['a bit noisy', 'neutral'],
    ['so noisy', 'negative'],
    // "But" and "although".
    ['the driver was nice but the food was terrible', 'negative'],
    ['the food was terrible but the driver was nice', 'neutral'],
    ['it was slow at first but they were wonderful', 'positive'],
    ['the food was good but the waiter was slow', 'neutral'],
    ['although it was pricey I love it', 'positive'],
    // Sayings.
    ['not bad', 'positive'],
    ['no complaints', 'positive'],
    ['nothing wrong', 'positive'],
    ["couldn't be better", 'positive'],
    ['could be better', 'negative'],
    ['leaves a lot to be desired', 'negative'],
    ['thanks for nothing', 'negative'],
    ["I'm not sure", 'neutral'],
    ['neither good nor bad', 'neutral'],
    // Words that look like others.
    ["I'll tell you what I bought", 'neutral'],
    ['there were a few problems', 'negative'],
    ['it looks like the old one', 'neutral'],
    ['we keep going back', 'positive'],
    ['we are not going back', 'negative'],
    // Fillers.
    ['um well you know it was uh like really good', 'positive'],
    // Signs.
    ['👍👍', 'positive'],
    ['ok 😡', 'negative'],
  ])('%s: %s', (text, expected) => {
    expect(sentimentOf(text, 'en')).toBe(expected);
  });
});

describe('Spanish', () => {
  it.each([
    ['fue excelente', 'positive'],
    ['son unos groseros', 'negative'],
    ['fui el martes con mi hermano', 'neutral'],
    ['no me gustó', 'negative'],
    ['no me pareció que el servicio fuera bueno', 'negative'],
    // Several negations are one.
    ['no tuve ningún problema nunca', 'positive'],
    ['no hubo demoras ni errores', 'positive'],
    ['poco claros', 'negative'],
    ['nadie me contestó', 'negative'],
    ['antes era bueno', 'negative'],
    ['un poco lento', 'negative'],
    ['buenísimo', 'positive'],
    ['la comida riquísima pero la atención pésima', 'neutral'],
    ['lindo todo pero una estafa', 'negative'],
    ['al principio tardaron pero la atención fue excelente', 'positive'],
    ['para nada mal', 'positive'],
    ['no me puedo quejar', 'positive'],
    ['deja que desear', 'negative'],
    ['deja mucho que desear', 'negative'],
    ['podría ser mejor', 'negative'],
    ['más o menos', 'neutral'],
    ['fuimos por la tarde con mi padre', 'neutral'],
    ['llegaron tarde', 'negative'],
    ['la calidad', 'neutral'],
    ['no sé', 'neutral'],
    ['bueno no sabría decirle', 'neutral'],
    ['la neta está bien padre', 'positive'],
    ['re copado', 'positive'],
    ['una porquería', 'negative'],
    ['estuvo bueno no', 'positive'],
    ['👎', 'negative'],
  ])('%s: %s', (text, expected) => {
    expect(sentimentOf(text, 'es-AR')).toBe(expected);
  });

  it('needs no accents', () => {
    expect(sentimentOf('rapido y comodisimo', 'es-MX')).toBe('positive');
    expect(sentimentOf('PÉSIMO', 'es-ES')).toBe('negative');
  });
});

describe('languages', () => {
  it('reads the primary subtag, in any case', () => {
    expect(sentimentOf('excellent', 'en-GB')).toBe('positive');
    expect(sentimentOf('excellent', 'EN_us')).toBe('positive');
  });
  it('is neutral about a language that it does not know', () => {
    expect(sentimentOf('excellent', 'fr-FR')).toBe('neutral');
    expect(sentimentOf('excellent', '')).toBe('neutral');
    expect(sentimentOf('excellent', 'eng')).toBe('neutral');
  });
});

describe('limits', () => {
  it('reads the first 4000 characters', () => {
    expect(sentimentOf(`${'x '.repeat(1990)}excellent`, 'en')).toBe('positive');
    expect(sentimentOf(`${'x '.repeat(2000)}excellent`, 'en')).toBe('neutral');
  });
  it('is neutral about nothing', () => {
    expect(sentimentOf('', 'en')).toBe('neutral');
    expect(sentimentOf(' … ?! ', 'es')).toBe('neutral');
  });
});

describe('labelled remarks', () => {
  const remarks = z.array(z.strictObject({ text: z.string(), label: z.enum(sentiments), part: z.enum(['tune', 'held-out']) }));
  // A little under what was measured; see the line that each test prints.
  it.each([
    ['english', 'en', 'tune', 0.9],
    ['english', 'en', 'held-out', 0.83],
    ['spanish', 'es', 'tune', 0.9],
    ['spanish', 'es', 'held-out', 0.85],
  ])('%s (%s), %s: at least %d are right', (name, language, part, floor) => {
    const file = new URL(`../../../fixtures/sentiment/${name}.json`, import.meta.url);
    const labelled = remarks.parse(JSON.parse(readFileSync(file, 'utf8'))).filter((remark) => remark.part === part);
    const right = labelled.filter(({ text, label }) => sentimentOf(text, language) === label).length;
    process.stdout.write(`sentiment, ${name}, ${part}: ${right} of ${labelled.length} right\n`);
    expect(labelled).toHaveLength(48);
    expect(right / labelled.length).toBeGreaterThanOrEqual(floor);
  });
});
