import { expect, it } from '@jest/globals';
import { createInterviewMemory, type KeptInterview, type TabStorage } from '../../../public/src/client/interview-memory.js';
import { createManualClock } from '../../support/manual-clock.js';

const interview: KeptInterview = { place: { sessionId: 's-1', run: 'r-1', seq: 12 }, subject: { kind: 'questionnaire', questionnaireId: 'quick-pulse' }, voiceId: 'tiffany', useMicrophone: true };

function tab() {
  const values = new Map<string, string>();
  const storage: TabStorage = {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
  const clock = createManualClock();
  return { values, storage, clock, memory: createInterviewMemory({ storage: () => storage, clock }) };
}

it('remembers where an interview was, and forgets it', () => {
  const { memory, values } = tab();
  expect(memory.read()).toBeNull();
  memory.keep(interview);
  expect(memory.read()).toEqual(interview);
  memory.forget();
  expect(memory.read()).toBeNull();
  expect(values.size).toBe(0);
});

it('offers nothing that the server will not know any more', () => {
  const { memory, clock } = tab();
  memory.keep(interview);
  clock.advance(1_800_000);
  expect(memory.read()).toEqual(interview);
  clock.advance(1);
  expect(memory.read()).toBeNull();
});

it.each(['', '{', 'null', '7', '{"place":{"sessionId":7}}', '{"place":{"sessionId":"s-1"},"subject":{"kind":"assistant"}}'])('reads %j as nothing', (text) => {
  const { memory, storage } = tab();
  storage.setItem('voiceter.interview', text);
  expect(memory.read()).toBeNull();
});

it('does without where the browser forbids it', () => {
  const memory = createInterviewMemory({
    storage: () => {
      throw new Error('SecurityError');
    },
    clock: createManualClock(),
  });
  memory.keep(interview);
  memory.forget();
  expect(memory.read()).toBeNull();
});
