import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { asked, brisk, calls, firstAnswer, lastAnswer, recorded, secondAnswer, timesSaid, type Call } from '../../support/call.js';

/* Rows 3 and 5 of the fault table: streams that are replaced before the model ends them. */

const { begin } = calls();

describe('row 3: the eight minutes', () => {
  it('are renewed at a quiet moment: within 250 ms, without a word, and no sample of the microphone is lost', async () => {
    const one = await begin({ limits: { renewAfterMs: 1500, renewalLookMs: 50 } });
    const { caller, ear, frames } = one;
    await asked(one, 'get done');
    await renewals(one, 1);
    caller.send('text:message', { text: 'yes' });
    await asked(one, 'How likely');
    await renewals(one, 2);
    await ear.press('9');
    expect(await recorded(one, 'p2')).toBe('9');
    await lastAnswer(one);
    expect(frames.size).toBeGreaterThanOrEqual(3);
    for (const words of ['get done', 'How likely', 'one thing']) expect(timesSaid(one, words)).toBe(1);
    expect(caller.received.map(({ event }) => event)).not.toContain('session:waiting');
    expect(lostFrames(frames)).toEqual([]);
    // Each stream begins to hear before the one before it is let go: the line has no gap at all.
    const streams = [...frames.values()];
    streams.slice(1).forEach((next, at) => expect(next[0]).toBeLessThanOrEqual((streams[at]?.at(-1) ?? 0) + 1));
    expect(ear.framesSent).toBeGreaterThan(100);
  });

  it('pass four times in an interview of half an hour, and nothing is asked or answered twice', async () => {
    const one = await begin({
      timeFactor: 40,
      // Every frame passes forty times as often: small ones would be more than a busy machine can carry.
      frameMs: 128,
      emulator: { toneSpeed: 1, timing: { ...brisk.timing, endpointingMs: 1500, thinkMs: 700 } },
      // A machine that is busy for a tenth of a second must not look like a model that is silent for six.
      limits: { answerMs: 120_000, firstAnswerMs: 120_000, remindMs: 120_000, bridgeMs: 120_000, deafMs: 120_000, idleMs: 300_000 },
    });
    const { caller, ear, frames, server } = one;
    await firstAnswer(one);
    await asked(one, 'How likely');
    // Somebody who wants to hear the question again, and again.
    while (ear.nowMs - ear.startedMs < 30 * 60_000) {
      await ear.press('*');
      await asked(one, 'How likely');
    }
    await ear.press('9');
    expect(await recorded(one, 'p2')).toBe('9');
    await lastAnswer(one);
    const streams = server.emulator?.streams() ?? [];
    expect(streams.length).toBeGreaterThanOrEqual(5);
    // Every stream was closed by us before the model did it.
    expect(streams.every(({ ageMs }) => ageMs < 480_000)).toBe(true);
    expect(timesSaid(one, 'get done')).toBe(1);
    expect(timesSaid(one, 'line was gone')).toBe(0);
    expect(lostFrames(frames)).toEqual([]);
    expect(caller.received.filter(({ event }) => event === 'error')).toEqual([]);
  }, 120_000);
});

/** Waits until so many streams have been let go. */
const renewals = ({ server }: Call, count: number): Promise<number> => eventually(() => Promise.resolve((server.emulator?.streams() ?? []).filter(({ state }) => state === 'closed').length), (closed) => closed >= count);

/** Numbers between the first and the last that any stream has heard, which none has. */
function lostFrames(frames: ReadonlyMap<number, readonly number[]>): readonly number[] {
  const heard = new Set([...frames.values()].flat());
  const last = Math.max(...heard);
  return Array.from({ length: last }, (_, at) => at + 1).filter((number) => !heard.has(number));
}

it('row 5: no stream to be had for the renewal: the old one goes on', async () => {
  const one = await begin({ limits: { renewAfterMs: 1500, renewalLookMs: 50 }, faults: [{ kind: 'throttled', when: { streams: [2, 3, 4] } }] });
  await firstAnswer(one);
  await secondAnswer(one);
  await lastAnswer(one);
  expect(timesSaid(one, 'line was gone')).toBe(0);
  expect(one.caller.received.map(({ event }) => event)).not.toContain('session:waiting');
});
