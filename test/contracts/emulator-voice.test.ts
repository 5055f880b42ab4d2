import { afterEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import { dtmfTone, type DtmfKey } from '../../src/audio/dtmf.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { toneSpeech } from '../../src/emulator/speech/tone-speech.js';
import { systemClock } from '../../src/kernel/clock.js';
import { audioFrames, closing, openTalk, opening, silence, toolResult, typed, type RawTalk, type Seen } from './emulator-client.js';

const fast = { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity };
let emulator: Emulator | null = null;
const start = async (options: EmulatorOptions = {}): Promise<string> => {
  emulator = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', timing: fast, ...options });
  return emulator.endpoint;
};
afterEach(async () => {
  await emulator?.close();
  emulator = null;
});

const isTurnEnd = (event: Seen): boolean => event.type === 'AUDIO' && event.stopReason === 'END_TURN';
const userTexts = (talk: RawTalk): readonly string[] =>
  talk.seen.filter((event) => event.name === 'textOutput' && event.role === 'USER').map((event) => event.content);
const voice = (durationMs: number, rateHz = 16000): Int16Array => toneSpeech('so '.repeat(30), 'matthew', rateHz).samples.slice(0, (durationMs * rateHz) / 1000);
const keyed = (keys: readonly DtmfKey[], rateHz: number): readonly Int16Array[] => keys.flatMap((key) => [dtmfTone(key, 80, rateHz), silence(80, rateHz)]);

it('stops when the user breaks in: marker, INTERRUPTED, then the part that was really said', async () => {
  const long = 'This is a long sentence that goes on and on with many words so that somebody can break into it at any time.';
  const endpoint = await start({
    timing: { ...fast, playbackSpeed: 1 },
    script: [
      { on: 'userText', reply: [{ kind: 'say', text: `Well. ${long} And there is more.` }] },
      { on: 'interrupted', reply: [] },
    ],
  });
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...typed('go'));
  const wellSaid = await talk.find((event) => event.stage === 'FINAL' && event.content === 'Well.');
  const cutFrom = talk.seen.indexOf(wellSaid);
  talk.send(...audioFrames(voice(150)));
  await talk.find((event) => event.stopReason === 'INTERRUPTED');
  talk.send(...closing());
  talk.finish();
  expect(await talk.over).toBeNull();

  const after = talk.seen.slice(cutFrom + 2).filter((event) => event.name !== 'usageEvent');
  const spoken = after.filter((event) => event.name === 'textOutput').map((event) => event.content);
  expect(spoken[0]).toBe('{ "interrupted" : true }');
  expect(spoken.length).toBeLessThanOrEqual(2);
  expect(long.startsWith(spoken[1] ?? '')).toBe(true);
  expect(spoken[1]?.length ?? 0).toBeLessThan(long.length / 2);
  expect(after.slice(0, 3).map((event) => [event.name, event.stopReason].join(' ').trim())).toEqual([
    'contentStart',
    'textOutput',
    'contentEnd INTERRUPTED',
  ]);
});

it('makes user text of keypad tones at # or at the pause, at every rate', async () => {
  const endpoint = await start({ script: [{ on: 'userText', always: true, reply: [{ kind: 'say', text: 'Fine.' }] }] });
  for (const rateHz of [8000, 16000, 24000]) {
    const talk = openTalk(endpoint);
    talk.send(...opening({ inputRateHz: rateHz }));
    for (const piece of [silence(400, rateHz), ...keyed(['1', '0', '#'], rateHz)]) talk.send(...audioFrames(piece, rateHz));
    await talk.find(isTurnEnd);
    expect(userTexts(talk)).toEqual(['10']);
    for (const piece of [silence(400, rateHz), ...keyed(['9'], rateHz), silence(1500, rateHz)]) talk.send(...audioFrames(piece, rateHz));
    await talk.find(isTurnEnd, talk.seen.length);
    expect(userTexts(talk)).toEqual(['10', '9']);
    talk.send(...closing());
    talk.finish();
    expect(await talk.over).toBeNull();
  }
});

