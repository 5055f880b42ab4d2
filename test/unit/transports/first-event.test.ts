import { expect, it } from '@jest/globals';
import type { Dialect, Peer } from '../../../src/transports/dialect.js';
import { createFirstEventChoice } from '../../../src/transports/first-event.js';

function bench() {
  const heard: string[] = [];
  const dialect = (name: string): Dialect => ({
    name,
    audioEvents: new Set(),
    connect: () => ({ receive: (event) => void heard.push(`${name}: ${event}`), fail: () => undefined, closed: () => void heard.push(`${name} closed`) }),
  });
  const peer: Peer = { returning: null, query: {}, emit: () => undefined, emitAudio: () => undefined, join: () => undefined, toRoom: () => undefined, disconnect: () => undefined };
  const connection = createFirstEventChoice({ dialect: dialect('nova'), speaks: (event) => event === 'audioStart' }, { dialect: dialect('ours'), speaks: (event) => event === 'session:start' }).connect(peer);
  return { heard, say: (...events: readonly string[]) => events.forEach((event) => connection.receive(event, [], null)) };
}

it('stays with the protocol of the first event', () => {
  const ours = bench();
  ours.say('session:start', 'audioStart');
  expect(ours.heard).toEqual(['ours: session:start', 'ours: audioStart']);
  const nova = bench();
  nova.say('audioStart', 'session:start');
  expect(nova.heard).toEqual(['ours closed', 'nova: audioStart', 'nova: session:start']);
});

// The load tests of Voiceter's middle version begin with `connection`.
it('waits for an event that one of them knows', () => {
  const { heard, say } = bench();
  say('connection', 'audioStart');
  expect(heard).toEqual(['ours: connection', 'ours closed', 'nova: audioStart']);
});
