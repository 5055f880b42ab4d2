import { expect, it } from '@jest/globals';
import { receivedEventFromText } from '../../../../src/emulator/input/input-events.js';
import { createInputOrder, type InputOrder } from '../../../../src/emulator/input/input-order.js';
import {
  audio,
  audioName,
  audioStart,
  contentEnd,
  opening,
  promptName,
  promptStart,
  sessionStart,
  silence,
  textBlock,
  textInput,
  textStart,
  toolResult,
  typed,
} from '../../../contracts/emulator-client.js';

/** What the events mean; a broken rule ends the list with its name. */
function read(events: readonly object[], order: InputOrder = createInputOrder()): readonly string[] {
  const meanings: string[] = [];
  for (const event of events) {
    const received = receivedEventFromText(JSON.stringify({ event }));
    if (received === null) return [...meanings, 'unreadable_event'];
    const accepted = order.accept(received);
    if (!accepted.ok) return [...meanings, accepted.error.rule];
    if (accepted.value.kind !== 'none') meanings.push(accepted.value.kind);
  }
  return meanings;
}

const system = textBlock('SYSTEM', 'Be kind.');
const begun = [sessionStart(), promptStart(), ...system];

it('reads a whole conversation', () => {
  const order = createInputOrder();
  const history = [...textBlock('USER', 'Hi'), ...textBlock('ASSISTANT', 'Hello')];
  expect(read([...begun, ...history, audioStart(), audio(silence(100)), ...typed('Now')], order)).toEqual([
    'session_started',
    'prompt_started',
    'system',
    'history',
    'history',
    'audio_opened',
    'audio',
    'typed',
  ]);
  order.expectToolResult('t1');
  expect(read(toolResult('t1', '{"ok":true}'), order)).toEqual(['tool_result']);
  expect(read([contentEnd(audioName), { promptEnd: { promptName } }, { sessionEnd: {} }, { sessionEnd: {} }], order)).toEqual([
    'prompt_ended',
    'session_ended',
  ]);
});

it('lets several texts in one block pass as one', () => {
  const order = createInputOrder();
  read([sessionStart(), promptStart(), textStart('s', 'SYSTEM'), textInput('s', 'Be '), textInput('s', 'kind.')], order);
  const end = receivedEventFromText(JSON.stringify({ event: contentEnd('s') }));
  expect(end === null ? null : order.accept(end)).toEqual({ ok: true, value: { kind: 'system', text: 'Be kind.' } });
});

it('ignores assistant text and late history in a running conversation', () => {
  expect(read([...opening(), ...textBlock('ASSISTANT', 'I said so.'), ...textBlock('USER', 'old')]).slice(4)).toEqual(['audio']);
});

