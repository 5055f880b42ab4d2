import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError, appErrorFrom, errorTable, publicErrorFrom, type ErrorCode } from '../../src/kernel/errors.js';
import { createLog } from '../../src/telemetry/log.js';
import { voiceterBench } from '../support/dialect-bench.js';

const codes = Object.keys(errorTable) as ErrorCode[];
const anyThrown = fc.oneof(
  fc.tuple(fc.constantFrom(...codes), fc.string(), fc.string()).map(([code, message, cause]) => new AppError(code, message, { cause: new Error(cause) })),
  fc.string().map((message) => new TypeError(message)),
  fc.anything(),
);

describe('property 16: the log of an error is complete', () => {
  it('with code, message and stack, whatever was thrown', () => {
    fc.assert(
      fc.property(anyThrown, (thrown) => {
        const lines: string[] = [];
        const log = createLog({ level: 'error' }, { write: (line) => void lines.push(line) });
        log.with({ sessionId: 's1' }).error('something_failed', { tool: 'x' }, thrown);
        expect(lines).toHaveLength(1);
        const line: unknown = JSON.parse(lines[0] ?? '');
        expect(line).toMatchObject({
          level: 'ERROR',
          event: 'something_failed',
          sessionId: 's1',
          tool: 'x',
          timestamp: expect.any(String),
          errorCode: thrown instanceof AppError ? thrown.code : 'INTERNAL_ERROR',
          errorMessage: expect.any(String),
          stack: thrown instanceof Error ? expect.stringContaining('errors.test') : expect.any(String),
        });
      }),
      { numRuns: 300, examples: [[{ toString: [] }], [Object.create(null)], [Symbol('s')]] },
    );
  });
  it('of any thrown value as an error of ours', () => {
    fc.assert(fc.property(anyThrown, (thrown) => expect(typeof appErrorFrom(thrown).message).toBe('string')), { numRuns: 300, examples: [[{ toString: [] }]] });
  });
});

describe('property 17: what participants read holds no internals', () => {
  const secret = fc.constantFrom('AKIAIOSFODNN7EXAMPLE', '/srv/app/src/storage.ts:14', 'at Object.run (file.js:1:2)', 'password=hunter2', '10.1.2.3:8000');

  it('the text comes from the table, never from the error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codes), secret, (code, hidden) => {
        const error = new AppError(code, `failed: ${hidden}`, { cause: new Error(hidden) });
        const shown = publicErrorFrom(error);
        expect(JSON.stringify(shown)).not.toContain(hidden);
        expect(shown).toMatchObject({ errorCode: code, errorMessage: errorTable[code].participantText });
      }),
      { numRuns: 300 },
    );
  });
  it('of a bug in a handler, of a dead stream and of a foreign error alike', () => {
    fc.assert(
      fc.property(secret, (hidden) => {
        const { connection, emitted, model } = voiceterBench();
        connection.receive('session:start', { questionnaireId: 'quick-pulse' });
        model.emit({ type: 'opened' }, { type: 'closed', end: { kind: 'fatal', error: appErrorFrom(new Error(hidden)) } });
        connection.fail(appErrorFrom(new Error(hidden)));
        expect(emitted.filter(({ event }) => event === 'error')).toHaveLength(2);
        expect(JSON.stringify(emitted)).not.toContain(hidden);
      }),
      { numRuns: 100 },
    );
  });
  it.each(codes)('%s tells what happened in words of people', (code) => {
    const text = errorTable[code].participantText;
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text).not.toMatch(/undefined|null|exception|stack|socket|DynamoDB|Bedrock|\{|\}/i);
  });
});
