import { expect, it } from '@jest/globals';
import { createMouth, type Mouth } from '../../../src/emulator/mouth.js';
import { defaultTiming, type EmulatorTiming } from '../../../src/emulator/options.js';
import { createOutlet } from '../../../src/emulator/outlet.js';
import type { Speech, SpeechSynthesizer } from '../../../src/emulator/speech/speech.js';
import { createTimers } from '../../../src/emulator/timers.js';
import { createUsage } from '../../../src/emulator/usage.js';
import type { OutputEvent } from '../../../src/models/nova-sonic/wire.js';
import { createManualClock, type ManualClock } from '../../support/manual-clock.js';

/** Each word lasts one second. */
const slowSpeech: SpeechSynthesizer = {
  name: 'tone',
  close: () => Promise.resolve(),
  speak(sentence, _voice, sampleRateHz): Promise<Speech> {
    const words = [...sentence.matchAll(/\S+/g)].map((match, n) => ({ endMs: (n + 1) * 1000, endIndex: match.index + match[0].length }));
    return Promise.resolve({ samples: new Int16Array(words.length * sampleRateHz), sampleRateHz, words });
  },
};

interface Bench {
  readonly mouth: Mouth;
  readonly clock: ManualClock;
  /** What was sent so far, in short, with the time in ms. */
  readonly sent: readonly string[];
  /** Moves time in steps of 10 ms, letting promises settle between them. */
  readonly pass: (durationMs: number) => Promise<void>;
}

function bench(timing: Partial<EmulatorTiming> = {}): Bench {
  const clock = createManualClock();
  const sent: string[] = [];
  let audioPieces = 0;
  const send = (event: OutputEvent): void => {
    if ('audioOutput' in event) {
      audioPieces += 1;
      return;
    }
    const at = `${clock.nowMs()}`;
    if ('textOutput' in event) sent.push(`${at} text ${event.textOutput.content}`);
    if ('toolUse' in event) sent.push(`${at} tool ${event.toolUse.toolName}`);
    if ('contentEnd' in event && event.contentEnd.type === 'AUDIO') {
      sent.push(`${at} audio ${audioPieces} ${event.contentEnd.stopReason}`);
      audioPieces = 0;
    }
    if ('contentEnd' in event && event.contentEnd.type === 'TEXT' && event.contentEnd.stopReason !== 'PARTIAL_TURN') sent.push(`${at} ${event.contentEnd.stopReason}`);
  };
  const timers = createTimers(clock, {
    onThrow: (thrown) => {
      throw thrown;
    },
  });
  const outlet = createOutlet({ send }, { sessionId: 's', promptName: 'p', sampleRateHz: 8000 });
  const act = (action: { readonly kind: string }): void => {
    if (action.kind === 'call') outlet.toolUse('look', 't', '{}');
  };
  const mouth = createMouth(
    { clock, timers, speech: slowSpeech, outlet, usage: createUsage(), act },
    { voice: 'matthew', sampleRateHz: 8000, timing: { ...defaultTiming, ...timing } },
  );
  return {
    mouth,
    clock,
    sent,
    async pass(durationMs) {
      for (let passed = 0; passed < durationMs; passed += 10) {
        clock.advance(10);
        await Promise.resolve();
        await Promise.resolve();
      }
    },
  };
}

const call = { kind: 'call', tool: 'look', input: {} } as const;

it('thinks, plans each sentence, sends four times faster than real time, and confirms at the pace of playback', async () => {
  const { mouth, pass, sent } = bench();
  mouth.answer([{ kind: 'say', text: 'One two. Three four five six.' }]);
  await pass(8000);
  const rounded = sent.map((line) => line.replace(/^\d+/, (ms) => String(Math.round(Number(ms) / 100) / 10)));
  expect(rounded).toEqual([
    '0.7 text One two.',
    '1.2 audio 25 PARTIAL_TURN',
    '1.2 text Three four five six.',
    '2.2 audio 50 END_TURN',
    '2.7 text One two.',
    '6.7 text Three four five six.',
    '6.7 END_TURN',
  ]);
  expect(mouth.speaking).toBe(false);
});

it('tells at an interruption what was really said, cut at a word, and nothing of the rest', async () => {
  const { mouth, pass, sent } = bench();
  mouth.answer([{ kind: 'say', text: 'One two. Three four five six. Seven.' }]);
  await pass(700 + 2000 + 2500);
  const before = sent.length;
  expect(mouth.speaking).toBe(true);
  expect(mouth.interrupt()).toBe('Three four');
  expect(sent.slice(before).map((line) => line.replace(/^\d+ /, ''))).toEqual(['text { "interrupted" : true }', 'INTERRUPTED', 'text Three four']);
  expect(mouth.speaking).toBe(false);
  await pass(10_000);
  expect(sent).toHaveLength(before + 3);
});

it('stops in the middle of sending, closes the open block, and keeps a tool call that was to follow', async () => {
  const { mouth, pass, sent } = bench();
  mouth.answer([{ kind: 'say', text: 'One two three four.' }, call]);
  await pass(700 + 500);
  const before = sent.length;
  mouth.interrupt();
  expect(sent.slice(before).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'audio 26 INTERRUPTED',
    'text { "interrupted" : true }',
    'INTERRUPTED',
    'tool look',
  ]);
});

it('announces no interruption when nothing was heard', async () => {
  const { mouth, pass, sent } = bench();
  mouth.answer([{ kind: 'say', text: 'One.' }]);
  await pass(300);
  expect(mouth.interrupt()).toBeNull();
  await pass(3000);
  expect(sent).toEqual([]);
});

it('waits while the user talks, and speaks when the user has ended', async () => {
  const { mouth, pass, sent } = bench();
  mouth.answer([{ kind: 'say', text: 'One.' }]);
  mouth.hold();
  await pass(5000);
  expect(sent).toEqual([]);
  expect(mouth.preparing).toBe(true);
  mouth.release();
  await pass(2000);
  expect(sent.map((line) => line.replace(/^\d+ /, ''))).toEqual(['text One.', 'audio 13 END_TURN', 'text One.', 'END_TURN']);
});

it('speaks before a tool call, calls when that was sent, and does not end the turn with it', async () => {
  const { mouth, pass, sent } = bench();
  mouth.answer([{ kind: 'say', text: 'One.' }, call]);
  await pass(1500);
  expect(sent.map((line) => line.replace(/^\d+ /, ''))).toEqual(['text One.', 'audio 13 PARTIAL_TURN', 'tool look']);
});

it('ends all blocks at the end of the prompt, and says nothing after it', async () => {
  const { mouth, pass, sent, clock } = bench();
  mouth.answer([{ kind: 'say', text: 'One two three four.' }]);
  await pass(700 + 500);
  mouth.finish();
  const count = sent.length;
  expect(sent.at(-1)).toMatch(/audio 26 END_TURN/);
  mouth.answer([{ kind: 'say', text: 'More.' }]);
  await pass(3000);
  expect(sent).toHaveLength(count);
  expect(clock.pending).toBe(0);
});
