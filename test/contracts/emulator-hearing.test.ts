import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { samplesFromBytes } from '../../src/audio/pcm.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { systemClock } from '../../src/kernel/clock.js';
import { audioFrames, closing, openTalk, opening, silence, toolResult, typed, type Seen } from './emulator-client.js';

const ready = ['/usr/bin/pocketsphinx_continuous', '/usr/share/pocketsphinx/model/en-us', '/usr/bin/flite'].every((path) => existsSync(path));
if (!ready) process.stdout.write('skipped: a spoken interview needs pocketsphinx_continuous with en-us, and flite, on this machine\n');

/** Words said by a synthetic voice, 16 kHz. */
function spoken(text: string): Int16Array {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-said-'));
  const file = join(directory, 'said.wav');
  spawnSync('/usr/bin/flite', ['-voice', 'slt', '-t', text, '-o', file]);
  const samples = samplesFromBytes(readFileSync(file).subarray(44));
  rmSync(directory, { recursive: true });
  return samples;
}

const object = { type: 'object', properties: {} };
const tools = ['get_next_question', 'record_response', 'validate_answer', 'get_demo_context', 'end_interview'].map((name) => ({ name, schema: object }));
const recommend = { questionId: 'q2', questionType: 'nps', questionText: 'How likely are you to recommend us?', scale: { min: 0, max: 10 } };
const isToolUse = (event: Seen): boolean => event.name === 'toolUse';

let emulator: Emulator | null = null;
afterEach(() => emulator?.close());

(ready ? it : it.skip)('conducts a spoken interview: what was heard becomes user text and goes to record_response', async () => {
  emulator = await startEmulator(
    { clock: systemClock },
    { speech: 'tone', hearing: 'pocketsphinx', timing: { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity } },
  );
  expect(emulator.hearing).toBe('speech');
  const talk = openTalk(emulator.endpoint);
  talk.send(...opening({ tools }), ...typed('[server] The participant is here: call get_next_question'));
  const asked = await talk.find(isToolUse);
  expect(asked.toolName).toBe('get_next_question');
  talk.send(...toolResult(asked.toolUseId, JSON.stringify({ status: 'open', say: 'How likely are you to recommend us?', question: recommend })));
  await talk.find((event) => event.stopReason === 'END_TURN' && event.type === 'AUDIO');

  const before = talk.seen.length;
  talk.send(...audioFrames(silence(500)), ...audioFrames(spoken('I would say a nine')), ...audioFrames(silence(1600)));
  const recorded = await talk.find(isToolUse, before);
  expect(recorded.toolName).toBe('record_response');
  // The article is too short to be relied on.
  expect(recorded.content).toMatch(/^\{"questionId":"q2","response":"i would say (?:a )?nine"\}$/);
  const heard = talk.seen.slice(before).find((event) => event.name === 'textOutput' && event.role === 'USER');
  expect(heard?.stage).toBe('FINAL');
  expect(heard?.content).toMatch(/^i would say (?:a )?nine$/);

  talk.send(...toolResult(recorded.toolUseId, JSON.stringify({ status: 'complete', say: 'Thank you.', question: null })));
  await talk.find((event) => event.content === 'Thank you.', before);
  talk.send(...closing());
  talk.finish();
  expect(await talk.over).toBeNull();
});
