import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { createLog } from '../../../../src/telemetry/log.js';
import { createOriginCheck } from '../../../../src/transports/carriers/origin.js';

const from = (origin: string | undefined) => ({ headers: { host: 'localhost:8081', ...(origin === undefined ? {} : { origin }) } });

function check() {
  const logged: { event: string; level: string; origin: string }[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged.push(JSON.parse(String(chunk)) as (typeof logged)[number]);
      done();
    },
  });
  return { logged, isAllowed: createOriginCheck({ log: createLog({ level: 'info' }, destination) }, { allowedOrigins: ['http://localhost:3000'] }) };
}

it('lets in programs, our own page and those of the setting, and says once whom it refused', () => {
  const { logged, isAllowed } = check();
  expect([undefined, 'http://localhost:8081', 'http://localhost:3000'].map((origin) => isAllowed(from(origin)))).toEqual([true, true, true]);
  expect(logged).toEqual([]);
  expect(['http://localhost:5173', 'http://localhost:5173', 'null'].map((origin) => isAllowed(from(origin)))).toEqual([false, false, false]);
  expect(logged.map(({ level, event, origin }) => [level, event, origin])).toEqual([
    ['WARN', 'origin_refused', 'http://localhost:5173'],
    ['WARN', 'origin_refused', 'null'],
  ]);
});

it('fills no log: twenty names, each of 200 characters at most', () => {
  const { logged, isAllowed } = check();
  for (let page = 0; page < 100; page += 1) isAllowed(from(`https://${page}.${'x'.repeat(300)}.example`));
  expect(logged).toHaveLength(20);
  expect(Math.max(...logged.map(({ origin }) => origin.length))).toBe(200);
});
