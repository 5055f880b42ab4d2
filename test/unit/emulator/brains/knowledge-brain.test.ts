import { expect, it } from '@jest/globals';
import type { BrainEvent } from '../../../../src/emulator/brains/brain.js';
import { createKnowledgeBrain, sentencesAbout } from '../../../../src/emulator/brains/knowledge-brain.js';
import type { JsonObject } from '../../../../src/kernel/json.js';

const tools = ['search_documents', 'list_documents'].map((name) => ({ name, description: '', inputSchema: {} }));
const english = () => createKnowledgeBrain({ systemPrompt: 'You are a friendly assistant that answers questions from the documents.', tools, history: [], voiceId: 'tiffany' });
const spanish = () => createKnowledgeBrain({ systemPrompt: 'Es un asistente amable que responde a preguntas sobre los documentos.', tools, history: [], voiceId: 'lupe' });
const said = (text: string, overlapped = false): BrainEvent => ({ kind: 'userText', text, source: 'typed', overlapped });
const gave = (result: JsonObject): BrainEvent => ({ kind: 'toolResult', tool: '', toolUseId: '', result });

it('searches for any question, and tells the best passage with its document and page', () => {
  const talk = english();
  expect(talk.on(said('Hello!'))).toEqual([{ kind: 'say', text: 'Hello. What would you like to know from the documents?' }]);
  expect(talk.on(said('Who are you?'))).toEqual([{ kind: 'say', text: 'My name is Tiffany. What would you like to know from the documents?' }]);
  expect(talk.on(said('How many weeks of parental leave are there?'))).toEqual([{ kind: 'call', tool: 'search_documents', input: { query: 'How many weeks of parental leave are there?' } }]);
  expect(talk.on(gave({ found: true, passages: [{ text: 'Offices close at six. Parents get sixteen weeks of paid leave.', document: 'Handbook.pdf', page: 37 }, { text: 'Other.', document: 'b.pdf', page: 1 }] }))).toEqual([
    { kind: 'say', text: 'Parents get sixteen weeks of paid leave. It stands in Handbook.pdf, page 37.' },
  ]);
  const charla = spanish();
  expect(charla.on(said('¿Cuántas semanas de vacaciones hay?'))).toEqual([{ kind: 'call', tool: 'search_documents', input: { query: '¿Cuántas semanas de vacaciones hay?' } }]);
  expect(charla.on(gave({ found: true, passages: [{ text: 'Hay cuatro semanas de vacaciones', document: 'Guía.pdf', page: 1 }] }))).toEqual([{ kind: 'say', text: 'Hay cuatro semanas de vacaciones. Está en Guía.pdf, página 1.' }]);
});

it('says that the documents do not say it, and when nobody answers', () => {
  const talk = spanish();
  talk.on(said('¿Quién ganó el mundial?'));
  expect(talk.on(gave({ found: false, say: 'No he encontrado eso en los documentos.' }))).toEqual([{ kind: 'say', text: 'No he encontrado eso en los documentos.' }]);
  talk.on(said('¿Y el anterior?'));
  expect(talk.on(gave({ code: 'TOOL_TIMEOUT' }))).toEqual([{ kind: 'say', text: 'Lo siento, no he podido mirar en los documentos. Pregúnteme otra vez, por favor.' }]);
});

it('lists the documents', () => {
  const talk = english();
  expect(talk.on(said('Which documents do you have?'))).toEqual([{ kind: 'call', tool: 'list_documents', input: {} }]);
  expect(talk.on(gave({ count: 2, documents: [{ name: 'a.pdf' }, { name: 'b.pdf' }] }))).toEqual([{ kind: 'say', text: 'There are 2 documents: a.pdf and b.pdf.' }]);
  expect(spanish().on(said('¿Qué documentos hay?'))).toEqual([{ kind: 'call', tool: 'list_documents', input: {} }]);
});

it('waits while it looks, but not for ever; asks again; follows the server', () => {
  const talk = english();
  talk.on(said('What about dental plans?'));
  expect(talk.on({ kind: 'notHeard' })).toEqual([]);
  expect(talk.on(said('Hm', true))).toEqual([]);
  expect(talk.on(said('Are you there?'))).toEqual([{ kind: 'say', text: 'One moment, I am still looking.' }]);
  expect(talk.on(said('Dental plans'))).toEqual([{ kind: 'call', tool: 'search_documents', input: { query: 'Dental plans' } }]);
  expect(english().on({ kind: 'notHeard' })).toEqual([{ kind: 'say', text: 'Sorry, I did not catch that. What would you like to know?' }]);
  expect(talk.on({ kind: 'serverText', text: 'Say: "Hello. Ask me anything."' })).toEqual([{ kind: 'say', text: 'Hello. Ask me anything.' }]);
});

it('reads out the sentence that is about the question, and no more than can be listened to', () => {
  expect(sentencesAbout('One thing. The dental plan pays eighty percent. It ends in May.', 'dental plans')).toBe('The dental plan pays eighty percent. It ends in May.');
  expect(sentencesAbout(`Dental. ${'More words about it here. '.repeat(40)}`, 'dental').length).toBeLessThanOrEqual(350);
  expect(sentencesAbout('', 'dental')).toBe('');
});
