import { expect, it } from '@jest/globals';
import { systemClock } from '../../../../src/kernel/clock.js';
import { createPassageSearch } from '../../../../src/knowledge/search/passage-search.js';
import { handbookPages } from '../../../support/pdfs.js';

it('survives the loss of its worker: it says so, and takes documents in again', async () => {
  const lost: string[] = [];
  const search = createPassageSearch({ clock: systemClock, log: (event) => lost.push(event), onLost: () => lost.push('lost') }, { maxHeapMb: 24 });
  const text = Buffer.from(handbookPages.join('\f'));
  expect(await search.add('handbook', 'en', text)).toBe(true);
  let word = 0;
  const manyWords = Buffer.from(Array.from({ length: 500_000 }, () => `w${(word += 1).toString(36)}`).join(' '));
  expect(await search.add('dictionary', 'en', manyWords)).toBe(false);
  expect(lost).toEqual(['knowledge_index_lost', 'lost']);
  expect([search.has('handbook'), search.arriving]).toEqual([false, 0]);
  expect(await search.search('parental leave', { limit: 1, language: 'en' })).toEqual([]);
  expect(await search.add('handbook', 'en', text)).toBe(true);
  expect(await search.search('parental leave', { limit: 1, language: 'en' })).toMatchObject([{ documentId: 'handbook', page: 37, score: 1 }]);
  await search.close();
  expect(await search.add('handbook', 'en', text)).toBe(false);
});

it('answers questions while it takes a book in, and forgets one that is removed meanwhile', async () => {
  const search = createPassageSearch({ clock: systemClock, log: () => undefined, onLost: () => undefined });
  await search.add('handbook', 'en', Buffer.from(handbookPages.join('\f')));
  const arriving = search.add('long', 'en', Buffer.from(Array.from({ length: 2000 }, (_, n) => `Page ${n}. ${handbookPages[n % 200] ?? ''}`).join('\f')));
  const [best] = await search.search('orthodontic treatment', { limit: 1, language: 'en' });
  expect([best?.documentId, best?.page, search.arriving]).toEqual(['handbook', 120, 1]);
  search.remove('long');
  expect(await arriving).toBe(false);
  expect((await search.search('orthodontic treatment', { limit: 5, language: 'en' })).map(({ documentId }) => documentId)).toEqual(['handbook']);
  await search.close();
});
