import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frameFromText, framesIn, maxPayloadBytes } from '../../../../src/storage/outbox/frames.js';

const log = (...texts: string[]): Buffer => Buffer.concat(texts.map(frameFromText));
const read = (bytes: Buffer) => {
  const { payloads, damaged, wholeBytes } = framesIn(bytes);
  return { payloads, damaged: damaged.map((piece) => piece.length), wholeBytes };
};

it('is a mark, a length, a checksum and the text', () => {
  expect(frameFromText('{"id":1}').toString('hex')).toBe('ff566ffe' + '00000008' + 'e17243db' + Buffer.from('{"id":1}').toString('hex'));
});

it('reads what was written', () => {
  expect(read(Buffer.alloc(0))).toEqual({ payloads: [], damaged: [], wholeBytes: 0 });
  expect(read(log('one', '', 'zwölf'))).toEqual({ payloads: ['one', '', 'zwölf'], damaged: [], wholeBytes: 12 + 3 + 12 + 12 + 6 });
});

it('recovers to the last whole frame, at whatever byte the log was cut', () => {
  const whole = log('first', 'second', 'third');
  const ends = [0, 17, 35, 52];
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const kept = ends.filter((end) => end <= cut).length - 1;
    expect([cut, read(whole.subarray(0, cut))]).toEqual([cut, { payloads: ['first', 'second', 'third'].slice(0, kept), damaged: [], wholeBytes: ends[kept] }]);
  }
});

it('finds the frames behind a damaged one, whichever byte was hit', () => {
  const whole = log('first', 'second', 'third');
  for (let hit = 17; hit < 35; hit += 1) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(hit) ^ 0x41, hit);
    expect([hit, read(bytes)]).toEqual([hit, { payloads: ['first', 'third'], damaged: [18], wholeBytes: 52 }]);
  }
});

it('takes no frame that is longer than it may be', () => {
  expect(() => frameFromText('x'.repeat(maxPayloadBytes + 1))).toThrow('1048577 bytes');
});

it('reads any texts back, and never more than was written', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 })), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }), (texts, hits) => {
      const bytes = log(...texts);
      const wellFormed = texts.map((text) => Buffer.from(text, 'utf8').toString('utf8'));
      expect(framesIn(bytes).payloads).toEqual(wellFormed);
      if (bytes.length === 0) return;
      for (const [where, bits] of hits) bytes.writeUInt8(bytes.readUInt8(where % bytes.length) ^ bits, where % bytes.length);
      for (const payload of framesIn(bytes).payloads) expect(wellFormed).toContain(payload);
    }),
    { numRuns: 1000 },
  );
});
