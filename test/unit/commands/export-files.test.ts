import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { writeExport, type ExportFilesOptions } from '../../../src/commands/export-files.js';
import { codebookFrom } from '../../../src/survey/exporting/codebook.js';
import type { ExportedInterview } from '../../../src/survey/exporting/exported-interview.js';
import { everyType, given, interviewOf } from '../survey/exporting/sample.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-export-files-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const codebook = codebookFrom(everyType);
const options = (more: Partial<ExportFilesOptions>): ExportFilesOptions => ({ format: 'csv', out: directory, labels: false, byteOrderMark: false, writtenAt: '2026-03-01T10:00:00.000Z', ...more });

async function* interviews(count: number, failAfter = Infinity): AsyncGenerator<ExportedInterview> {
  for (let index = 0; index < count; index += 1) {
    if (index >= failAfter) throw new Error('the database has gone');
    yield await Promise.resolve(interviewOf(everyType, { came: given(true) }, { sessionId: `s${index}` }));
  }
}

it('names files by questionnaire and version in a directory, and takes the name of a file', async () => {
  expect(await writeExport(codebook, interviews(1), options({ out: `${directory}/new/` }))).toEqual({ files: [join(directory, 'new/small-1.csv')], rows: 1 });
  expect(await writeExport(codebook, interviews(2), options({ out: join(directory, 'new/wave.2.txt') }))).toEqual({ files: [join(directory, 'new/wave.2.txt')], rows: 2 });
  expect((await writeExport(codebook, interviews(3), options({ out: join(directory, 'plain'), format: 'json' }))).files).toEqual([join(directory, 'plain/small-1.json')]);
  expect((await writeExport({ ...codebook, questionnaireId: '../evil id' }, interviews(0), options({}))).files).toEqual([join(directory, '__evil_id-1.csv')]);
});

it('leaves the files of before, and no others, when the reading fails', async () => {
  writeFileSync(join(directory, 'small-1.dat'), 'before');
  for (const failAfter of [0, 3, 900]) {
    await expect(writeExport(codebook, interviews(1000, failAfter), options({ format: 'sps' }))).rejects.toThrow('the database has gone');
  }
  expect(readdirSync(directory)).toEqual(['small-1.dat']);
  expect(readFileSync(join(directory, 'small-1.dat'), 'utf8')).toBe('before');
});

it('writes what is more than a piece whole', async () => {
  await writeExport(codebook, interviews(2000), options({}));
  const lines = readFileSync(join(directory, 'small-1.csv'), 'utf8').split('\r\n');
  expect([lines.length, lines[1]?.slice(0, 3), lines[2000]?.slice(0, 6), lines[2001]]).toEqual([2002, 's0,', 's1999,', '']);
});
