import { afterEach, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { systemClock } from '../../src/kernel/clock.js';
import { closing, openTalk, opening, toolResult, typed, type Seen } from './emulator-client.js';

const fast = { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: 10, endpointingMs: 100 };
let emulator: Emulator | null = null;
const start = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  emulator = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', timing: fast, ...options });
  return emulator;
};
afterEach(async () => {
  await emulator?.close();
  emulator = null;
});

const isTurnEnd = (event: Seen): boolean => event.name === 'contentEnd' && event.type === 'AUDIO' && event.stopReason === 'END_TURN';
const isLastFinal = (event: Seen): boolean => event.name === 'contentEnd' && event.stage === 'FINAL' && event.stopReason === 'END_TURN';

it('holds two turns with a tool call over the SDK client and ends cleanly', async () => {
  const { endpoint } = await start();
  const talk = openTalk(endpoint);
  const weather = { name: 'get_weather', schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } };
  talk.send(...opening({ tools: [weather] }));
  await talk.find((event) => event.name === 'completionStart');
  talk.send(...typed('Hello there'));
  await talk.find(isLastFinal);

  const secondTurn = talk.seen.length;
  talk.send(...typed('What is the weather in Paris?'));
  const toolUse = await talk.find((event) => event.name === 'toolUse');
  expect([toolUse.toolName, toolUse.content]).toEqual(['get_weather', '{"city":"Paris"}']);
  talk.send(...toolResult(toolUse.toolUseId, '{"message":"It is sunny. It is warm."}'));
  await talk.find(isLastFinal, secondTurn);
  talk.send(...closing());
  talk.finish();

  expect(await talk.over).toBeNull();
  const order = talk.seen.slice(secondTurn).map((event) => [event.name, event.type, event.stage, event.content.length > 99 ? 'pcm' : event.content, event.stopReason].filter(Boolean).join(' '));
  expect(order.filter((line, index) => line !== order[index - 1] && !line.startsWith('usageEvent'))).toEqual([
    'contentStart TOOL',
    'toolUse {"city":"Paris"}',
    'contentEnd TOOL TOOL_USE',
    'contentStart TEXT SPECULATIVE',
    'textOutput SPECULATIVE It is sunny.',
    'contentEnd TEXT SPECULATIVE PARTIAL_TURN',
    'contentStart AUDIO',
    'audioOutput pcm',
    'contentEnd AUDIO PARTIAL_TURN',
    'contentStart TEXT SPECULATIVE',
    'textOutput SPECULATIVE It is warm.',
    'contentEnd TEXT SPECULATIVE PARTIAL_TURN',
    'contentStart AUDIO',
    'audioOutput pcm',
    'contentEnd AUDIO END_TURN',
    'contentStart TEXT FINAL',
    'textOutput FINAL It is sunny.',
    'contentEnd TEXT FINAL PARTIAL_TURN',
    'contentStart TEXT FINAL',
    'textOutput FINAL It is warm.',
    'contentEnd TEXT FINAL END_TURN',
    'completionEnd END_TURN',
  ]);
  expect(talk.seen.filter((event) => event.name === 'completionStart')).toHaveLength(1);
  expect(talk.seen.filter(isTurnEnd)).toHaveLength(2);
  const totals = talk.seen.filter((event) => event.name === 'usageEvent').map((event) => event.totalTokens);
  expect(totals).toEqual([...totals].sort((a, b) => a - b));
});
