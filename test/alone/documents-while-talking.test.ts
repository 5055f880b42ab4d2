import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { base64FromSamples, samplesFromBytes } from '../../src/audio/pcm.js';
import type { Brain, BrainPrompt } from '../../src/emulator/brains/brain.js';
import { actionsFromServerText } from '../../src/emulator/brains/server-text.js';
import { isJsonObject, type JsonValue } from '../../src/kernel/json.js';
import { eventually } from '../support/eventually.js';
import { frameNumber, listenTo } from '../support/listener.js';
import { openMicrophone } from '../support/open-microphone.js';
import { handbookPages, pdfOf, pdfWithPages } from '../support/pdfs.js';
import { startTestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

const ready = ['/usr/bin/pocketsphinx_continuous', '/usr/share/pocketsphinx/model/en-us', '/usr/bin/flite'].every((path) => existsSync(path));
if (!ready) process.stdout.write('skipped: a spoken question needs pocketsphinx_continuous with en-us, and flite, on this machine\n');

const directory = mkdtempSync(join(tmpdir(), 'voiceter-documents-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Words said by a synthetic voice, 16 kHz. */
function spoken(text: string): Int16Array {
  const file = join(directory, 'said.wav');
  execFileSync('/usr/bin/flite', ['-voice', 'slt', '-t', text, '-o', file]);
  return samplesFromBytes(readFileSync(file).subarray(44));
}

const question = 'how many weeks of parental leave do new mothers receive';
const story = Array.from({ length: 40 }, (_, word) => `Word${word}`).join(' ');

/** Questions are searched for; everything else is an occasion for a long story. */
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const brain = (prompt: BrainPrompt): Brain => ({
  expectation: () => ({ kind: 'phrases', phrases: [question, 'tell me a story', 'what is the dental coverage'] }),
  on(event) {
    if (event.kind === 'userText') return event.text === question ? [{ kind: 'call', tool: 'search_documents', input: { query: event.text } }] : [{ kind: 'say', text: story }];
    if (event.kind === 'serverText') return actionsFromServerText(event.text, prompt.tools);
    if (event.kind !== 'toolResult') return [];
    const { passages } = event.result;
    const best: unknown = Array.isArray(passages) ? passages[0] : undefined;
    return [{ kind: 'say', text: isJsonObject(best) ? `${textOf(best['text'])} That is in ${textOf(best['document'])}, page ${textOf(best['page'])}.` : textOf(event.result['say']) }];
  },
});

async function upload(url: string, pdf: Buffer, name: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const form = new FormData();
  form.append('pdfFile', new Blob([new Uint8Array(pdf)], { type: 'application/pdf' }), name);
  const response = await fetch(`${url}/api/upload`, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const documents = async (url: string) => ((await (await fetch(`${url}/api/documents`)).json()) as { documents: { documentId: string; state: string; pages: number }[] }).documents;

(ready ? it : it.skip)('a book of 200 pages is uploaded, found by a spoken question, and deleted, and bad files are refused, while 20 people talk without a gap', async () => {
  // Made before anybody talks: making them would hold this process up.
  const words = spoken(question);
  const handbook = await pdfOf(handbookPages);
  const bad = {
    'encrypted.pdf': await pdfOf(['A secret.'], { userPassword: 'secret' }),
    'empty.pdf': await pdfOf(['']),
    'fake.pdf': Buffer.from('This is no PDF at all.'),
    'huge.pdf': Buffer.alloc(11 * 1024 * 1024, '%PDF-1.7 '),
    'pages.pdf': pdfWithPages(10_000),
  };
  const heardFrames = new Map<number, number[]>();
  const server = await startTestServer({
    directory,
    emulator: {
      brain,
      hearing: 'pocketsphinx',
      limits: { maxStreams: 30 },
      timing: { completionStartMs: 20, endpointingMs: 800, transcriptMs: 30, thinkMs: 80, deliverySpeed: 4, playbackSpeed: 1 },
      onAudio({ stream, samples }) {
        const number = frameNumber(samples);
        if (number !== null) heardFrames.set(stream, [...(heardFrames.get(stream) ?? []), number]);
      },
    },
  });
  const talkers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const caller = await connectCaller(server.url, { listens: true });
      caller.send('session:start', { personaId: 'documents', language: 'en-US' });
      const ear = listenTo(caller);
      await caller.next('audio:end');
      caller.send('text:message', { text: 'Tell me a story.' });
      await caller.next('transcription:assistant', ({ text }) => text.startsWith('Word0'));
      return { caller, ear };
    }),
  );
  const fromMs = talkers.map(({ ear }) => ear.nowMs);

  // While all of them listen to their stories, and keep their microphones open.
  const { status, body } = await upload(server.url, handbook, 'Handbook.pdf');
  expect([status, body['success'], body['fileName']]).toEqual([200, true, 'Handbook.pdf']);
  const [book] = await eventually(() => documents(server.url), ([one]) => one?.state === 'ready');
  expect(book).toMatchObject({ state: 'ready', pages: 200 });

  const asker = await connectCaller(server.url);
  asker.send('session:start', { personaId: 'documents', language: 'en-US', audioEncoding: 'base64' });
  const microphone = openMicrophone((frame) => asker.send('audio:chunk', { audioData: base64FromSamples(frame) }), { rateHz: 16000, frameSamples: 512 });
  await asker.next('audio:end');
  await microphone.play(words);
  await asker.next('transcription:user', ({ text }) => text === question);
  const answer = await asker.next('transcription:assistant', ({ text }) => text.includes('sixteen weeks'));
  expect(answer.text).toContain('sixteen weeks of paid parental leave');
  await asker.next('transcription:assistant', ({ text }) => text.includes('Handbook.pdf, page 37'));
  microphone.stop();
  asker.close();

  const refusals = await Promise.all(Object.entries(bad).map(([name, pdf]) => upload(server.url, pdf, name)));
  expect(refusals.map(({ status: code, body: { success } }) => [code, success])).toEqual([[400, false], [400, false], [400, false], [413, false], [400, false]]);
  expect(new Set(refusals.map(({ body: { message } }) => message)).size).toBe(5);

  expect((await fetch(`${server.url}/api/documents/${book?.documentId ?? ''}`, { method: 'DELETE' })).status).toBe(200);
  expect(await documents(server.url)).toEqual([]);
  expect(readdirSync(join(directory, 'documents'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);

  for (const [at, { caller, ear }] of talkers.entries()) {
    // What was heard of the story until now is one stretch of sound.
    const heard = ear.heard().filter(({ toMs }) => toMs > (fromMs[at] ?? 0));
    const pauses = heard.slice(1).map((stretch, next) => stretch.fromMs - (heard[next]?.toMs ?? 0));
    expect(pauses.filter((pauseMs) => pauseMs > 250)).toEqual([]);
    expect(heard.at(-1)?.toMs).toBeGreaterThan((fromMs[at] ?? 0) + 3000);
    ear.stop();
    caller.close();
  }
  // Every frame of every microphone has reached its stream, in order.
  for (const numbers of heardFrames.values()) expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  expect([...heardFrames.values()].filter((numbers) => numbers.length > 90)).toHaveLength(20);
  await server.stop();
  expect(server.emulator?.openStreams).toBe(0);
}, 60_000);
