import { expect, it } from '@jest/globals';
import type { BrainEvent, DeclaredTool } from '../../../../src/emulator/brains/brain.js';
import { createConversationBrain } from '../../../../src/emulator/brains/conversation-brain.js';

const tool = (name: string, properties: DeclaredTool['inputSchema'], required: readonly string[]): DeclaredTool => ({
  name,
  description: '',
  inputSchema: { type: 'object', properties, required },
});
const tools = [
  tool('get_weather', { city: { type: 'string' } }, ['city']),
  tool('lookupOrder', { orderNumber: { type: 'integer' } }, ['orderNumber']),
  tool('set_temperature', { degrees: { type: 'number' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } }, ['degrees', 'unit']),
];
const brain = (): ReturnType<typeof createConversationBrain> => createConversationBrain({ systemPrompt: '', tools, history: [], voiceId: 'amy' });
const said = (text: string): BrainEvent => ({ kind: 'userText', text, source: 'typed', overlapped: false });

it.each([
  ['Hello!', 'Hello, this is Amy. How can I help you today?'],
  ['What is your name?', 'My name is Amy. How can I help you?'],
  ['Thanks a lot', 'You are welcome. Is there anything else?'],
  ['I like trains.', 'I understood: I like trains. What else would you like to tell me?'],
  ['What can you do?', 'I can help with this: get weather, lookup order, set temperature.'],
])('answers %j', (text, answer) => {
  expect(brain().on(said(text))).toEqual([{ kind: 'say', text: answer }]);
});

it.each([
  ['How is the weather in New York?', 'get_weather', { city: 'New York' }],
  ['Where is my order 1234?', 'lookupOrder', { orderNumber: 1234 }],
  ['temperature 20.5 Celsius please', 'set_temperature', { degrees: 20.5, unit: 'celsius' }],
])('calls the tool that %j names', (text, name, input) => {
  expect(brain().on(said(text))).toEqual([{ kind: 'call', tool: name, input }]);
});

it('asks for what is missing, and calls then', () => {
  const talk = brain();
  expect(talk.on(said('Where is my order?'))).toEqual([{ kind: 'say', text: 'Which order number shall I take?' }]);
  expect(talk.on(said('it is 77'))).toEqual([{ kind: 'call', tool: 'lookupOrder', input: { orderNumber: 77 } }]);
});

it('speaks a result: its own words, or its plain fields', () => {
  const result = (fields: object): BrainEvent => ({ kind: 'toolResult', tool: '', toolUseId: '', result: { ...fields } });
  expect(brain().on(result({ message: 'It is sunny.' }))).toEqual([{ kind: 'say', text: 'It is sunny.' }]);
  expect(brain().on(result({ orderStatus: 'shipped', parcels: 2, items: [1] }))).toEqual([
    { kind: 'say', text: 'Here is what I found: order status shipped, parcels 2.' },
  ]);
  expect(brain().on(result({}))).toEqual([{ kind: 'say', text: 'That is done. Is there anything else?' }]);
});
