import { describe, expect, it } from '@jest/globals';
import { createPassageIndex } from '../../../../src/knowledge/search/passage-index.mjs';
import { passagesOf } from '../../../../src/knowledge/search/passages.mjs';
import { createTermMaker, languageOf } from '../../../../src/knowledge/search/words.mjs';
import { bookletPages, handbookPages } from '../../../support/pdfs.js';

function library() {
  const index = createPassageIndex();
  for (const passage of passagesOf(handbookPages)) index.add('handbook', 'en', passage);
  for (const [page, text] of bookletPages.entries()) index.add('booklet', 'es', { text, page: page + 1 });
  return index;
}
const index = library();
const placeOf = (question: string, language: 'en' | 'es' = 'en', from = index) => {
  const [best] = from.search({ question, limit: 3, language });
  return best === undefined ? null : `${best.documentId} ${best.page}`;
};

describe('finding passages', () => {
  it.each([
    ['How many weeks of parental leave do fathers get?', 'handbook 37'],
    ["I'd like to know whether braces are paid for, I mean orthodontic treatments", 'handbook 120'],
    ['what is the leave for parents who adopted a child', 'handbook 37'],
    ['DENTAL', 'handbook 120'],
    ['ortodontic treatmant', 'handbook 120'],
  ])('in English: %s', (question, place) => {
    expect(placeOf(question)).toBe(place);
  });
  it.each([
    ['¿Cuántos días de vacaciones tengo al año?', 'booklet 2'],
    ['cuantos dias de vacaciones tengo', 'booklet 2'],
    ['quiero devolver un producto, ¿cuánto tiempo tengo para devolverlo?', 'booklet 1'],
    ['formación de la organización', 'booklet 3'],
    ['la politica de devolucion', 'booklet 1'],
  ])('in Spanish: %s', (question, place) => {
    expect(placeOf(question, 'es')).toBe(place);
  });
  it.each(['What is the capital of France?', 'Is there a swimming pool on the roof?', '¿Qué tiempo hará mañana en Sevilla?', 'and what about it, please?', '', '¿?'])('what is not there is not found: %s', (question) => {
    expect(placeOf(question, 'es')).toBeNull();
  });
  it('gives what the passage holds of the question, from 0 to 1', () => {
    const [best] = index.search({ question: 'orthodontic treatment', limit: 1, language: 'en' });
    expect(best).toMatchObject({ documentId: 'handbook', page: 120, score: 1 });
    expect(index.search({ question: 'building desk Monday', limit: 4, language: 'en' })).toHaveLength(4);
  });
  it('forgets a document with all its words', () => {
    const own = library();
    own.remove('handbook');
    own.remove('handbook');
    expect(placeOf('orthodontic treatment', 'en', own)).toBeNull();
    expect(placeOf('vacaciones', 'es', own)).toBe('booklet 2');
    for (const passage of passagesOf(handbookPages)) own.add('again', 'en', passage);
    expect(placeOf('orthodontic treatment', 'en', own)).toBe('again 120');
  });
});

describe('words', () => {
  it('of Spanish are the same with and without the accent of their ending', () => {
    const maker = createTermMaker('es');
    expect(maker.ofText('organizacion organización organizaciones')).toEqual(['organiz', 'organiz', 'organiz']);
  });
  it('of a question leave out what merely asks', () => {
    expect(createTermMaker('en').ofQuestion("Could you please tell me what the employees' dental plan is, and the dental limit?")).toEqual(['employe', 'dental', 'plan', 'limit']);
    expect(createTermMaker('es').ofQuestion('¿Me puede decir cuál es el horario?')).toEqual(['horari']);
  });
  it('tell the language', () => {
    expect([languageOf(handbookPages[0] ?? ''), languageOf(bookletPages[0] ?? ''), languageOf('12 34')]).toEqual(['en', 'es', 'en']);
  });
});
