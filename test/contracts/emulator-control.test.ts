import { afterEach, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { systemClock } from '../../src/kernel/clock.js';
import { closing, openTalk, opening } from './emulator-client.js';

let emulator: Emulator | null = null;
afterEach(async () => {
  await emulator?.close();
  emulator = null;
});
const start = async (): Promise<string> => {
  emulator = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', timing: { completionStartMs: 0 }, controlPort: 0 });
  return emulator.controlEndpoint ?? '';
};
/** Status and body, as anybody's HTTP client sees them. */
async function ask(method: string, url: string, body?: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly [number, unknown]> {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const answer: unknown = await response.json();
  return [response.status, answer];
}
const talkOnce = async (): Promise<string> => {
  const talk = openTalk(emulator?.endpoint ?? '');
  talk.send(...opening(), ...closing());
  talk.finish();
  return (await talk.over)?.name ?? 'none';
};

it('adds, lists and takes back faults, and tells what became of the streams', async () => {
  const url = await start();
  expect(await ask('POST', `${url}/faults`, '{"kind":"throttled"}')).toEqual([201, { ids: ['fault-1'] }]);
  expect(await ask('POST', `${url}/faults`, '[{"kind":"quota","when":{"streams":[9]}},{"kind":"silence","when":{"streams":[2]}}]')).toEqual([201, { ids: ['fault-2', 'fault-3'] }]);
  expect([await talkOnce(), await talkOnce()]).toEqual(['ThrottlingException', 'none']);
  expect(await ask('GET', `${url}/faults`)).toEqual([
    200,
    {
      faults: [
        { id: 'fault-1', fault: { kind: 'throttled', when: { streams: { next: 1 } } }, fired: 1 },
        { id: 'fault-2', fault: { kind: 'quota', when: { streams: [9] } }, fired: 0 },
        { id: 'fault-3', fault: { kind: 'silence', when: { streams: [2], at: 'open' } }, fired: 1 },
      ],
    },
  ]);
  expect(await ask('GET', `${url}/streams`)).toMatchObject([
    200,
    { streams: [{ number: 1, state: 'refused', faults: ['throttled'] }, { number: 2, eventsIn: 10, eventsOut: 0, samplesHeard: 1600, faults: ['silence'] }] },
  ]);
  expect(await ask('DELETE', `${url}/faults/fault-2`)).toEqual([200, { removed: 1 }]);
  expect(await ask('DELETE', `${url}/faults`)).toEqual([200, { removed: 2 }]);
  expect(await ask('GET', `${url}/faults`)).toEqual([200, { faults: [] }]);
});

it('says what was wrong with a request, and what would be right', async () => {
  const url = await start();
  const wrong = (words: RegExp): object => ({ error: expect.stringMatching(words) });
  expect(await ask('POST', `${url}/faults`, 'x')).toEqual([400, wrong(/^this is no JSON; a fault looks like/)]);
  expect(await ask('POST', `${url}/faults`, '{"kind":"fire"}')).toEqual([400, wrong(/^kind: one of throttled, /)]);
  expect(await ask('POST', `${url}/faults`, '[{"kind":"reset"},{"kind":"slow"}]')).toEqual([400, wrong(/^\[1\] delayMs: /)]);
  expect(await ask('POST', `${url}/faults`, ' '.repeat(1024 * 1024 + 1))).toEqual([400, wrong(/longer than 1048576 bytes/)]);
  expect(await ask('PUT', `${url}/faults`, '{}')).toEqual([405, wrong(/GET, POST or DELETE/)]);
  expect(await ask('POST', `${url}/streams`, '{}')).toEqual([405, wrong(/GET/)]);
  expect(await ask('DELETE', `${url}/faults/fault-7`)).toEqual([404, wrong(/no fault-7/)]);
  expect(await ask('GET', `${url}/else`)).toEqual([404, wrong(/\/streams/)]);
  expect(await ask('POST', `${url}/faults`, '{"kind":"throttled"}', { origin: 'https://example.com' })).toEqual([403, wrong(/web pages/)]);
  expect(await ask('GET', `${url}/faults`)).toEqual([200, { faults: [] }]);
});

it('is there only when it is asked for, and says so when its port is taken', async () => {
  const url = await start();
  const second = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none' });
  expect(second.controlEndpoint).toBeNull();
  await second.close();
  await expect(startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', controlPort: Number(new URL(url).port) })).rejects.toThrow(
    /the control endpoint could not listen on 127\.0\.0\.1/,
  );
});
