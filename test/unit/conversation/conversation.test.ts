import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startConversation } from '../../../src/conversation/conversation.js';
import { defineTool } from '../../../src/conversation/define-tool.js';
import type { Agent, Outcome } from '../../../src/conversation/ports.js';
import { AppError } from '../../../src/kernel/errors.js';
import { ok } from '../../../src/kernel/result.js';
import { plainAgent, recordingJournal, recordingLink, scriptedModel } from '../../support/conversation-parts.js';
import { createManualClock } from '../../support/manual-clock.js';

function begin(agent: Agent = plainAgent()) {
  const clock = createManualClock();
  const model = scriptedModel();
  const client = recordingLink();
  const journal = recordingJournal();
  const logged: { event: string; error: AppError | undefined }[] = [];
  let announceEnd: (outcome: Outcome) => void = () => undefined;
  const ended = new Promise<Outcome>((resolve) => (announceEnd = resolve));
  const conversation = startConversation(
    { clock, model: model.model, agent, journal: journal.journal, log: (event, _fields, error) => void logged.push({ event, error }), onEnded: announceEnd },
    { sessionId: 'session-1', voiceId: 'matthew', inputSampleRateHz: 16000, outputSampleRateHz: 24000 },
    client.link,
  );
  return { clock, model, client, journal, logged, ended, conversation };
}

/** 100 ms of the agent's speech. */
const frame = Buffer.alloc(4800, 1).toString('base64');
const textOf = (name: string) => ({ type: 'planned' as const, text: name });

describe('audio', () => {
  it('goes to the model at once, also before the stream has answered', () => {
    const { conversation, model } = begin();
    conversation.audio('AAAA');
    expect(model.sent).toEqual([{ text: 'begin' }, { audio: 'AAAA' }]);
  });
  it('does not pass while the microphone is muted', () => {
    const { conversation, model } = begin();
    conversation.mute(true);
    conversation.audio('AAAA');
    conversation.mute(false);
    conversation.audio('BBBB');
    expect(model.sent).toEqual([{ text: 'begin' }, { audio: 'BBBB' }]);
  });
  it('of the agent carries its epoch, and dies when it belongs to a cut sentence', () => {
    const { model, client } = begin();
    model.emit({ type: 'opened' }, textOf('One.'), { type: 'audio', contentId: 'a', audio: frame });
    model.emit({ type: 'interrupted' }, { type: 'audio', contentId: 'a', audio: frame });
    model.emit(textOf('Two.'), { type: 'audio', contentId: 'b', audio: frame });
    expect(client.audio.map(({ epoch }) => epoch)).toEqual([1, 3]);
  });
  it('of an utterance that was cut by a tap never passes, not even its next sentences', async () => {
    const agent = plainAgent({ act: () => Promise.resolve({ tellModel: 'tapped' }) });
    const { model, client, conversation } = begin(agent);
    model.emit({ type: 'opened' }, textOf('One.'), { type: 'audio', contentId: 'a', audio: frame });
    conversation.act({ kind: 'answer', data: {} });
    await Promise.resolve();
    model.emit(textOf('Two.'), { type: 'audio', contentId: 'b', audio: frame }, { type: 'interrupted' });
    model.emit(textOf('Noted.'), { type: 'audio', contentId: 'c', audio: frame });
    expect(client.audio.map(({ epoch }) => epoch)).toEqual([1, 3]);
    expect(model.sent).toContainEqual({ text: 'tapped' });
  });
});

describe('a sentence that was announced while its utterance was muffled', () => {
  it('is not played, although its sound comes after the muffle is over', async () => {
    const { model, client, conversation, clock } = begin(plainAgent({ act: () => Promise.resolve({ tellModel: 'tapped' }) }));
    model.emit({ type: 'opened' }, textOf('One.'), { type: 'audio', contentId: 'a', audio: frame });
    conversation.act({ kind: 'answer', data: {} });
    await Promise.resolve();
    clock.advance(900);
    model.emit(textOf('Two.'));
    clock.advance(200);
    model.emit({ type: 'audio', contentId: 'b', audio: frame });
    expect(client.audio.map(({ epoch }) => epoch)).toEqual([1]);
    model.emit({ type: 'interrupted' }, textOf('Noted.'), { type: 'audio', contentId: 'c', audio: frame });
    expect(client.audio.map(({ epoch }) => epoch)).toEqual([1, 3]);
  });
});

