import { expect, it } from '@jest/globals';
import { receivedEventFromText, type ReceivedEvent } from '../../../src/emulator/input/input-events.js';
import { createStreamRoll } from '../../../src/emulator/stream-roll.js';
import { createManualClock } from '../../support/manual-clock.js';

const event = (name: string, fields: object): ReceivedEvent => {
  const read = receivedEventFromText(JSON.stringify({ event: { [name]: { promptName: 'p', contentName: 'c', ...fields } } }));
  if (read === null) throw new Error('not an event');
  return read;
};

it('tells of every stream how old it is and what passed', () => {
  const clock = createManualClock();
  const heard: string[] = [];
  const roll = createStreamRoll({ clock, onAudio: ({ stream, samples, sampleRateHz }) => heard.push(`${stream} ${[...samples].join()} ${sampleRateHz}`) });
  const first = roll.open('request-1');
  roll.open('request-2').close('refused');
  clock.advance(1500);
  const pcm = { mediaType: 'audio/lpcm', sampleRateHertz: 8000, sampleSizeBits: 16, channelCount: 1 };
  first.received(event('contentStart', { type: 'AUDIO', role: 'USER', audioInputConfiguration: pcm }));
  first.received(event('audioInput', { content: 'AQD//w==' }));
  first.received(event('audioInput', { content: '' }));
  first.sent();
  first.fired('slow');
  first.close('closed');
  clock.advance(1000);
  expect(roll.list()).toEqual([
    { number: 1, requestId: 'request-1', state: 'closed', ageMs: 1500, eventsIn: 3, eventsOut: 1, samplesHeard: 2, faults: ['slow'] },
    { number: 2, requestId: 'request-2', state: 'refused', ageMs: 0, eventsIn: 0, eventsOut: 0, samplesHeard: 0, faults: [] },
  ]);
  expect(heard).toEqual(['1 1,-1 8000', '1  8000']);
});

it('forgets the oldest of more than a thousand', () => {
  const roll = createStreamRoll({ clock: createManualClock() });
  for (let n = 0; n < 1001; n += 1) roll.open('request').close('closed');
  expect([roll.list().length, roll.list()[0]?.number, roll.list().at(-1)?.number]).toEqual([1000, 2, 1001]);
});
