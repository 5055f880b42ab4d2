import { afterEach, describe, expect, it } from '@jest/globals';
import type { ScriptStep } from '../../src/emulator/brains/script-brain.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import type { FaultInput } from '../../src/emulator/faults/fault.js';
import { randomFaults } from '../../src/emulator/faults/random-faults.js';
import type { HeardAudio } from '../../src/emulator/stream-roll.js';
import { systemClock } from '../../src/kernel/clock.js';
import { audio, audioFrames, closing, openTalk, opening, silence, toolResult, typed } from './emulator-client.js';
import { createFaultBench, talkToTheEnd, talkWell, textOf } from './fault-bench.js';

/** On which streams faults happen, and when; faster time; what the tap hears. */

const bench = createFaultBench();
afterEach(() => bench.close());

describe('where and when', () => {
  it.each<[string, FaultInput, readonly string[]]>([
    ['the next two', { kind: 'throttled', when: { streams: { next: 2 } } }, ['no', 'no', 'yes']],
    ['numbers', { kind: 'throttled', when: { streams: [1, 3] } }, ['no', 'yes', 'no']],
    ['every one', { kind: 'throttled', when: { streams: 'every' } }, ['no', 'no', 'no']],
    ['one that is open', { kind: 'throttled', when: { streams: 'live' } }, ['yes', 'yes', 'yes']],
  ])('streams: %s', async (_, refused, expected) => {
    const { endpoint } = await bench.start([refused]);
    const seen: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const talk = openTalk(endpoint);
      talk.send(...opening(), ...closing());
      talk.finish();
      seen.push((await talk.over) === null ? 'yes' : 'no');
    }
    expect(seen).toEqual(expected);
  });

  it('after so much of the user’s audio', async () => {
    const server = await bench.start([{ kind: 'exception', known: 'system_instability', when: { at: { input: 'audioInput', nth: 4 } } }]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...audioFrames(silence(320)));
    expect(textOf(await talk.over)).toMatch(/System instability detected/);
    expect(server.streams()[0]?.samplesHeard).toBe(1600 + 3 * 512);
  });

  it('at the result of a tool', async () => {
    const script: ScriptStep[] = [{ on: 'userText', reply: [{ kind: 'call', tool: 'look', input: {}, toolUseId: 'look-1' }] }];
    const { endpoint } = await bench.start([{ kind: 'exception', known: 'unexpected_error', when: { at: { input: 'toolResult' } } }], { script });
    const talk = openTalk(endpoint);
    talk.send(...opening({ tools: [{ name: 'look', schema: { type: 'object' } }] }), ...typed('look'));
    await talk.find(({ name }) => name === 'toolUse');
    talk.send(...toolResult('look-1', '{}'));
    expect((await talk.over)?.name).toBe('ModelStreamErrorException');
  });

  it('after a time, while nobody says anything; and on a stream that is open already, at once', async () => {
    const server = await bench.start([{ kind: 'goaway', when: { at: { afterMs: 100 } } }]);
    const first = openTalk(server.endpoint);
    first.send(...opening());
    expect(await first.over).toBeNull();
    const second = openTalk(server.endpoint);
    second.send(...opening());
    await second.find(({ name }) => name === 'completionStart');
    server.faults.add({ kind: 'clean_end', when: { streams: 'every' } });
    expect(await second.over).toBeNull();
    expect(bench.fired).toEqual(['1 goaway', '2 clean_end']);
    expect(server.faults.list().map(({ id, fired: times }) => [id, times])).toEqual([['fault-1', 1], ['fault-2', 1]]);
    server.faults.clear();
    expect(await talkWell(server.endpoint)).toBe('none');
  });
});

it('does the same things to the same streams when the seed is the same', async () => {
  const menu: readonly FaultInput[] = [{ kind: 'throttled' }, { kind: 'exception', known: 'idle' }, { kind: 'silence', when: { at: { output: 'any', nth: 3 } } }];
  const runs: string[][] = [];
  for (const seed of [5, 5, 6]) {
    const { endpoint } = await bench.start(randomFaults(seed, { streams: 20, probability: 0.5, menu, spread: true }));
    for (let n = 0; n < 20; n += 1) {
      const talk = openTalk(endpoint);
      talk.send(...opening(), ...closing());
      talk.finish();
      await talk.over;
    }
    runs.push([...bench.fired]);
  }
  expect(runs[0]?.length).toBeGreaterThan(3);
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).not.toEqual(runs[0]);
});

describe('faster time', () => {
  it('brings the end of eight minutes in half a second, and signatures still fit', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-real-secret' };
    const { endpoint } = await bench.start([], { timeFactor: 960, credentials, limits: { idleMs: 1_000_000 } });
    const startedMs = performance.now();
    const talks = [openTalk(endpoint, { credentials }), openTalk(endpoint, { credentials })];
    for (const talk of talks) talk.send(...opening(), ...typed('Hello'));
    for (const talk of talks) expect((await talk.over)?.name).toBe('ModelTimeoutException');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(499);
    const late = openTalk(endpoint, { credentials });
    late.send(...opening());
    await late.find(({ name }) => name === 'completionStart');
  });

  it('hurries the delays of faults, too', async () => {
    const { endpoint } = await bench.start([{ kind: 'clean_end', when: { at: { afterMs: 300_000 } } }], { timeFactor: 1000, limits: { idleMs: 480_000 } });
    expect((await talkToTheEnd(endpoint)).error).toBe('none');
    expect(bench.fired).toEqual(['1 clean_end']);
  });

  it('refuses a factor that is none', async () => {
    await expect(startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', timeFactor: 0 })).rejects.toThrow(RangeError);
  });
});

describe('the tap', () => {
  it('hears every sample of every stream in order, at the rate that was declared', async () => {
    const heard: HeardAudio[] = [];
    const { endpoint } = await bench.start([], { onAudio: (one) => heard.push(one) });
    const ramp = Int16Array.from({ length: 8000 }, (_, at) => (at % 200) - 100);
    const first = openTalk(endpoint);
    first.send(...opening({ inputRateHz: 8000 }), ...audioFrames(ramp, 8000), ...closing());
    first.finish();
    await first.over;
    const second = openTalk(endpoint);
    second.send(...opening(), audio(silence(20)), ...closing());
    second.finish();
    await second.over;
    const all = (stream: number): readonly number[] => heard.filter((one) => one.stream === stream).flatMap(({ samples }) => [...samples]);
    expect(all(1)).toEqual([...silence(100, 8000), ...ramp]);
    expect(all(2)).toHaveLength(1600 + 320);
    expect([...new Set(heard.map(({ stream, sampleRateHz }) => `${stream} ${sampleRateHz}`))]).toEqual(['1 8000', '2 16000']);
  });
});
