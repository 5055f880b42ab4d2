import { createCaller } from './caller.mjs';
import { nowMs, pause } from './clock.mjs';

const framesOfSpeech = 12;
const waitMs = 15_000;

/**
 * One whole session, as short as is honest: connects, starts, hears the agent's first words, talks a little, taps an answer,
 * and ends; or leaves without a word.
 *
 * @returns 'completed', 'left' or 'failed'
 */
export async function shortSession(url, number, leaves) {
  const waiting = new Map();
  const happened = new Set();
  const until = (...kinds) =>
    new Promise((resolve, reject) => {
      if (kinds.some((kind) => happened.has(kind))) return resolve();
      const deadline = setTimeout(() => reject(new Error(`no ${kinds.join(' or ')}`)), waitMs);
      for (const kind of kinds) {
        waiting.set(kind, () => {
          clearTimeout(deadline);
          resolve();
        });
      }
    });
  const caller = createCaller(number % 65_536, (kind) => {
    happened.add(kind);
    waiting.get(kind)?.();
  });
  const beganMs = nowMs();
  try {
    await caller.connect(url);
    caller.start();
    await until('session:ready');
    for (let frame = 0; frame < framesOfSpeech; frame += 1) caller.sendFrame(false);
    await until('audio:end');
    caller.emit('answer:submit', { questionId: 'p1', value: true });
    await until('response:recorded');
    if (leaves) {
      caller.drop();
      return { kind: 'left', ms: nowMs() - beganMs };
    }
    caller.emit('session:end', { reason: 'user_ended' });
    await until('session:complete');
    caller.close();
    await pause(0);
    return { kind: 'completed', ms: nowMs() - beganMs };
  } catch (error) {
    caller.drop();
    return { kind: 'failed', ms: nowMs() - beganMs, why: String(error.message) };
  }
}

/** Many of them, `concurrency` at a time; every tenth leaves. */
export async function manyShortSessions({ url, count, concurrency }, firstNumber) {
  const result = { completed: 0, left: 0, failed: 0, durations: [], why: [] };
  let begun = 0;
  const lane = async () => {
    while (begun < count) {
      const number = firstNumber + begun;
      begun += 1;
      const { kind, ms, why } = await shortSession(url, number, number % 10 === 9);
      result[kind] += 1;
      result.durations.push(ms);
      if (why !== undefined && result.why.length < 5) result.why.push(why);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return result;
}
