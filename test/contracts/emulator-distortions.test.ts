import { afterEach, describe, expect, it } from '@jest/globals';
import { dtmfTone } from '../../src/audio/dtmf.js';
import type { ScriptStep } from '../../src/emulator/brains/script-brain.js';
import type { FaultInput } from '../../src/emulator/faults/fault.js';
import { audioFrames, closing, openTalk, opening, silence, toolResult, typed, type RawTalk, type Seen } from './emulator-client.js';
import { createFaultBench, isTurnEnd, namesOf, talkToTheEnd, talkWell, textOf } from './fault-bench.js';

/** What the SDK's own client sees of streams that live on, and are not as they should be. */

const bench = createFaultBench();
afterEach(() => bench.close());

describe('a stream that lives on', () => {
  it('says nothing from the open on, takes what it is told, and ends when it is asked to', async () => {
    const server = await bench.start([{ kind: 'silence' }]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'), ...closing());
    talk.finish();
    expect(await talk.over).toBeNull();
    expect(talk.seen).toEqual([]);
    expect(server.streams()).toMatchObject([{ number: 1, eventsIn: 13, eventsOut: 0, samplesHeard: 1600, faults: ['silence'] }]);
  });

  it('falls silent in the middle of speech, and speaks again when the fault is taken back', async () => {
    const server = await bench.start([]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'));
    await talk.find(isTurnEnd);
    const id = server.faults.add({ kind: 'silence', when: { streams: [1], at: { output: 'audioOutput', nth: 3 } } });
    const before = talk.seen.length;
    talk.send(...typed('Hello again'));
    await bench.happened('silence');
    talk.send(...typed('Do you hear me?'));
    expect(await bench.received(16)).toMatchObject({ state: 'open', eventsIn: 16 });
    expect(namesOf(talk).slice(before).filter((name) => name === 'audioOutput')).toHaveLength(2);
    expect(server.faults.remove(id)).toBe(true);
    talk.send(...typed('Are you there?'));
    await talk.find(isTurnEnd, before);
  });

  it('answers nothing at all, not even with headers, until the client gives up', async () => {
    const server = await bench.start([{ kind: 'stalled_open' }]);
    const talk = openTalk(server.endpoint);
    talk.send(...opening(), ...typed('Hello'));
    expect(await bench.received(10)).toMatchObject({ eventsIn: 10, eventsOut: 0, faults: ['stalled_open'] });
    talk.abort();
    expect(textOf(await talk.over)).toMatch(/abnormally aborted in mid-communication with result code 0/);
    expect(talk.seen).toEqual([]);
    expect(await talkWell(server.endpoint)).toBe('none');
  });
});

describe('a stream whose words are late', () => {
  it.each<[string, FaultInput]>([
    ['the first of them', { kind: 'late_first_event', delayMs: 300 }],
    ['every one', { kind: 'slow', delayMs: 300 }],
  ])('%s', async (_, late) => {
    const { endpoint } = await bench.start([late]);
    const startedMs = performance.now();
    const talk = openTalk(endpoint);
    talk.send(...opening(), ...typed('Hello'));
    await talk.find(({ name }) => name === 'completionStart');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(299);
    await talk.find(isTurnEnd);
    const order = namesOf(talk).filter((name, at, all) => name !== 'usageEvent' && name !== all[at - 1]);
    expect(order.slice(0, 6)).toEqual(['completionStart', 'contentStart', 'textOutput', 'contentEnd', 'contentStart', 'audioOutput']);
    talk.send(...closing());
    talk.finish();
    expect(await talk.over).toBeNull();
    expect(namesOf(talk).at(-1)).toBe('completionEnd');
  });

  it('in the order in which they were said, also before an end in their midst', async () => {
    const { endpoint } = await bench.start([
      { kind: 'slow', delayMs: 100 },
      { kind: 'exception', known: 'unexpected_error', when: { streams: [1], at: { output: 'audioOutput', nth: 3 } } },
    ]);
    const { error, talk } = await talkToTheEnd(endpoint);
    expect(error).toMatch(/^ModelStreamErrorException: RequestId=\S+ : The system encountered an unexpected error during processing/);
    expect(namesOf(talk).filter((name) => name === 'audioOutput')).toHaveLength(2);
  });
});

describe('a model that does its work badly', () => {
  const script: ScriptStep[] = [
    { on: 'userText', matching: /look/, reply: [{ kind: 'call', tool: 'look', input: { at: 'sky' }, toolUseId: 'look-1' }], always: true },
    { on: 'userText', reply: [{ kind: 'say', text: 'Good.' }], always: true },
    { on: 'toolResult', reply: [{ kind: 'say', text: 'It is blue.' }], always: true },
  ];
  const tools = [{ name: 'look', schema: { type: 'object' } }];
  const openWith = async (faults: readonly FaultInput[]): Promise<RawTalk> => {
    const { endpoint } = await bench.start(faults, { script });
    const talk = openTalk(endpoint);
    talk.send(...opening({ tools }));
    return talk;
  };

  it.each<[string, FaultInput, number]>([
    ['every call', { kind: 'missed_tools' }, 0],
    ['the first call', { kind: 'missed_tools', count: 1 }, 2],
    ['from the second call on', { kind: 'missed_tools', when: { at: { output: 'toolUse', nth: 2 } } }, 1],
  ])('misses %s', async (_, missed, sent) => {
    const talk = await openWith([missed]);
    talk.send(...typed('look'), ...typed('look'), ...typed('look'), ...typed('Hello'));
    await talk.find(isTurnEnd);
    expect(namesOf(talk).filter((name) => name === 'toolUse')).toHaveLength(sent);
    expect(talk.seen.filter(({ type }) => type === 'TOOL')).toHaveLength(sent * 2);
    expect(bench.fired).toEqual(['1 missed_tools']);
  });

  it('encodes arguments twice, and takes the result all the same', async () => {
    const talk = await openWith([{ kind: 'double_encoded' }]);
    talk.send(...typed('look'));
    const call = await talk.find(({ name }) => name === 'toolUse');
    expect(call.content).toBe('"{\\"at\\":\\"sky\\"}"');
    talk.send(...toolResult('look-1', '{"colour":"blue"}'));
    await talk.find(({ content }) => content === 'It is blue.');
  });

  it('gives what the user said twice, in blocks of their own', async () => {
    const { endpoint } = await bench.start([{ kind: 'duplicate_transcripts' }]);
    const talk = openTalk(endpoint);
    talk.send(...opening(), ...audioFrames(dtmfTone('5', 80, 16000)), ...audioFrames(silence(400)));
    const isTranscript = (event: Seen): boolean => event.name === 'textOutput' && event.role === 'USER';
    await talk.find(isTurnEnd);
    const transcripts = talk.seen.filter(isTranscript);
    expect(transcripts.map(({ content, stage }) => `${stage} ${content}`)).toEqual(['FINAL 5', 'FINAL 5']);
    expect(new Set(transcripts.map(({ contentId }) => contentId)).size).toBe(2);
    expect(talk.seen.filter(({ contentId }) => contentId === transcripts[1]?.contentId).map(({ name }) => name)).toEqual(['contentStart', 'textOutput', 'contentEnd']);
  });
});
