import { existsSync } from 'node:fs';
import { pause } from '../parts/clock.mjs';
import { startChild } from '../parts/children.mjs';
import { openHouse } from '../parts/house.mjs';
import { percentiles, round } from '../parts/statistics.mjs';
import { ms, table, three } from '../parts/tables.mjs';

const redisProgram = '/usr/bin/redis-server';
/** What a real model is said to take for its first words; the bars are for breaks as they are heard. */
const thinkMs = 700;
const callersAtOnce = 20;

/** How long breaks last, as a participant hears them; nothing is mended by the callers but their own connection. */
export async function gaps({ rounds }, tell) {
  const result = {};
  for (const [name, work] of Object.entries({ renewal, recovery, dropped, killed })) {
    result[name] = await work(rounds);
    tell(`${name}: ${JSON.stringify(result[name])}\n`);
  }
  return result;
}

async function withCallers(options, callers, work) {
  const house = await openHouse(options);
  try {
    const server = await house.startServer();
    await house.model.ask('configure', { thinkMs });
    await house.callers.ask('configure', options.talking ?? {});
    await house.callers.ask('add', { url: server.url, to: callers, perSecond: 10 });
    await pause(5000);
    return await work(house, server);
  } finally {
    await house.close();
  }
}

/** Streams are renewed every few seconds, while people talk and listen. */
function renewal(rounds) {
  const seconds = Math.max(20, Math.ceil((rounds * 10) / callersAtOnce));
  const talking = { cycleMs: 8000, talkMs: 1200, bargeIn: false };
  return withCallers({ limits: { renewAfterMs: 3000 }, talking }, callersAtOnce, async ({ model, callers }) => {
    await model.ask('begin');
    await model.ask('count', true);
    await callers.ask('begin');
    await pause(seconds * 1000);
    const [heard, called] = await Promise.all([model.ask('read'), callers.ask('read')]);
    await model.ask('count', false);
    const counted = await model.ask('counted');
    // A turn of which a part fell into a change of streams, and the others.
    const near = (turn) => heard.opens.some(({ from, atMs }) => from === turn.from && atMs > turn.endedMs - talking.talkMs && atMs < turn.atMs);
    const waitOf = ({ endedMs, atMs }) => atMs - endedMs;
    const plain = percentiles(called.answers.filter((turn) => !near(turn)).map(waitOf));
    const across = percentiles(called.answers.filter(near).map(waitOf));
    return {
      renewals: heard.opens.length,
      /** From the last frame that the old stream heard to the first that the new one did; below 0: it heard earlier ones again. */
      lineGapMs: percentiles(heard.opens.map(({ atMs, lastHeardMs }) => Math.max(0, atMs - lastHeardMs))),
      frames: counted,
      answerMs: { plain, across },
      addedToAnswerP95Ms: across.n === 0 ? null : round(across.p95 - plain.p50, 1),
      faults: called.faults,
    };
  });
}

/** RST_STREAM under one caller after another: half of them while the agent's speech is coming, half of them not. */
function recovery(rounds) {
  return withCallers({ talking: { cycleMs: 8000, talkMs: 1200, bargeIn: false } }, callersAtOnce, async ({ model, callers }) => {
    const torn = { speaking: [], quiet: [] };
    await callers.ask('begin');
    for (let round_ = 0; round_ < rounds; round_ += 1) {
      const kind = round_ % 2 === 0 ? 'speaking' : 'quiet';
      const from = round_ % callersAtOnce;
      for (let tries = 0; tries < 200; tries += 1) {
        const atMs = await model.ask('reset', { from, speaking: kind === 'speaking' });
        if (atMs === null) {
          await pause(50);
          continue;
        }
        torn[kind].push({ from, atMs });
        await callers.ask('await', { from, sinceMs: atMs });
        break;
      }
      await pause(250);
    }
    await pause(10_000);
    const { sounds, faults } = await callers.ask('read');
    const { opens } = await model.ask('read');
    const first = (facts, { from, atMs }) => facts.find((fact) => fact.from === from && fact.atMs > atMs);
    const until = (kind, fits) => percentiles(torn[kind].flatMap((break_) => (first(sounds.filter(fits), break_) === undefined ? [] : [first(sounds.filter(fits), break_).atMs - break_.atMs])));
    const lines = [...torn.speaking, ...torn.quiet].flatMap((break_) => {
      const open = first(opens, break_);
      return open === undefined ? [] : [open.atMs - break_.atMs];
    });
    return {
      torn: { speaking: torn.speaking.length, quiet: torn.quiet.length },
      /** The participant is heard again by a new stream. */
      lineMs: percentiles(lines),
      /** Torn while the agent spoke: until its speech comes again. A torn quiet stream is replaced without a word. */
      speechMs: until('speaking', ({ isSpeech }) => isSpeech),
      thinkMs,
      faults,
    };
  });
}

