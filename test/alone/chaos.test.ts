import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { earconBase64 } from '../../src/audio/earcon.js';
import { createSeededRandom, type SeededRandom } from '../../src/emulator/brains/seeded-random.js';
import { randomFaults } from '../../src/emulator/faults/random-faults.js';
import { toneSpeech } from '../../src/emulator/speech/tone-speech.js';
import { novaVoices } from '../../src/models/nova-sonic/wire.js';
import { chaosSeed } from '../support/chaos-seed.js';
import { eventually } from '../support/eventually.js';
import { everyFault } from '../support/fault-menu.js';
import { createMicrophoneOwner, type MicrophoneOwner } from '../support/microphone-owner.js';
import { missingForNodes, startCluster, type Cluster, type Node } from '../support/nodes.js';
import { quickEmulator } from '../support/server.js';
import { writeWanderQuestionnaire } from '../support/wander-questionnaire.js';
import { createWanderer, type Told, type Wanderer } from '../support/wanderer.js';

/*
 * A hundred conversations over two real nodes, whose streams fail in every way, whose participants drop out and come back at either
 * node, while nodes are killed and started again and Redis dies. In the end the record is held against what participants were told.
 */

const sessions = 100;
const kills = 4;
const toneSpeed = 10;

const missing = missingForNodes();
process.stderr.write(missing === null ? `chaos: CHAOS_SEED=${chaosSeed}\n` : `chaos: ${missing}\n`);

const earcon = Buffer.from(earconBase64(24000), 'base64');
const bytesOf = (samples: Int16Array): Buffer => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
const words = ['ash', 'birch', 'cedar', 'date', 'elm', 'fir', 'gum', 'hazel', 'iris', 'juniper'];
/** On a machine that is busy a request may be cut short. */
async function read<T>(request: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request();
    } catch (thrown) {
      if (tries === 5) throw thrown;
    }
  }
}
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

