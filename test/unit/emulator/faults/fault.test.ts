import { expect, it } from '@jest/globals';
import { faultFromInput } from '../../../../src/emulator/faults/fault.js';
import { ok, refuse } from '../../../../src/kernel/result.js';

it('fills in what is left out: once, on the next stream, at the open', () => {
  expect(faultFromInput({ kind: 'reset' })).toEqual(ok({ kind: 'reset', code: 'INTERNAL_ERROR', when: { streams: { next: 1 }, at: 'open' } }));
  expect(faultFromInput({ kind: 'silence', when: { at: { output: 'audioOutput' } } })).toEqual(
    ok({ kind: 'silence', when: { streams: { next: 1 }, at: { output: 'audioOutput', nth: 1 } } }),
  );
  expect(faultFromInput({ kind: 'quota', when: { streams: 'every' } })).toEqual(ok({ kind: 'quota', when: { streams: 'every' } }));
});

it.each<[unknown, RegExp]>([
  [5, /^fault: .*expected object/],
  [{ kind: 'rest' }, /^kind: one of throttled, quota, .*duplicate_transcripts$/],
  [{ kind: 'reset', cod: 'CANCEL' }, /^fault: Unrecognized key: "cod"$/],
  [{ kind: 'reset', code: 'BAD' }, /^code: .*"REFUSED_STREAM"/],
  [{ kind: 'slow' }, /^delayMs: .*expected number/],
  [{ kind: 'slow', delayMs: 480_001 }, /^delayMs: /],
  [{ kind: 'exception' }, /^fault: give either `known`, or `type`/],
  [{ kind: 'exception', known: 'idle', type: 'validationException' }, /^fault: give either `known`, or `type`/],
  [{ kind: 'exception', known: 'nothing' }, /^known: .*"system_instability"/],
  [{ kind: 'throttled', when: { at: 'open' } }, /^when: Unrecognized key: "at"$/],
  [{ kind: 'reset', when: { streams: 'some' } }, /^when\.streams: every, live, a list of numbers/],
  [{ kind: 'reset', when: { streams: [0] } }, /^when\.streams/],
  [{ kind: 'reset', when: { at: { output: 'audioInput' } } }, /^when\.at/],
  [{ kind: 'reset', when: { at: { input: 'audioInput', nth: 0 } } }, /^when\.at/],
])('says what would be right: %j', (input, words) => {
  const read = faultFromInput(input);
  expect(read).toEqual(refuse(expect.stringMatching(words)));
});