/** A socket that is gone without a word, and one that comes back at once. */
function dropped(rounds) {
  return withCallers({}, callersAtOnce, async ({ model, callers }, server) => {
    await model.ask('begin');
    const assigned = [];
    const drops = [];
    let refused = 0;
    for (let round_ = 0; round_ < rounds; round_ += 1) {
      const from = round_ % callersAtOnce;
      const atMs = await callers.ask('drop', { from });
      const back = await callers.ask('comeBack', { from, url: server.url });
      if (!back.reconnected) refused += 1;
      assigned.push(back.atMs - atMs);
      drops.push({ from, atMs });
      await pause(300);
    }
    const { marks } = await model.ask('read');
    return {
      refused,
      assignedMs: percentiles(assigned),
      /** Until a frame of the new connection reaches the model. */
      lineMs: percentiles(drops.flatMap(({ from, atMs }) => marks.filter((mark) => mark.from === from && mark.atMs > atMs).slice(0, 1).map((mark) => mark.atMs - atMs))),
    };
  });
}

/** Two nodes with one Redis and one database; the one that has all callers is killed, and they come back to the other. */
async function killed(rounds) {
  if (!existsSync(redisProgram)) return { skipped: 'redis-server is not installed' };
  const port = 20_000 + (process.pid % 20_000);
  const redis = await startChild(redisProgram, { isNode: false, args: ['--port', String(port), '--save', '', '--appendonly', 'no'], ready: /Ready to accept connections/ });
  try {
    const callers = Math.min(rounds, callersAtOnce);
    return await withCallers({ redisUrl: `redis://127.0.0.1:${port}` }, callers, async (house, first) => {
      const second = await house.startServer();
      await pause(5000);
      await house.callers.ask('begin');
      await house.model.ask('begin');
      const waiting = Array.from({ length: callers }, (_, from) => house.callers.ask('comeBackAfterClose', { from, url: second.url }));
      await first.kill();
      const backs = await Promise.all(waiting);
      await pause(8000);
      const { sounds, faults } = await house.callers.ask('read');
      const { marks } = await house.model.ask('read');
      const after = (facts) => backs.flatMap(({ from, closedMs }) => facts.filter((fact) => fact.from === from && fact.atMs > closedMs).slice(0, 1).map((fact) => fact.atMs - closedMs));
      return {
        callers,
        refused: backs.filter(({ reconnected }) => !reconnected).length,
        assignedMs: percentiles(backs.map((back) => back.atMs - back.closedMs)),
        /** Until a frame of the participant reaches the model again. */
        lineMs: percentiles(after(marks)),
        /** Until the agent speaks again. */
        speechMs: percentiles(after(sounds.filter(({ isSpeech }) => isSpeech))),
        thinkMs,
        faults,
      };
    });
  } finally {
    await redis.kill();
  }
}

export function textFromGaps({ renewal: renewed, recovery: recovered, dropped: drop, killed: kill }) {
  const rows = [
    ['renewal: nobody hears the participant', renewed.lineGapMs, 250],
    ['renewal: answers that fell into one (from the end of the question)', renewed.answerMs.across, null],
    ['renewal: all other answers', renewed.answerMs.plain, null],
    ['stream reset: the participant is heard again', recovered.lineMs, null],
    ['stream reset: the agent speaks again, thinking included', recovered.speechMs, 1500],
    ['dropped socket: told that it goes on', drop.assignedMs, null],
    ['dropped socket: the participant is heard again', drop.lineMs, 1500],
    ...(kill.skipped === undefined
      ? [
          ['kill -9: told by the other node that it goes on', kill.assignedMs, null],
          ['kill -9: the participant is heard again', kill.lineMs, null],
          ['kill -9: the agent speaks again, thinking included', kill.speechMs, 3000],
        ]
      : []),
  ];
  return (
    `\nGaps in ms: p50 / p95 / p99; the model thinks ${thinkMs} ms before it speaks\n` +
    table(['', 'n', 'p50 / p95 / p99', 'bar'], rows.map(([name, figures, bar]) => [name, figures.n, figures.n === 0 ? '–' : three(figures), bar === null ? '' : ms(bar, 0)])) +
    `Renewals: ${renewed.renewals}; of ${renewed.frames.frames} frames of the microphones ${renewed.frames.lost} lost, ${renewed.frames.doubled} heard by two streams.\n` +
    (kill.skipped === undefined ? '' : `kill -9: skipped, ${kill.skipped}.\n`)
  );
}