describe('the audible end', () => {
  const speech = Array.from({ length: 10 }, () => ({ type: 'audio' as const, contentId: 'a', audio: frame }));
  it('is reckoned from what was sent, in real time', () => {
    const { model, clock, conversation } = begin();
    model.emit({ type: 'opened' }, textOf('A second long.'), ...speech, { type: 'turnEnded' });
    clock.advance(999);
    expect(conversation.state.floor.kind).toBe('speaking');
    clock.advance(1);
    expect(conversation.state.floor.kind).toBe('listening');
  });
  it('is corrected by what the client has really played', () => {
    const { model, clock, conversation } = begin();
    model.emit({ type: 'opened' }, textOf('A second long.'), ...speech);
    clock.advance(500);
    conversation.played(1, 4800);
    model.emit({ type: 'turnEnded' });
    clock.advance(799);
    expect(conversation.state.floor.kind).toBe('speaking');
    clock.advance(1);
    expect(conversation.state.floor.kind).toBe('listening');
  });
});

describe('tools', () => {
  const call = (name: string, input = {}) => ({ type: 'toolRequest' as const, toolUseId: 't1', name, input });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('give the model a result whatever happens: unknown, bad arguments, a fault', async () => {
    const broken = defineTool({ name: 'broken', description: '', input: z.object({ n: z.number() }), run: () => Promise.reject(new Error('disk on fire')) });
    for (const [request, error] of [
      [call('nothing'), 'TOOL_NOT_FOUND'],
      [call('broken', { n: 'x' }), 'TOOL_INVALID_PARAMS'],
      [call('broken', { n: 1 }), 'TOOL_EXECUTION_ERROR'],
    ] as const) {
      const { model } = begin(plainAgent({ tools: [broken] }));
      model.emit({ type: 'opened' }, request);
      await settled();
      expect(model.sent).toContainEqual({ toolUseId: 't1', result: expect.objectContaining({ error }) });
      expect(JSON.stringify(model.sent)).not.toContain('disk on fire');
    }
  });
  it('can be twenty at a time: each gets its own result, once, in the order in which they are done', async () => {
    const finishers = new Map<number, () => void>();
    const slow = defineTool({
      name: 'slow',
      description: '',
      input: z.object({ n: z.number() }),
      run: ({ n }) => new Promise((resolve) => void finishers.set(n, () => resolve(ok({ n })))),
    });
    const { model } = begin(plainAgent({ tools: [slow] }));
    model.emit({ type: 'opened' });
    for (let n = 0; n < 20; n += 1) model.emit({ type: 'toolRequest', toolUseId: `t${n}`, name: 'slow', input: { n } });
    for (let n = 19; n >= 0; n -= 1) {
      finishers.get(n)?.();
      await settled();
    }
    expect(model.sent.slice(1)).toEqual(Array.from({ length: 20 }, (_, at) => ({ toolUseId: `t${19 - at}`, result: { n: 19 - at } })));
  });
  it('that hang are answered for them at their deadline', async () => {
    const hanging = defineTool({ name: 'hang', description: '', input: z.object({}), timeoutMs: 3000, run: () => new Promise(() => undefined) });
    const { model, clock } = begin(plainAgent({ tools: [hanging] }));
    model.emit({ type: 'opened' }, call('hang'));
    clock.advance(3000);
    await settled();
    expect(model.sent).toContainEqual({ toolUseId: 't1', result: expect.objectContaining({ error: 'TOOL_TIMEOUT' }) });
  });
  it('that succeed after their deadline are told to the model all the same', async () => {
    let finish: () => void = () => undefined;
    const slow = defineTool({ name: 'slow', description: '', input: z.object({}), timeoutMs: 3000, run: () => new Promise((resolve) => (finish = () => resolve(ok({ status: 'recorded' })))) });
    const { model, clock } = begin({ ...plainAgent({ tools: [slow] }), lateResult: ({ status }) => (status === 'recorded' ? 'saved after all' : null) });
    model.emit({ type: 'opened' }, call('slow'));
    clock.advance(3000);
    await settled();
    finish();
    await settled();
    expect(model.sent.slice(1)).toEqual([{ toolUseId: 't1', result: expect.objectContaining({ error: 'TOOL_TIMEOUT', say: 'Sorry.' }) }, { text: 'saved after all' }]);
  });
  it('put their notices to the client before their result goes to the model', async () => {
    const order: string[] = [];
    const noting = defineTool({
      name: 'note',
      description: '',
      input: z.object({}),
      run(_input, context) {
        context.notify({ kind: 'noted', data: {} });
        return Promise.resolve(ok({ status: 'recorded' }));
      },
    });
    const { model, client } = begin(plainAgent({ tools: [noting] }));
    const push = client.link.send;
    client.link.send = (message, position) => {
      order.push(message.type);
      push(message, position);
    };
    model.emit({ type: 'opened' }, call('note'));
    await settled();
    expect(order).toEqual(['ready', 'toolCalled', 'notice', 'toolReturned']);
    expect(model.sent).toContainEqual({ toolUseId: 't1', result: { status: 'recorded' } });
  });
});

