import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { systemClock } from '../../src/kernel/clock.js';
import {
  audio,
  audioName,
  audioStart,
  closing,
  contentEnd,
  openTalk,
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
} from './emulator-client.js';

const fast = { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity };
let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator(
    { clock: systemClock },
    {
      speech: 'tone',
      hearing: 'none',
      timing: fast,
      script: [{ on: 'userText', always: true, reply: [{ kind: 'call', tool: 'look', input: {} }] }],
    },
  );
});
afterAll(() => emulator.close());

const invalid = /^RequestId=[0-9a-f-]{36} : Invalid input request, please fix your input and try again\.$/;
const begun = [sessionStart(), promptStart(), ...textBlock('SYSTEM', 'Be kind.')];

it.each<[string, readonly object[], RegExp]>([
  ['events before sessionStart', [promptStart()], invalid],
  ['a flat endpointingSensitivity', [{ sessionStart: { endpointingSensitivity: 'HIGH' } }], invalid],
  ['an event that does not exist', [sessionStart(), { connectionEnd: {} }], invalid],
  ['an unknown voice', [sessionStart(), promptStart({ voiceId: 'greta' })], /Received invalid id: 'greta'\. Please check AWS documentation for valid voiceIds\.$/],
  ['a rate of 44.1 kHz', [sessionStart(), promptStart({ sampleRateHertz: 44100 })], invalid],
  ['a first block that is not SYSTEM', [sessionStart(), promptStart(), ...textBlock('USER', 'Hi')], invalid],
  ['a second SYSTEM block', [...begun, ...textBlock('SYSTEM', 'Again')], /Duplicate SYSTEM content\. SYSTEM content can only be provided once per prompt$/],
  ['history that begins with the assistant', [...begun, ...textBlock('ASSISTANT', 'Hi')], invalid],
  ['history that is too long', [...begun, ...textBlock('USER', 'x'.repeat(60_000))], /Chat history is over max limit\. Trim chat history and try again\.$/],
  ['audio inside an open text', [...opening(), textStart('open', 'USER', true), audio(silence(32))], /Chat history should be sent completely before streaming audio$/],
  ['text for a block that is closed', [...opening(), textInput('nowhere', 'Hi')], invalid],
  ['a tool result that nobody asked for', [...opening(), ...toolResult('unknown', '{}')], invalid],
  ['an empty audio container', [...begun, audioStart(), contentEnd(audioName)], /Cannot end content \[audio-1\] as no content data was received$/],
  ['promptEnd with open contents', [...opening(), { promptEnd: { promptName } }], /All contents must be closed before ending prompt$/],
  ['a prompt without audio', [...begun, { promptEnd: { promptName } }], /Prompt \[prompt-1\] must have at least one audio content$/],
])('ends the stream with a ValidationException for %s', async (_, events, message) => {
  const talk = openTalk(emulator.endpoint);
  talk.send(...events);
  const error = await talk.over;
  expect(error?.name).toBe('ValidationException');
  expect(error?.message).toMatch(message);
});

it('ends the stream for a tool result that is not a JSON object, and for a second result', async () => {
  for (const [results, message] of [
    [['sunny'], /Tool Response parsing error$/],
    [['{}', '{}'], invalid],
  ] as const) {
    const talk = openTalk(emulator.endpoint);
    talk.send(...opening(), ...typed('go'));
    const { toolUseId } = await talk.find((event) => event.name === 'toolUse');
    for (const result of results) talk.send(...toolResult(toolUseId, result));
    expect((await talk.over)?.message).toMatch(message);
  }
});

it('says nothing to a typed text before 68 ms of audio, and answers after', async () => {
  const talk = openTalk(emulator.endpoint);
  talk.send(...begun, audioStart(), audio(silence(66)), ...typed('first'), audio(silence(2)), ...typed('second'));
  await talk.find((event) => event.name === 'toolUse');
  talk.send(...closing());
  talk.finish();
  expect(await talk.over).toBeNull();
  expect(talk.seen.filter((event) => event.name === 'toolUse')).toHaveLength(1);
});

it('ends cleanly when the client ends its side at any moment', async () => {
  const talk = openTalk(emulator.endpoint);
  talk.send(...opening());
  await talk.find((event) => event.name === 'completionStart');
  talk.finish();
  expect(await talk.over).toBeNull();
});
