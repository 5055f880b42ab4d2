import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import type { BrainAction } from '../../../../src/emulator/brains/brain.js';
import { languageFromPrompt } from '../../../../src/emulator/brains/brain-language.js';
import { chooseBrain } from '../../../../src/emulator/brains/choose-brain.js';
import { rules } from '../../../support/persona-rules.js';

const persona = z.object({ languages: z.array(z.object({ language: z.string(), voiceId: z.string(), systemPrompt: z.array(z.string()) })) });
const personaOf = (id: string) => persona.parse(JSON.parse(readFileSync(new URL(`../../../../personas/${id}.json`, import.meta.url), 'utf8'))).languages;
const toolsOf: Readonly<Record<string, readonly string[]>> = {
  carlos: ['consultarOrder', 'crearOrder', 'agendarTurno'],
  documents: ['get_date_and_time', 'search_documents', 'list_documents'],
  'lesson-tutor': ['get_lesson_step', 'record_lesson_step'],
  sandra: ['get_date_and_time', 'search_documents', 'list_documents'],
};

function answer(id: string, primary: string, text: string): readonly BrainAction[] {
  const own = personaOf(id).find(({ language }) => language.startsWith(primary));
  const systemPrompt = `${own?.systemPrompt.join('\n') ?? ''}\n\n${rules}`;
  const tools = (toolsOf[id] ?? []).map((name) => ({ name, description: '', inputSchema: {} }));
  return chooseBrain({ systemPrompt, tools, history: [], voiceId: own?.voiceId ?? '' }).on({ kind: 'userText', text, source: 'typed', overlapped: false });
}

it.each([
  ['carlos', 'es', 'quiero hacer un pedido', { kind: 'say', text: '¿Qué querés pedir, y cuántos?' }],
  ['carlos', 'en', 'i want to place an order', { kind: 'say', text: 'What would you like to order, and how many?' }],
  ['documents', 'en', 'How long is the leave?', { kind: 'call', tool: 'search_documents', input: { query: 'How long is the leave?' } }],
  ['documents', 'es', 'gracias', { kind: 'say', text: 'De nada. ¿Qué más quiere saber?' }],
  ['lesson-tutor', 'en', 'Yes', { kind: 'call', tool: 'get_lesson_step', input: {} }],
  ['lesson-tutor', 'es', 'adiós', { kind: 'say', text: 'Adiós, hasta la próxima lección.' }],
  ['sandra', 'en', 'What is the wifi password?', { kind: 'say', text: 'The name of the wifi and its password are on the card beside the router. If they do not work, tell me your apartment, and I will ask the team.' }],
  ['sandra', 'en', 'There is a fire in the kitchen!', { kind: 'say', text: 'Please call 112 first, right now. Then get to a safe place; I will tell the team.' }],
  ['sandra', 'es', '¡Huele a gas!', { kind: 'say', text: 'Llame primero al 112, ahora mismo. Después póngase a salvo; yo aviso al equipo.' }],
  ['sandra', 'es', '¿A qué hora es la entrada?', { kind: 'say', text: 'La entrada es a partir de las tres de la tarde. Si llega antes o muy tarde, dígamelo y pregunto al equipo.' }],
  ['sandra', 'es', '¿Me dice el código de la puerta?', { kind: 'say', text: 'Aviso ahora mismo al equipo. ¿Me dice su nombre y el apartamento?' }],
  ['sandra', 'es', 'Hola, buenos días', { kind: 'say', text: 'Hola, soy Sandra. ¿En qué le puedo ayudar hoy?' }],
] as const)('plays %s in %s: %j', (id, language, text, expected) => {
  expect(answer(id, language, text)).toEqual([expected]);
});

it('answers what it does not know, and nothing of a concierge to others', () => {
  expect(answer('sandra', 'es', 'Me gustan los trenes.')).toEqual([{ kind: 'say', text: 'He entendido: Me gustan los trenes. ¿Qué más me quiere contar?' }]);
  const other = chooseBrain({ systemPrompt: 'Sos un asistente que habla de los trenes y de las estaciones.', tools: [], history: [], voiceId: 'carlos' });
  expect(other.on({ kind: 'userText', text: 'el wifi', source: 'typed', overlapped: false })).toEqual([{ kind: 'say', text: 'He entendido: el wifi. ¿Qué más me quiere contar?' }]);
});

it('knows the language of every shipped prompt by its words, whatever voice speaks it', () => {
  for (const id of Object.keys(toolsOf)) {
    for (const { language, systemPrompt } of personaOf(id)) {
      for (const voiceId of ['tiffany', 'lupe']) {
        expect([id, language, languageFromPrompt({ systemPrompt: `${systemPrompt.join('\n')}\n\n${rules}`, voiceId })]).toEqual([id, language, language.slice(0, 2)]);
      }
    }
  }
  expect(languageFromPrompt({ systemPrompt: '', voiceId: 'carlos' })).toBe('es');
  expect(languageFromPrompt({ systemPrompt: '', voiceId: 'amy' })).toBe('en');
});
