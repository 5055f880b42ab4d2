/*
 * A model that measures: on Bedrock's wire, and as lively as a real one, it stamps what it says and reads the stamps of what it
 * hears. It hears by loudness, answers what was said with a tool call and then speech, and breaks off when it is interrupted.
 */
import http2 from 'node:http2';
import { answer } from '../parts/answering.mjs';
import { nowMs } from '../parts/clock.mjs';
import { createFrameReader, frameFromEvent, frameFromText } from '../parts/event-frames.mjs';
import { createOwnLoad } from '../parts/own-load.mjs';
import { percentiles } from '../parts/statistics.mjs';
import { readStamp, stampBytes, stampChars, writeStamp } from '../parts/stamp.mjs';

const pieceMs = 80;
const pieceBytes = pieceMs * 48;
const quietFrames = 15;
const settings = { speechMs: 4800, deliverySpeed: 4, thinkMs: 0 };

const load = createOwnLoad();
let measuring = false;
let seen = fresh();
function fresh() {
  return { ages: [], interrupts: [], tools: [], marks: [], opens: [], resets: [], errors: [] };
}
/** The newest stream of each caller that was heard of, also when it is over. */
const streamOf = new Map();
/** Numbers of the frames of each caller, and how often each came; only while `counting`. */
const counts = new Map();
let counting = false;
let streamsOpen = 0;

const silentRest = Buffer.alloc(pieceBytes - stampBytes).toString('base64');
const stampOut = Buffer.alloc(stampBytes);