describe('the end', () => {
  it('leaves no timer, tells the client last, and answers nothing after', async () => {
    const { conversation, model, client, journal, clock, ended } = begin();
    model.emit({ type: 'opened' }, textOf('Hello.'), { type: 'audio', contentId: 'a', audio: frame });
    conversation.end();
    expect(model.sent).toContain('close');
    model.emit({ type: 'closed', end: { kind: 'asked' } });
    expect(await ended).toEqual({ status: 'abandoned', disposition: 'left' });
    expect(client.messages.at(-1)).toEqual({ type: 'ended', outcome: { status: 'abandoned', disposition: 'left' }, durationMs: 0, summary: { kind: 'bye', data: {} } });
    expect(journal.closed).toEqual([{ status: 'abandoned', disposition: 'left' }]);
    expect(clock.pending).toBe(0);
    const before = client.messages.length;
    conversation.text('late');
    conversation.audio('AAAA');
    model.emit(textOf('late'));
    expect(client.messages).toHaveLength(before);
  });
  it('comes to a session with a bug in its agent, with an honest error', async () => {
    const { conversation, model, client, logged, ended } = begin(plainAgent({ act: () => Promise.reject(new TypeError('x is undefined')) }));
    model.emit({ type: 'opened' });
    conversation.act({ kind: 'answer', data: {} });
    await new Promise((resolve) => setImmediate(resolve));
    model.emit({ type: 'closed', end: { kind: 'asked' } });
    expect(await ended).toEqual({ status: 'error', disposition: 'fault' });
    expect(client.messages).toContainEqual({ type: 'fault', error: expect.objectContaining({ code: 'INTERNAL_ERROR' }) });
    expect(logged.map(({ event }) => event)).toContain('conversation_phase');
  });
});

describe('a bug anywhere', () => {
  const boom = (): never => {
    throw new TypeError('x is undefined');
  };
  const agents: [string, Partial<Agent>][] = [
    ['the summary', { summary: boom }],
    ['the introduction', { introduction: boom }],
    ['the words for silence', { idlePrompt: boom }],
  ];
  it.each(agents)('in %s ends the session, once, and leaves no timer', (_name, part) => {
    const ends: Outcome[] = [];
    const clock = createManualClock();
    const model = scriptedModel();
    const conversation = startConversation(
      { clock, model: model.model, agent: { ...plainAgent(), ...part }, journal: { ...recordingJournal().journal, close: () => new Promise(() => undefined) }, log: () => undefined, onEnded: (outcome) => void ends.push(outcome) },
      { sessionId: 'session-1', voiceId: 'matthew', inputSampleRateHz: 16000, outputSampleRateHz: 24000 },
      recordingLink().link,
    );
    model.emit({ type: 'opened' });
    clock.advance(20_000);
    conversation.end();
    clock.advance(20_000);
    expect(ends).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
  it('in closing the stream or the journal does not keep the session alive', () => {
    const ends: Outcome[] = [];
    const clock = createManualClock();
    const { model } = scriptedModel();
    const conversation = startConversation(
      {
        clock,
        model: { ...model, open: (request, onEvent) => ({ ...model.open(request, onEvent), close: boom }) },
        agent: plainAgent(),
        journal: { transcript: boom, close: boom },
        log: () => undefined,
        onEnded: (outcome) => void ends.push(outcome),
      },
      { sessionId: 'session-1', voiceId: 'matthew', inputSampleRateHz: 16000, outputSampleRateHz: 24000 },
      recordingLink().link,
    );
    conversation.end();
    clock.advance(20_000);
    expect(ends).toEqual([{ status: 'abandoned', disposition: 'left' }]);
    expect(clock.pending).toBe(0);
  });
});

describe('another link', () => {
  it('takes over from one that is still there, which is told so and gets nothing more', () => {
    const { conversation, model, client } = begin();
    const second = recordingLink();
    model.emit({ type: 'opened' });
    conversation.attach(second.link);
    model.emit(textOf('Welcome back.'), { type: 'audio', contentId: 'a', audio: frame });
    expect(client.replaced).toBe(1);
    expect(client.messages.map(({ type }) => type)).toEqual(['ready']);
    expect(client.audio).toEqual([]);
    expect(second.messages.map(({ type }) => type)).toEqual(['ready', 'agentText']);
    expect(second.audio).toHaveLength(1);
  });
  it('is heard, although the microphone of the one before was muted', () => {
    const { conversation, model } = begin();
    model.emit({ type: 'opened' });
    conversation.mute(true);
    conversation.attach(recordingLink().link);
    conversation.audio('AAAA');
    expect(model.sent).toContainEqual({ audio: 'AAAA' });
  });
  it('takes over, and the old one cannot detach it', () => {
    const { conversation, model, client } = begin();
    const second = recordingLink();
    model.emit({ type: 'opened' });
    conversation.detach(client.link);
    conversation.attach(second.link);
    conversation.detach(client.link);
    expect(conversation.state.phase).toBe('live');
    expect(second.messages[0]).toMatchObject({ type: 'ready' });
    expect(model.sent).toContainEqual({ text: 'go on' });
  });
});
