import { expect, it } from '@jest/globals';
import type { BrainEvent, BrainPrompt } from '../../../../src/emulator/brains/brain.js';
import { createLessonBrain } from '../../../../src/emulator/brains/lesson-brain.js';
import type { JsonObject } from '../../../../src/kernel/json.js';

const tools = ['get_lesson_step', 'record_lesson_step'].map((name) => ({ name, description: '', inputSchema: {} }));
const english = (history: BrainPrompt['history'] = []) => createLessonBrain({ systemPrompt: 'You are a patient tutor who teaches a lesson in a conversation.', tools, history, voiceId: 'tiffany' });
const spanish = () => createLessonBrain({ systemPrompt: 'Es una tutora paciente que da una lección en una conversación hablada.', tools, history: [], voiceId: 'lupe' });
const said = (text: string): BrainEvent => ({ kind: 'userText', text, source: 'typed', overlapped: false });
const gave = (result: JsonObject): BrainEvent => ({ kind: 'toolResult', tool: '', toolUseId: '', result });

const sun = { stepId: 'evaporation', explain: 'The sun warms the water.', question: 'What makes it evaporate?', expected: 'The heat of the sun.' };
const drops = { stepId: 'condensation', explain: 'Vapour cools down.', question: 'What are clouds made of?', expected: 'Of small drops of water.' };

it('teaches, praises what is right, and goes on till the course is complete', () => {
  const talk = english();
  expect(talk.on(said('Yes, let us begin'))).toEqual([{ kind: 'call', tool: 'get_lesson_step', input: {} }]);
  expect(talk.on(gave({ status: 'open', step: sun, say: 'The sun warms the water. What makes it evaporate?' }))).toEqual([{ kind: 'say', text: 'The sun warms the water. What makes it evaporate?' }]);
  expect(talk.on(said('Could you repeat that?'))).toEqual([{ kind: 'say', text: 'The sun warms the water. What makes it evaporate?' }]);
  expect(talk.on(said('The sun, with its heat'))).toEqual([{ kind: 'call', tool: 'record_lesson_step', input: { stepId: 'evaporation', understood: true } }]);
  expect(talk.on(said('hello?'))).toEqual([]);
  expect(talk.on(gave({ status: 'open', recorded: 'evaporation', step: drops, say: 'Vapour cools down. What are clouds made of?' }))).toEqual([
    { kind: 'say', text: 'That is right, well done! Vapour cools down. What are clouds made of?' },
  ]);
  expect(talk.on(said('small drops'))).toEqual([{ kind: 'call', tool: 'record_lesson_step', input: { stepId: 'condensation', understood: true } }]);
  expect(talk.on(gave({ status: 'complete', recorded: 'condensation', say: 'You have finished the course.' }))).toEqual([{ kind: 'say', text: 'That is right, well done! You have finished the course.' }]);
  expect(talk.on(said('And now?'))).toEqual([{ kind: 'say', text: 'The course is complete. You can be proud.' }]);
});

it('corrects without reproach, and asks once more', () => {
  const talk = spanish();
  const paso = { stepId: 'return', explain: 'El agua vuelve.', question: '¿Adónde vuelve el agua?', expected: 'Al mar.' };
  talk.on(said('sí'));
  talk.on(gave({ status: 'open', step: paso, say: 'El agua vuelve. ¿Adónde vuelve el agua?' }));
  expect(talk.on(said('no lo sé'))).toEqual([{ kind: 'call', tool: 'record_lesson_step', input: { stepId: 'return', understood: false } }]);
  expect(talk.on(gave({ status: 'open', recorded: 'return', step: paso, say: 'Veámoslo otra vez.' }))).toEqual([
    { kind: 'say', text: 'No del todo. La respuesta es: Al mar. Veámoslo otra vez. El agua vuelve. ¿Adónde vuelve el agua?' },
  ]);
  expect(talk.on(said('A las montañas'))).toEqual([{ kind: 'call', tool: 'record_lesson_step', input: { stepId: 'return', understood: false } }]);
  talk.on(gave({ status: 'open', recorded: 'return', step: paso, say: 'Veámoslo otra vez.' }));
  expect(talk.on({ kind: 'notHeard' })).toEqual([{ kind: 'say', text: 'Perdón, no le he entendido. ¿Adónde vuelve el agua?' }]);
  expect(talk.on(said('vuelve al mar'))).toEqual([{ kind: 'call', tool: 'record_lesson_step', input: { stepId: 'return', understood: true } }]);
  expect(talk.expectation()).toMatchObject({ kind: 'phrases', language: 'es', phrases: expect.arrayContaining(['al mar', 'no lo sé']) });
});

it('asks where the lesson is after a renewal, and judges the answer by that step', () => {
  const talk = english([{ role: 'ASSISTANT', text: 'What makes it evaporate?' }]);
  expect(talk.on(said('the heat of the sun'))).toEqual([{ kind: 'call', tool: 'get_lesson_step', input: {} }]);
  expect(talk.on(gave({ status: 'open', step: sun }))).toEqual([{ kind: 'call', tool: 'record_lesson_step', input: { stepId: 'evaporation', understood: true } }]);
});

it('says what the server says where there is no course, and when a tool fails', () => {
  const talk = english();
  talk.on(said('begin'));
  expect(talk.on(gave({ status: 'no_course', say: 'There is no course here yet.', courses: [] }))).toEqual([{ kind: 'say', text: 'There is no course here yet.' }]);
  talk.on(said('again'));
  expect(talk.on(gave({ code: 'TOOL_TIMEOUT' }))).toEqual([{ kind: 'say', text: 'I am sorry, I could not get the lesson. Shall I try again?' }]);
});