const server = http2.createServer();
server.on('stream', (stream) => {
  streamsOpen += 1;
  stream.on('error', () => undefined);
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
  const ids = { sessionId: 's', promptName: 'p', completionId: 'c' };
  const put = (event) => stream.writable && stream.write(frameFromEvent(event));
  let caller = null;
  let blocks = 0;
  let calls = 0;
  let loud = 0;
  let quiet = 0;
  let hasTalked = false;
  let saidYes = false;
  let said = 0;
  let speaking = null;
  /** Until then the imagined listener hears us. */
  let playingUntilMs = 0;
  let callSentMs = 0;
  let lastHeardMs = 0;
  let isOver = false;
  const timers = new Set();
  const later = (ms, work) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  };

  const text = (role, content, stage) => {
    blocks += 1;
    const contentId = `t${blocks}`;
    put({ contentStart: { ...ids, contentId, type: 'TEXT', role, additionalModelFields: JSON.stringify({ generationStage: stage }), textOutputConfiguration: { mediaType: 'text/plain' } } });
    put({ textOutput: { ...ids, contentId, content, role } });
    put({ contentEnd: { ...ids, contentId, type: 'TEXT', stopReason: 'PARTIAL_TURN' } });
  };
  const call = (toolName, input) => {
    calls += 1;
    blocks += 1;
    const contentId = `u${blocks}`;
    put({ contentStart: { ...ids, contentId, type: 'TOOL', role: 'TOOL', toolUseOutputConfiguration: { mediaType: 'application/json' } } });
    callSentMs = nowMs();
    put({ toolUse: { ...ids, contentId, toolName, toolUseId: `call-${calls}`, content: JSON.stringify(input), role: 'TOOL' } });
    put({ contentEnd: { ...ids, contentId, type: 'TOOL', stopReason: 'TOOL_USE' } });
  };

  function speak() {
    if (speaking !== null) return;
    const sentence = 'That is noted, thank you. And now the next question, which is somewhat longer than the one before.';
    text('ASSISTANT', sentence, 'SPECULATIVE');
    blocks += 1;
    const contentId = `a${blocks}`;
    put({ contentStart: { ...ids, contentId, type: 'AUDIO', role: 'ASSISTANT', audioOutputConfiguration: { mediaType: 'audio/lpcm', sampleRateHertz: 24000, sampleSizeBits: 16, encoding: 'base64', channelCount: 1 } } });
    const head = `{"event":{"audioOutput":{"sessionId":"s","promptName":"p","completionId":"c","contentId":"${contentId}","content":"`;
    const pieces = Math.round(settings.speechMs / pieceMs);
    const beganMs = nowMs();
    let sent = 0;
    const end = (stopReason) => {
      clearInterval(speaking);
      speaking = null;
      put({ contentEnd: { ...ids, contentId, type: 'AUDIO', stopReason } });
    };
    playingUntilMs = beganMs + settings.speechMs;
    const step = () => {
      while (sent < pieces && beganMs + (sent * pieceMs) / settings.deliverySpeed <= nowMs()) {
        said += 1;
        writeStamp(stampOut, { sentMs: nowMs(), from: caller ?? 0, number: said });
        if (stream.writable) stream.write(frameFromText(`${head}${stampOut.toString('base64')}${silentRest}"}}}`));
        sent += 1;
      }
      if (sent < pieces) return;
      end('END_TURN');
      later(Math.max(0, playingUntilMs - nowMs()), () => text('ASSISTANT', sentence, 'FINAL'));
    };
    speaking = setInterval(step, pieceMs / settings.deliverySpeed / 2);
    speaking.stop = () => end('INTERRUPTED');
    step();
  }

  function interrupt() {
    playingUntilMs = 0;
    speaking?.stop();
    blocks += 1;
    put({ contentStart: { ...ids, contentId: `t${blocks}`, type: 'TEXT', role: 'ASSISTANT', additionalModelFields: '{"generationStage":"FINAL"}', textOutputConfiguration: { mediaType: 'text/plain' } } });
    const frame = frameFromEvent({ textOutput: { ...ids, contentId: `t${blocks}`, content: '{ "interrupted" : true }', role: 'ASSISTANT' } });
    if (measuring) seen.interrupts.push({ from: caller, atMs: nowMs() });
    if (stream.writable) stream.write(frame);
    put({ contentEnd: { ...ids, contentId: `t${blocks}`, type: 'TEXT', stopReason: 'INTERRUPTED' } });
  }

  function hear(stamp, isLoud) {
    const atMs = nowMs();
    if (stamp !== null) {
      const isFirst = caller === null;
      caller = stamp.from;
      lastHeardMs = atMs;
      if (isFirst) {
        const before = streamOf.get(caller);
        if (before !== undefined && before !== self) seen.opens.push({ from: caller, atMs, lastHeardMs: before.lastHeardMs });
        streamOf.set(caller, self);
      }
      if (measuring) seen.ages.push(atMs - stamp.sentMs);
      if (stamp.mark) seen.marks.push({ from: caller, number: stamp.number, atMs });
      if (counting) {
        const of = counts.get(caller) ?? counts.set(caller, new Map()).get(caller);
        of.set(stamp.number, (of.get(stamp.number) ?? 0) + 1);
      }
    }
    loud = isLoud ? loud + 1 : 0;
    quiet = isLoud ? 0 : quiet + 1;
    if (loud === 2) {
      hasTalked = true;
      if (atMs < playingUntilMs) interrupt();
    }
    if (hasTalked && quiet === quietFrames) {
      hasTalked = false;
      saidYes = !saidYes;
      const words = saidYes ? 'Yes.' : 'No.';
      text('USER', words, 'FINAL');
      call('record_response', { questionId: 'p1', response: saidYes ? 'yes' : 'no' });
    }
  }

  let awaitsText = false;
  function receive(input) {
    if (input.startsWith('{"event":{"audioInput"')) {
      const at = input.indexOf('"content":"') + 11;
      const frame = Buffer.from(input.slice(at, at + stampChars + 64), 'base64');
      return hear(readStamp(frame), frame.length > stampBytes + 20 && Math.abs(frame.readInt16LE(stampBytes + 16)) > 1000);
    }
    const { event } = JSON.parse(input);
    if (event.contentStart?.type === 'TEXT') awaitsText = event.contentStart.interactive;
    else if (event.textInput !== undefined && awaitsText) later(settings.thinkMs, () => call('get_next_question', {}));
    else if (event.toolResult !== undefined) {
      if (measuring) seen.tools.push(nowMs() - callSentMs);
      if (/"error"/.test(event.toolResult.content) && seen.errors.length < 5) seen.errors.push(event.toolResult.content.slice(0, 300));
      later(settings.thinkMs, speak);
    } else if (event.sessionEnd !== undefined) {
      finish();
      stream.end();
    }
  }

  function finish() {
    clearInterval(speaking);
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    isOver = true;
  }
  const self = {
    get lastHeardMs() {
      return lastHeardMs;
    },
    get isOver() {
      return isOver;
    },
    get isSpeaking() {
      return speaking !== null;
    },
    reset() {
      finish();
      stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    },
  };
  put({ completionStart: ids });
  stream.on('close', () => {
    streamsOpen -= 1;
    finish();
  });
  stream.on('data', createFrameReader(receive, () => stream.end()));
});

answer({
  configure: (given) => void Object.assign(settings, given),
  begin() {
    seen = fresh();
    measuring = true;
    load.begin();
  },
  /** Marks and openings are kept until they are read. */
  read() {
    measuring = false;
    const { ages, ...rest } = seen;
    seen = fresh();
    return { up: percentiles(ages), load: load.read(), ...rest };
  },
  /** Tears the stream of a caller. Null: there is none, or not in the state that is asked for. */
  reset({ from, speaking }) {
    const stream = streamOf.get(from);
    if (stream === undefined || stream.isOver || (speaking !== undefined && stream.isSpeaking !== speaking)) return null;
    stream.reset();
    return nowMs();
  },
  count(on) {
    counting = on;
    if (on) counts.clear();
  },
  /** Of each caller the numbers from its first to its last frame: how many never came, how many came twice. */
  counted() {
    let frames = 0;
    let lost = 0;
    let doubled = 0;
    for (const numbers of counts.values()) {
      const first = Math.min(...numbers.keys());
      const last = Math.max(...numbers.keys());
      for (let number = first; number <= last; number += 1) {
        frames += 1;
        const times = numbers.get(number) ?? 0;
        if (times === 0) lost += 1;
        if (times > 1) doubled += 1;
      }
    }
    return { frames, lost, doubled };
  },
  openStreams: () => streamsOpen,
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`model at http://127.0.0.1:${server.address().port}\n`));
process.once('SIGTERM', () => process.exit(0));