it.each<[string, readonly object[], string]>([
  ['an unknown event', [{ connectionEnd: {} }], 'unreadable_event'],
  ['two events in one', [{ sessionEnd: {}, promptEnd: { promptName } }], 'unreadable_event'],
  ['a flat endpointing sensitivity', [{ sessionStart: { endpointingSensitivity: 'HIGH' } }], 'unreadable_event'],
  ['an unknown sensitivity', [sessionStart('FAST')], 'unreadable_event'],
  ['an output rate of 44.1 kHz', [sessionStart(), promptStart({ sampleRateHertz: 44100 })], 'unreadable_event'],
  ['an input rate of 48 kHz', [...begun, audioStart(48000)], 'unreadable_event'],
  ['half a sample', [...begun, audioStart(), { audioInput: { promptName, contentName: audioName, content: 'AAAA' } }], 'unreadable_event'],
  ['no base64', [...begun, audioStart(), { audioInput: { promptName, contentName: audioName, content: '%%%%' } }], 'unreadable_event'],
  ['a tool schema that is no JSON', [sessionStart(), { promptStart: { ...promptPart(), toolConfiguration: badTools('{') } }], 'unreadable_event'],
  ['a prompt before the session', [promptStart()], 'before_session_start'],
  ['a second sessionStart', [sessionStart(), sessionStart()], 'second_session_start'],
  ['content before the prompt', [sessionStart(), ...system], 'content_outside_prompt'],
  ['a second prompt', [...begun, promptStart()], 'second_prompt'],
  ['an unknown voice', [sessionStart(), promptStart({ voiceId: 'greta' })], 'unknown_voice'],
  ['another prompt name', [sessionStart(), promptStart(), { contentEnd: { promptName: 'p2', contentName: 'x' } }], 'wrong_prompt_name'],
  ['user text before the system prompt', [sessionStart(), promptStart(), ...textBlock('USER', 'Hi')], 'first_block_not_system'],
  ['audio before the system prompt', [sessionStart(), promptStart(), audioStart()], 'first_block_not_system'],
  ['a second system prompt', [...begun, ...system.map(renamed('s2'))], 'second_system'],
  ['history that begins with the assistant', [...begun, ...textBlock('ASSISTANT', 'Hi')], 'history_begins_with_assistant'],
  ['history that does not alternate', [...begun, ...textBlock('USER', 'Hi'), ...textBlock('USER', 'Hi')], 'history_not_alternating'],
  ['a name used twice', [...begun, ...textBlock('USER', 'Hi').map(renamed('a')), ...textBlock('ASSISTANT', 'Hi').map(renamed('a'))], 'duplicate_content_name'],
  ['51 KB in one history text', [...begun, ...textBlock('USER', 'x'.repeat(51 * 1024 + 1))], 'history_too_long'],
  ['audio inside an open text', [...opening(), textStart('t', 'USER', true), audio(silence(32))], 'audio_inside_text'],
  ['a second audio container', [...opening(), { ...renamed('a2')(audioStart()) }], 'second_audio'],
  ['text into nothing', [...opening(), textInput('nowhere', 'Hi')], 'content_not_open'],
  ['audio after its end', [...opening(), contentEnd(audioName), audio(silence(32))], 'content_not_open'],
  ['an empty audio container', [...begun, audioStart(), contentEnd(audioName)], 'empty_content'],
  ['a result nobody asked for', [...opening(), ...toolResult('t9', '{}')], 'unknown_tool_use'],
  ['the end of a prompt with open contents', [...opening(), { promptEnd: { promptName } }], 'contents_open'],
  ['a prompt without audio', [...begun, { promptEnd: { promptName } }], 'no_audio_content'],
  ['the end of a session inside its prompt', [...opening(), { sessionEnd: {} }], 'session_end_inside_prompt'],
])('refuses %s', (_, events, rule) => {
  expect(read(events).at(-1)).toBe(rule);
});

it.each(['not json', '[1]', '"text"', '12', ''])('refuses the tool result %j', (content) => {
  const order = createInputOrder();
  read(opening(), order);
  order.expectToolResult('t1');
  expect(read(toolResult('t1', content), order)).toEqual(['tool_result_not_object']);
});

it('takes one result for each tool use', () => {
  const order = createInputOrder();
  read(opening(), order);
  order.expectToolResult('t1');
  expect(read([...toolResult('t1', '{}'), ...toolResult('t1', '{}')], order)).toEqual(['tool_result', 'unknown_tool_use']);
});

it.each(['', '{', '[]', '{"event":[]}', '{"event":{}}', '{"event":null}', 'null'])('cannot read %j', (text) => {
  expect(receivedEventFromText(text)).toBeNull();
});

function renamed(contentName: string): (event: object) => object {
  return (event) => Object.fromEntries(Object.entries(event).map(([name, fields]: [string, object]) => [name, { ...fields, contentName }]));
}
function promptPart(): object {
  return Object.values(promptStart()).find((part): part is object => typeof part === 'object') ?? {};
}
function badTools(json: string): object {
  return { tools: [{ toolSpec: { name: 'x', description: 'x', inputSchema: { json } } }] };
}