it.each([
  ['HIGH', 1500],
  ['MEDIUM', 1750],
  ['LOW', 2000],
])('takes its turn after the pause of %s, and not before', async (sensitivity, pauseMs) => {
  const endpoint = await start({ script: [{ on: 'userText', reply: [{ kind: 'say', text: 'Fine.' }] }] });
  const talk = openTalk(endpoint);
  talk.send(...opening({ sensitivity }), ...audioFrames(silence(400)), ...audioFrames(dtmfTone('7', 80, 16000)));
  talk.send(...audioFrames(silence(pauseMs - 60)), ...audioFrames(dtmfTone('8', 80, 16000)), ...audioFrames(silence(pauseMs + 60)));
  await talk.find(isTurnEnd);
  expect(userTexts(talk)).toEqual(['78']);
  talk.abort();
});

it('gives speech without a recogniser no text and no answer', async () => {
  const endpoint = await start({ script: [{ on: 'userText', always: true, reply: [{ kind: 'say', text: 'Fine.' }] }] });
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...audioFrames(silence(400)), ...audioFrames(voice(1000)), ...audioFrames(silence(3000)));
  talk.send(...typed('and now by text'));
  await talk.find(isTurnEnd);
  expect(userTexts(talk)).toEqual([]);
  expect(talk.seen.filter((event) => event.stage === 'SPECULATIVE' && event.name === 'textOutput')).toHaveLength(1);
  talk.abort();
});

it('answers a typed text after a client stopped its audio in the middle of a word', async () => {
  const endpoint = await start({ script: [{ on: 'userText', always: true, reply: [{ kind: 'say', text: 'Fine.' }] }] });
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...audioFrames(silence(400)), ...audioFrames(voice(500)), ...typed('by text then'));
  await talk.find(isTurnEnd);
  talk.abort();
});

it('stays silent without an error when the audio container has no role', async () => {
  const endpoint = await start({ script: [{ on: 'userText', always: true, reply: [{ kind: 'say', text: 'Fine.' }] }] });
  const talk = openTalk(endpoint);
  const noRole = (event: object): object => z.looseObject({}).parse(JSON.parse(JSON.stringify(event).replace('"type":"AUDIO","interactive":true,"role":"USER"', '"type":"AUDIO","interactive":true')));
  talk.send(...opening().map(noRole), ...typed('anybody?'), ...closing());
  talk.finish();
  expect(await talk.over).toBeNull();
  expect(talk.seen.filter((event) => event.role === 'ASSISTANT')).toEqual([]);
});

it.each([8000, 16000, 24000])('speaks at %d Hz in pieces of 80 ms', async (sampleRateHertz) => {
  const endpoint = await start({ script: [{ on: 'userText', reply: [{ kind: 'say', text: 'Fine, thank you.' }] }] });
  const talk = openTalk(endpoint);
  talk.send(...opening({ sampleRateHertz }), ...typed('go'));
  await talk.find(isTurnEnd);
  const bytes = talk.seen.filter((event) => event.name === 'audioOutput').map((event) => Buffer.from(event.content, 'base64').length);
  expect(bytes[0]).toBe(sampleRateHertz * 0.08 * 2);
  const expected = toneSpeech('Fine, thank you.', 'matthew', sampleRateHertz).samples.length * 2;
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBe(expected);
  talk.abort();
});

it('holds a tool result while the user talks, and answers when the turn has ended', async () => {
  const endpoint = await start({
    script: [
      { on: 'userText', reply: [{ kind: 'call', tool: 'look', input: {} }] },
      { on: 'userText', matching: /^5$/, reply: [] },
      { on: 'toolResult', reply: [{ kind: 'say', text: 'Found.' }] },
    ],
  });
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...typed('go'));
  const { toolUseId } = await talk.find((event) => event.name === 'toolUse');
  talk.send(...audioFrames(silence(400)), ...audioFrames(dtmfTone('5', 80, 16000)), ...toolResult(toolUseId, '{}'), ...audioFrames(silence(1600)));
  await talk.find(isTurnEnd);
  const texts = talk.seen.filter((event) => event.name === 'textOutput' && event.stage !== '').map((event) => event.content);
  expect(texts.slice(0, 2)).toEqual(['5', 'Found.']);
  talk.abort();
});
