import { expect, it } from '@jest/globals';
import { createMessageGate } from '../../../../src/transports/carriers/message-gate.js';
import { createManualClock } from '../../../support/manual-clock.js';

it('lets 150 audio messages a second through for ten minutes, though half a second of them is late now and then', () => {
  const clock = createManualClock();
  const gate = createMessageGate({ clock });
  for (let second = 0; second < 600; second += 1) {
    if (second % 10 === 0) {
      clock.advance(500);
      for (let message = 0; message < 75; message += 1) gate.pass(true, { audioData: 'AAAA' });
    } else {
      for (let message = 0; message < 75; message += 1) {
        clock.advance(1000 / 150);
        gate.pass(true, { audioData: 'AAAA' });
      }
    }
    for (let message = 0; message < 75; message += 1) {
      clock.advance(1000 / 150);
      gate.pass(true, { audioData: 'AAAA' });
    }
  }
});

it('says how long to wait, once a second, and has no patience without end', () => {
  const clock = createManualClock();
  const gate = createMessageGate({ clock });
  for (let message = 0; message < 400; message += 1) gate.pass(true, '');
  expect(() => gate.pass(true, '')).toThrow(expect.objectContaining({ code: 'WS_RATE_LIMIT_EXCEEDED', detail: 'At most 200 audio messages a second. Wait 5 ms.' }));
  expect(gate.refused(true)).toBe('tell');
  expect(gate.refused(true)).toBe('spare');
  clock.advance(1000);
  expect(gate.refused(true)).toBe('tell');
  // The two that were told were forgiven meanwhile, but for one.
  for (let refusal = 0; refusal < 59; refusal += 1) expect(gate.refused(false)).toBe('tell');
  expect(gate.refused(false)).toBe('disconnect');
});

it('counts audio and control apart, and measures both', () => {
  const gate = createMessageGate({ clock: createManualClock() });
  for (let message = 0; message < 60; message += 1) gate.pass(false, {});
  expect(() => gate.pass(false, {})).toThrow(expect.objectContaining({ detail: expect.stringMatching(/^At most 20 control messages a second/) }));
  gate.pass(true, 'a'.repeat(64 * 1024));
  expect(() => gate.pass(true, 'a'.repeat(66 * 1024))).toThrow(expect.objectContaining({ code: 'WS_MESSAGE_INVALID', detail: 'The message is larger than 66560 bytes.' }));
});
