import { expect, it } from '@jest/globals';
import { createPlayout } from '../../../src/conversation/playout.js';

it('plays what was sent one after the other', () => {
  const playout = createPlayout();
  playout.sent(1, 100, 1000);
  playout.sent(1, 100, 1010);
  expect(playout.audibleUntilMs).toBe(1200);
});

it('plays at once after a pause', () => {
  const playout = createPlayout();
  playout.sent(1, 100, 1000);
  playout.sent(1, 100, 5000);
  expect(playout.audibleUntilMs).toBe(5100);
});

it('forgets the old utterance when a new one begins', () => {
  const playout = createPlayout();
  playout.sent(1, 60_000, 1000);
  playout.sent(2, 100, 2000);
  expect(playout.audibleUntilMs).toBe(2100);
});

it('believes the client about how far it is, but not beyond what was sent, nor about another utterance', () => {
  const playout = createPlayout();
  playout.sent(1, 1000, 0);
  playout.played(1, 200, 500);
  expect(playout.audibleUntilMs).toBe(1300);
  playout.played(1, 5000, 600);
  playout.played(2, 100, 600);
  expect(playout.audibleUntilMs).toBe(1300);
});

it('does not wait for ever for a client that reports and does not play', () => {
  const playout = createPlayout();
  playout.sent(1, 1000, 0);
  for (let nowMs = 250; nowMs <= 60_000; nowMs += 250) playout.played(1, 0, nowMs);
  expect(playout.audibleUntilMs).toBe(11_000);
});
