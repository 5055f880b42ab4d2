import { describe, expect, it } from '@jest/globals';
import { voiceterBench, type Emitted } from '../../../../support/dialect-bench.js';

/** 24 ms at 8 kHz: 512 characters of base64. */
const sound = Buffer.alloc(384, 1);
const frame = Buffer.alloc(4800, 1).toString('base64');
const names = (emitted: readonly Emitted[]): string[] => emitted.map(({ event }) => event);
const dataOf = (emitted: readonly Emitted[], event: string): unknown => {
  const found = emitted.find((one) => one.event === event)?.payload;
  return found !== undefined && 'data' in found ? found.data : undefined;
};

function begun(data: object = {}) {
  const bench = voiceterBench();
  bench.connection.receive('session:start', { questionnaireId: 'quick-pulse', ...data });
  bench.model.emit({ type: 'opened' });
  const sessionId = bench.emitted.flatMap(({ payload }) => ('sessionId' in payload ? [String(payload.sessionId)] : []))[0] ?? '';
  return { ...bench, sessionId };
}

describe('a client that comes back', () => {
  it('finds voice and sample rate of its session as they were', () => {
    const { connect, sessionId, model } = begun({ voiceId: 'tiffany', sampleRateHz: 8000 });
    const second = connect(sessionId);
    expect(dataOf(second.emitted, 'session:assigned')).toEqual({ sessionId, reconnected: true, recovered: false });
    expect(dataOf(second.emitted, 'session:ready')).toMatchObject({ voiceId: 'tiffany' });
    second.connection.receive('audio:chunk', { audioData: Buffer.alloc(1600 * 2, 1) });
    // 200 ms at 8 kHz must not reach the model in pieces of more than 100 ms.
    expect(model.sent.flatMap((sent) => (typeof sent === 'object' && 'audio' in sent ? [sent.audio.length] : []))).toEqual([2048, 2048, 172]);
  });
  it('takes the session over from a connection that is still there, whose sounds and answers count no more', () => {
    const { connect, connection, emitted, sessionId, model } = begun();
    const second = connect(sessionId);
    expect(dataOf(emitted, 'error')).toMatchObject({ errorCode: 'SESSION_INVALID', detail: expect.stringContaining('another connection') });
    const before = emitted.length;
    connection.receive('audio:chunk', { audioData: sound });
    connection.receive('session:end', {});
    expect(() => connection.receive('answer:submit', { questionId: 'q1', value: 9 })).toThrow(expect.objectContaining({ code: 'SESSION_NOT_FOUND' }));
    connection.closed();
    model.emit({ type: 'planned', text: 'Welcome back.' }, { type: 'audio', contentId: 'a', audio: frame });
    expect(emitted).toHaveLength(before);
    expect(model.sent).not.toContainEqual({ audio: sound.toString('base64') });
    expect(names(second.emitted)).toEqual(['session:assigned', 'session:ready', 'question:advance', 'transcription:assistant', 'audio:chunk']);
  });
  it('may begin another session on the connection that was left behind', () => {
    const { connect, connection, emitted, sessionId } = begun();
    connect(sessionId);
    connection.receive('session:start', { questionnaireId: 'quick-pulse' });
    const assigned = emitted.filter(({ event }) => event === 'session:assigned');
    expect(assigned).toHaveLength(2);
    expect(assigned[1]?.payload).not.toMatchObject({ sessionId });
  });
});

describe('audio to the client', () => {
  it.each([
    ['comes as text when the client sends text', sound.toString('base64'), {}, 'string'],
    ['comes as bytes when the client sends bytes', sound, {}, 'object'],
    ['comes as the client asked, whatever it sends', sound, { audioEncoding: 'base64' }, 'string'],
  ])('%s', (_name, audioData, start, kind) => {
    const { connection, emitted, model } = begun(start);
    connection.receive('audio:chunk', { audioData });
    model.emit({ type: 'planned', text: 'Hello.' }, { type: 'audio', contentId: 'a', audio: frame });
    const data = dataOf(emitted, 'audio:chunk');
    expect(typeof (data as { audioData: unknown }).audioData).toBe(kind);
  });
});

describe('after the end', () => {
  it('sound and hanging up that were still on their way are no error', async () => {
    const { connection, emitted, model } = begun();
    connection.receive('session:end', {});
    model.emit({ type: 'closed', end: { kind: 'asked' } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(names(emitted).at(-1)).toBe('session:complete');
    connection.receive('audio:chunk', { audioData: sound });
    connection.receive('mic:mute', { muted: true });
    connection.receive('session:end', {});
    expect(names(emitted).at(-1)).toBe('session:complete');
  });
});

describe('what the page of the source sends beside speech', () => {
  it('takes its transcripts without a word, and an answer without speech as typed', () => {
    const { connection, emitted, model } = begun();
    const before = emitted.length;
    connection.receive('transcript:update', { transcript: 'User: yes\nUser: four\nUser: the staff was friendly and the queue short', questionnaireId: 'quick-pulse' });
    expect(emitted).toHaveLength(before);
    connection.receive('mock:response', { questionId: 'q1', response: 'four', responseType: 'rating' });
    expect(model.sent).toContainEqual({ text: 'four' });
  });
});
