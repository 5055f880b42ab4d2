import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAgentTrack, type AgentTrack } from '../../../src/audio/agent-track.js';

const perMs = 24;

/** Stretches of unbroken sound, as [from ms, to ms]. */
function heard(track: AgentTrack): (readonly [number, number])[] {
  const stretches: [number, number][] = [];
  for (const { at, samples } of track.placed()) {
    const last = stretches.at(-1);
    if (last?.[1] === at / perMs) last[1] += samples / perMs;
    else stretches.push([at / perMs, (at + samples) / perMs]);
  }
  return stretches;
}
const trackOf = (fill: (track: AgentTrack, send: (atMs: number, epoch: number, durationMs: number) => void) => void): AgentTrack => {
  const track = createAgentTrack({ sampleRateHz: 24000 });
  let from = 0;
  fill(track, (atMs, epoch, durationMs) => {
    track.sent(atMs, epoch, from, durationMs * perMs);
    from += durationMs * perMs * 2;
  });
  return track;
};

describe('the track of the agent', () => {
  it('plays what came faster than real time one after another, from the first on', () => {
    expect(heard(trackOf((_, send) => {
      for (let n = 0; n < 10; n += 1) send(1000 + n, 1, 500);
    }))).toEqual([[1000, 6000]]);
  });
  it('has a gap where the model was slower than its speech', () => {
    expect(heard(trackOf((_, send) => {
      send(1000, 1, 500);
      send(2000, 1, 500);
    }))).toEqual([[1000, 1500], [2000, 2500]]);
  });
  it('does not tear what trickles in with some jitter', () => {
    expect(heard(trackOf((_, send) => {
      for (let n = 0; n < 10; n += 1) send(1000 + n * 100 + (n % 3) * 10, 1, 100);
    }))).toEqual([[1000, 2000]]);
  });
  it('queues an utterance behind the one before', () => {
    expect(heard(trackOf((_, send) => {
      send(1000, 1, 3000);
      send(2000, 2, 500);
    }))).toEqual([[1000, 4500]]);
  });
  it('begins when the player began: from its first report on, the delay is known', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 2000);
      for (const [atMs, playedMs] of [[1250, 100], [1500, 350], [1750, 600], [3150, 2000]] as const) track.played(atMs, 1, playedMs * perMs);
    }))).toEqual([[1150, 3150]]);
  });
  it('takes a late report for late, not for a stall, when the next is in time', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 2000);
      for (const [atMs, playedMs] of [[1250, 150], [1700, 400], [1750, 650]] as const) track.played(atMs, 1, playedMs * perMs);
    }))).toEqual([[1100, 3100]]);
  });
  it('shows where the player ran dry, and goes on where it went on', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 2000);
      for (const [atMs, playedMs] of [[1250, 200], [1500, 450], [1750, 450], [2000, 450], [2250, 700], [2500, 950]] as const) track.played(atMs, 1, playedMs * perMs);
    }))).toEqual([[1050, 1530], [2030, 3550]]);
  });
  it('does not believe that the last piece was late because its report is', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 900);
      for (const [atMs, playedMs] of [[1250, 250], [1500, 500], [1750, 750], [2200, 900]] as const) track.played(atMs, 1, playedMs * perMs);
    }))).toEqual([[1000, 1900]]);
  });
  it('ends a cut utterance where it was cut, and plays nothing of it afterwards', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 5000);
      track.cut(2345, 2);
      send(2400, 1, 500);
      send(3000, 2, 500);
    }))).toEqual([[1000, 2345], [3000, 3500]]);
  });
  it('drops an utterance that waited behind the one that was cut', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 5000);
      send(1100, 2, 5000);
      track.cut(2000, 3);
      send(2500, 3, 100);
    }))).toEqual([[1000, 2000], [2500, 2600]]);
  });
  it('ends earlier in the utterance when the player was behind', () => {
    const track = trackOf((one, send) => {
      send(1000, 1, 5000);
      for (const [atMs, playedMs] of [[1700, 200], [1950, 450]] as const) one.played(atMs, 1, playedMs * perMs);
      one.cut(2100, 2);
    });
    expect(heard(track)).toEqual([[1500, 2100]]);
  });
  it('believes no player that has played more than it got, or less than before', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 1000);
      track.played(1500, 1, 9000 * perMs);
      track.played(1600, 1, 600 * perMs);
      track.played(1700, 1, 100 * perMs);
      track.played(1700, 7, 100 * perMs);
    }))).toEqual([[1000, 2000]]);
  });
  it('waits for a player that reports and does not play, but for 10 s only', () => {
    expect(heard(trackOf((track, send) => {
      send(1000, 1, 1000);
      for (let atMs = 1250; atMs < 31_000; atMs += 250) track.played(atMs, 1, 0);
    }))).toEqual([[11_000, 12_000]]);
  });
  it('never overlaps and never plays what was not sent yet, whatever players say', () => {
    const event = fc.oneof(
      fc.record({ type: fc.constant('send' as const), epoch: fc.integer({ min: 0, max: 3 }), ms: fc.integer({ min: 1, max: 3000 }) }),
      fc.record({ type: fc.constant('played' as const), epoch: fc.integer({ min: 0, max: 3 }), ms: fc.integer({ min: 0, max: 5000 }) }),
      fc.record({ type: fc.constant('cut' as const), epoch: fc.integer({ min: 0, max: 4 }), ms: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ event, gapMs: fc.integer({ min: 0, max: 800 }) }), { maxLength: 60 }), (events) => {
        const track = createAgentTrack({ sampleRateHz: 24000 });
        const sentAt: number[] = [];
        let atMs = 0;
        events.forEach(({ event: { type, epoch, ms }, gapMs }, n) => {
          atMs += gapMs;
          sentAt.push(atMs);
          if (type === 'send') track.sent(atMs, epoch, n * 1_000_000, ms * perMs);
          else if (type === 'played') track.played(atMs, epoch, ms * perMs);
          else track.cut(atMs, epoch);
        });
        let end = 0;
        for (const { at, samples, from } of track.placed()) {
          expect(at).toBeGreaterThanOrEqual(end);
          expect(samples).toBeGreaterThan(0);
          end = at + samples;
          expect(at / perMs).toBeGreaterThanOrEqual((sentAt[Math.floor(from / 1_000_000)] ?? NaN) - 40.1);
        }
      }),
      { numRuns: 300 },
    );
  });
});