(missing === null ? describe : describe.skip)('a hundred conversations in chaos', () => {
  let cluster: Cluster;
  let directory: string;
  let owner: MicrophoneOwner;
  const nodes: Node[] = [];
  const callers: Wanderer[] = [];
  const exits: (number | null)[] = [];

  const environment = (slot: number): Record<string, string> => ({
    QUESTIONNAIRES_DIR: join(directory, 'questionnaires'),
    // A node that starts again finds the disk of the one that died.
    DATA_DIR: join(directory, `disk-${slot}`),
    MAX_SESSIONS: '400',
    DRAIN_SECONDS: '2',
  });
  const urlOf = (random: SeededRandom): string => nodes[random.below(2)]?.url ?? '';

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'voiceter-chaos-'));
    writeWanderQuestionnaire(directory);
    owner = createMicrophoneOwner(() => performance.now());
    const faults = randomFaults(chaosSeed, { streams: 400, probability: 0.25, menu: everyFault.filter(({ kind }) => kind !== 'stalled_open'), spread: true });
    cluster = await startCluster({ ...quickEmulator, toneSpeed, limits: { maxStreams: 400 }, faults: [...faults], onAudio: owner.onAudio });
    nodes.push(...(await Promise.all([0, 1].map((slot) => cluster.startNode(environment(slot))))));
  });
  afterAll(async () => {
    for (const caller of callers) caller.close();
    await cluster.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const nameOf = (tag: number): string => `Caller ${words[tag % 10] ?? ''} ${words[Math.floor(tag / 10) % 10] ?? ''}`;
  const answerOf = (tag: number, questionId: string): { readonly spoken: string; readonly tapped: string | number; readonly value: unknown } => {
    if (questionId === 'w1') return { spoken: nameOf(tag), tapped: nameOf(tag), value: nameOf(tag) };
    if (questionId === 'w2') return { spoken: tag % 2 === 0 ? 'yes' : 'no', tapped: String(tag % 2 === 0), value: tag % 2 === 0 };
    if (questionId === 'w3') return { spoken: String(tag % 11), tapped: tag % 11, value: tag % 11 };
    return { spoken: `Remark of ${nameOf(tag)}.`, tapped: `Remark of ${nameOf(tag)}.`, value: `Remark of ${nameOf(tag)}.` };
  };

  /** One participant, until the end: answers, breaks in, drops out, comes back wherever there is a node. */
  async function participate(caller: Wanderer, random: SeededRandom, untilMs: () => number): Promise<void> {
    const spokenTo = new Set<string>();
    await wait(random.below(8000));
    while (!(await caller.start(urlOf(random)))) await wait(200);
    for (;;) {
      if (caller.end !== null) return;
      if (performance.now() > untilMs()) return;
      if (caller.mustReturn || !caller.connected) {
        await wait(50 + random.below(400));
        await caller.comeBack(urlOf(random), { place: random.next() < 0.7 });
        await caller.until(() => caller.end !== null || caller.mustReturn || !caller.connected || caller.events.at(-1)?.event === 'audio:end', 1500);
        continue;
      }
      const { open } = caller;
      if (open === null) {
        // A node that died before the conversation was in the record: nothing was told, and nothing can be missed.
        if (!(await caller.until(() => caller.open !== null || caller.mustReturn || !caller.connected || caller.end !== null, 10_000))) return;
        continue;
      }
      const chance = random.next();
      const { spoken, tapped } = answerOf(caller.tag, open.questionId);
      if (chance < 0.12) {
        caller.drop();
        await wait(random.below(1500));
      } else if (chance < 0.2) await caller.comeBack(urlOf(random), { place: true, beside: true });
      else if (chance < 0.35) caller.say('What is this about?');
      // Said once, and where it fits no other question: late words may be taken for the answer to the next one.
      else if (chance < 0.5 || open.questionId === 'w2' || open.questionId === 'w3' || spokenTo.has(open.questionId)) caller.tap(open.questionId, tapped);
      else {
        spokenTo.add(open.questionId);
        caller.say(spoken);
      }
      await caller.until(() => caller.end !== null || caller.mustReturn || !caller.connected || caller.open?.questionId !== open.questionId, 1000 + random.below(1500));
    }
  }

  it('ends with every answer that was acknowledged in the record once, and nothing of anybody in anybody else\'s conversation', async () => {
    const random = createSeededRandom(chaosSeed);
    const undurable: Promise<string | null>[] = [];
    const checkDurable = (told: Told, sessionId: string): void => {
      if (told.as !== 'recorded') return;
      undurable.push(
        read(() => cluster.storage.responses.get(sessionId, told.questionId)).then((row) => (row?.revisions[told.revision - 1]?.label === told.answer ? null : `${sessionId} ${told.questionId}: said to be recorded, and is ${JSON.stringify(row?.revisions)}`)),
      );
    };
    for (let tag = 1; tag <= sessions; tag += 1) callers.push(createWanderer({ questionnaireId: 'wander', tag, frameMs: 96, everyMs: 400, voiceId: novaVoices[tag % novaVoices.length]?.id ?? 'matthew', onTold: checkDurable }));
    const deadlineMs = performance.now() + 55_000;
    const all = Promise.all(callers.map((caller, index) => participate(caller, createSeededRandom(chaosSeed + 1 + index), () => deadlineMs)));

    for (let kill = 0; kill < kills; kill += 1) {
      await wait(1500 + random.below(2500));
      const slot = random.below(2);
      await nodes[slot]?.kill();
      nodes[slot] = await cluster.startNode(environment(slot));
      if (kill === 1) {
        await cluster.killRedis();
        await wait(500 + random.below(1000));
        await cluster.startRedis();
      }
    }
    await all;

    const wrong: string[] = [];
    wrong.push(...(await Promise.all(undurable)).filter((one) => one !== null));
    for (const caller of callers) wrong.push(...caller.wrong, ...crossTalk(caller));
    wrong.push(...owner.faults((tag, frame) => callers[tag - 1]?.sentAtMs.get(frame) ?? null));
    expect(wrong).toEqual([]);
    expect(owner.tags.size).toBeGreaterThan(sessions / 2);
  }, 90_000);

  it('leaves every session in one final state, no stream, no lease, and nodes that stop politely', async () => {
    for (const caller of callers) caller.drop();
    const redis = new Redis(cluster.redisUrl);
    exits.push(...(await Promise.all(nodes.map((node) => node.stop()))));
    expect(exits).toEqual([0, 0]);
    expect(await eventually(() => Promise.resolve(cluster.emulator.openStreams), (open) => open === 0, 5000)).toBe(0);
    const leases = await redis.keys('voiceter:lease:*');
    // A node that died could not give its own back: they end by themselves, and nobody renews them.
    expect(await eventually(() => redis.keys('voiceter:lease:*'), (left) => left.length === 0, 35_000)).toEqual([]);
    redis.disconnect();

    const wrong: string[] = [];
    const states = new Map<string, number>();
    for (const caller of callers) {
      const { sessionId, end } = caller;
      const row = await read(() => cluster.storage.sessions.get(sessionId));
      const state = row?.status ?? 'never recorded';
      states.set(state, (states.get(state) ?? 0) + 1);
      if (row === null && caller.told.length > 0) wrong.push(`${sessionId} was told of answers and has no record`);
      if (row?.status === 'active') wrong.push(`${sessionId} is active, and nobody has it: ${end?.kind}: ${JSON.stringify(row)}`);
      if (row !== null && row.status !== 'active' && (row.disposition ?? '') === '') wrong.push(`${sessionId} is ${row.status} for no reason`);
      if (end?.kind === 'complete' && row?.status !== end.data.completionStatus) wrong.push(`${sessionId} was told ${end.data.completionStatus} and is ${row?.status}`);
      const rows = await read(() => cluster.storage.responses.list(sessionId));
      for (const { questionId, value, revisions } of rows) {
        if (JSON.stringify(value) !== JSON.stringify(answerOf(caller.tag, questionId).value)) wrong.push(`${sessionId} ${questionId} is ${JSON.stringify(value)}`);
        if (revisions.some(({ revision }, at) => revision !== at + 1)) wrong.push(`${sessionId} ${questionId} has the revisions ${revisions.map(({ revision }) => revision).join()}`);
        if (revisions.length !== 1 && !caller.unsaved) wrong.push(`${sessionId} ${questionId} was recorded ${revisions.length} times: ${revisions.map(({ label, via, heard, timestamp, provisional }) => [label, via, heard, timestamp, provisional].join()).join(' | ')}`);
      }
      for (const told of caller.told) {
        const found = rows.find(({ questionId }) => questionId === told.questionId)?.revisions ?? [];
        if (!(told.as === 'recorded' ? found[told.revision - 1]?.label === told.answer : found.some(({ label }) => label === told.answer))) wrong.push(`${sessionId}: ${told.as} ${told.questionId} "${told.answer}" is not in the record`);
      }
    }
    process.stderr.write(`chaos: ${JSON.stringify(Object.fromEntries(states))}, ${cluster.emulator.streams().length} streams, ${leases.length} leases of dead nodes\n`);
    expect(wrong).toEqual([]);
    expect(states.get('completed') ?? 0).toBeGreaterThan(sessions / 2);
  });

  /** Somebody else's name in what was said or heard. */
  function crossTalk(caller: Wanderer): readonly string[] {
    const found: string[] = [];
    const isForeign = (text: string): boolean => [...text.matchAll(/Caller \w+ \w+/g)].some(([name]) => name !== nameOf(caller.tag));
    for (const envelope of caller.events) if (isForeign(JSON.stringify(envelope.data))) found.push(`#${caller.tag} got ${JSON.stringify(envelope)}`);
    // The sound is exactly that of the words that were announced to this participant, which have the name in them.
    const voice = novaVoices[caller.tag % novaVoices.length]?.id ?? 'matthew';
    for (const { planned, audio, whole } of caller.utterances) {
      if (!whole || audio.length === 0 || planned.length === 0) continue;
      const announced = Buffer.concat(planned.map((text) => bytesOf(toneSpeech(text, voice, 24000, undefined, toneSpeed).samples)));
      const heard = Buffer.concat(audio.filter((piece) => !piece.equals(earcon)));
      if (!announced.includes(heard)) found.push(`#${caller.tag} heard something else than ${planned.join(' ')}`);
    }
    return found;
  }
});
