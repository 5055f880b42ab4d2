import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { isoFromWallMs, systemClock } from '../../src/kernel/clock.js';
import type { SessionRow } from '../../src/storage/sessions.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';
import { path } from '../../src/survey/path.js';
import { rowsFromCsv } from '../unit/survey/exporting/csv-parser.js';
import { fileOf, loaded, options, question } from '../unit/survey/small-questionnaire.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'voiceter-exporting-'));
const questionnaires = join(directory, 'questionnaires');
const questions = [
  question('hello', 'voice_prompt'),
  question('consent', 'yes_no'),
  question('user', 'yes_no'),
  question('brand', 'single_choice', { options: options('Red', 'Blue', 'Green'), configuration: { randomizeChoices: true }, displayLogic: { conditions: 'user = true' } }),
  question('why', 'open_ended'),
];
const logic = { skipLogicRules: [{ ruleId: 'no-consent', condition: 'consent != true', skipToQuestionId: 'END', disposition: 'refused' }] };
const questionnaire = loaded(questions, logic);

let storage: Storage;
let answered = 0;

async function answer(row: SessionRow, questionId: string, value: string | boolean): Promise<void> {
  const step = questionnaire.questions.find((one) => one.questionId === questionId);
  const shown = path(questionnaire, { hello: { outcome: 'played', value: null }, consent: { outcome: 'answered', value: true }, user: { outcome: 'answered', value: true } }, row.seed).next;
  answered += 1;
  const recorded = await storage.responses.record({
    sessionId: row.sessionId,
    questionId,
    questionType: step?.type ?? '',
    questionText: `Text of ${questionId}.`,
    value,
    outcome: 'answered',
    label: String(value),
    heard: '',
    via: 'touch',
    provisional: false,
    optionsShown: questionId === 'brand' ? (shown?.options.map(({ optionId }) => optionId) ?? []) : [],
    timestamp: isoFromWallMs(Date.parse(row.startTime) + 1000 * answered),
    revision: 1,
  });
  if (!recorded.ok) throw new Error(recorded.error.code);
}

/** Fifty interviews, a minute apart: of every ten five complete, and one each breaks off, is partial, refuses, goes on, and is of an older file. */
async function interview(index: number): Promise<void> {
  const kind = index % 10;
  const startTime = isoFromWallMs(Date.parse('2026-03-01T10:00:00.000Z') + index * 60_000);
  const row: SessionRow = {
    sessionId: `s${String(index).padStart(2, '0')}`,
    questionnaireId: 'small',
    questionnaireVersion: kind === 9 ? '0.9' : '1',
    questionnaireHash: kind === 9 ? 'f'.repeat(64) : questionnaire.hash,
    agent: 'interviewer',
    voiceId: 'matthew',
    language: 'en-US',
    startTime,
    status: 'active',
    streams: 1,
    seed: index,
  };
  const end = { endTime: isoFromWallMs(Date.parse(startTime) + 30_000) };
  const [status, disposition] = kind < 5 || kind === 9 ? (['completed', 'completed'] as const) : kind === 5 ? (['abandoned', 'break_off'] as const) : kind === 6 ? (['abandoned', 'partial'] as const) : (['terminated', 'refused'] as const);
  await storage.sessions.create(kind === 8 ? row : { ...row, ...end, status, disposition });
  if (kind === 7) return;
  await answer(row, 'consent', true);
  if (kind === 8) return;
  // The first of each ten was a user until the correction: what was said of the brand is off the path.
  await answer(row, 'user', kind !== 0);
  if (kind === 5) return;
  await answer(row, 'brand', 'blue');
  if (kind === 6) return;
  await answer(row, 'why', `=${index} "quotes", commas\nand lines`);
}

beforeAll(async () => {
  mkdirSync(questionnaires);
  writeFileSync(join(questionnaires, 'small.json'), JSON.stringify(fileOf(questions, logic)));
  storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory: join(directory, 'data'), tablePrefix: 'voiceter-' });
  for (let index = 0; index < 50; index += 1) await interview(index);
});

afterAll(async () => {
  await storage.close();
  rmSync(directory, { recursive: true });
});

const record = z.object({ sessionId: z.string(), answers: z.array(z.unknown()) });

interface Ran {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

function run(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, ['--no-warnings', join(root, 'dist/commands/export-results.js'), '--questionnaires', questionnaires, '--data-dir', join(directory, 'data'), ...args], { cwd: directory });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, out, err })));
}

describe('results of fifty interviews, exported while the database is in use', () => {
  it('writes those of the file that is there, names the others, and says how all ended', async () => {
    const ran = await run('small', '--out', 'csv/');
    expect(ran).toEqual({
      exitCode: 0,
      out: [
        'small 1: 45 interviews in csv/small-1.csv',
        '  complete     1.1        25  Complete',
        '  partial      1.2         5  Partial',
        '  refused      2.11        5  Refusal',
        '  break_off    2.12        5  Break-off',
        '  in_progress  -           5  In progress',
        '  RR1 62.5 %, RR2 75 %, COOP1 62.5 %, REF1 25 % (AAPOR, of those reached)',
        '',
      ].join('\n'),
      err: '5 interviews by another file, version 0.9 (ffffffffffff): s09, s19, s29, s39, s49: left out (--any-version takes them along)\n',
    });
    expect(readdirSync(join(directory, 'csv'))).toEqual(['small-1.csv']);
    const [header, ...rows] = rowsFromCsv(readFileSync(join(directory, 'csv/small-1.csv'), 'utf8'));
    expect(header?.slice(9)).toEqual(['consent', 'user', 'brand', 'brand_order', 'why', 'why_outcome']);
    expect(rows.map(([sessionId]) => sessionId)).toEqual(Array.from({ length: 50 }, (_, index) => `s${String(index).padStart(2, '0')}`).filter((id) => !id.endsWith('9')));
    const answersOf = (id: string) => rows.find(([sessionId]) => sessionId === id)?.slice(7);
    expect(answersOf('s10')).toEqual(['complete', '1.1', '1', '0', '', '', `'=10 "quotes", commas\nand lines`, '1']);
    expect(answersOf('s25')).toEqual(['break_off', '2.12', '1', '1', '', '', '', '']);
    expect(answersOf('s26')?.slice(0, 5)).toEqual(['partial', '1.2', '1', '1', '2']);
    expect(answersOf('s27')).toEqual(['refused', '2.11', '', '', '', '', '', '']);
    expect(answersOf('s28')).toEqual(['in_progress', '', '1', '', '', '', '', '']);
    const orders = rows.map((row) => row[12] ?? '').filter((order) => order !== '');
    expect(orders.map((order) => order.split(' ').sort().join(''))).toEqual(Array.from({ length: 25 }, () => '123'));
    expect(new Set(orders).size).toBeGreaterThan(1);
  });

  it('takes the statuses, the time and the version that are asked for', async () => {
    expect((await run('small', '--out', 'a.jsonl', '--format', 'jsonl', '--status', 'partial,refused', '--since', '2026-03-01T10:30:00Z')).out).toContain('small 1: 4 interviews in a.jsonl\n');
    const records = readFileSync(join(directory, 'a.jsonl'), 'utf8').trim().split('\n').map((line) => record.parse(JSON.parse(line)));
    expect(records.map(({ sessionId }) => sessionId)).toEqual(['s36', 's37', 's46', 's47']);
    expect((await run('small', '--out', 'b.json', '--format', 'json', '--version', '0.9')).out).toContain('small 1: 0 interviews in b.json\n');
    expect(JSON.parse(readFileSync(join(directory, 'b.json'), 'utf8'))).toEqual([]);
    const old = await run('small', '--out', 'c.json', '--format', 'json', '--version', '0.9', '--any-version');
    expect(old.out).toContain('small 1: 5 interviews in c.json\n');
    expect(old.err).toContain('taken along');
    expect(z.array(record).parse(JSON.parse(readFileSync(join(directory, 'c.json'), 'utf8')))[0]?.answers).toHaveLength(4);
  });

  it('writes data and description for SPSS and Triple-S, and leaves nothing else behind', async () => {
    expect((await run('small', '--out', 'pairs', '--format', 'sps')).out).toContain('45 interviews in pairs/small-1.dat and pairs/small-1.sps\n');
    expect((await run('small', '--out', 'pairs/wave.xml', '--format', 'triple-s')).out).toContain('45 interviews in pairs/wave.csv and pairs/wave.xml\n');
    expect(readdirSync(join(directory, 'pairs')).sort()).toEqual(['small-1.dat', 'small-1.sps', 'wave.csv', 'wave.xml']);
    expect(readFileSync(join(directory, 'pairs/small-1.sps'), 'utf8')).toContain("/FILE='small-1.dat'");
    expect(readFileSync(join(directory, 'pairs/wave.xml'), 'utf8')).toContain('href="wave.csv"');
    expect(readFileSync(join(directory, 'pairs/wave.csv'), 'utf8').split('\r\n')).toHaveLength(47);
  });

  it('refuses what it cannot do, and says what it can', async () => {
    expect(await run()).toMatchObject({ exitCode: 2, out: '' });
    expect(await run('small', '--format', 'xlsx')).toMatchObject({ exitCode: 2, err: '--format must be one of csv, json, jsonl, sps, triple-s, not "xlsx".\n' });
    expect(await run('small', '--status', 'complete,done')).toMatchObject({ exitCode: 2, err: expect.stringContaining('not "done"') });
    expect(await run('small', '--nope')).toMatchObject({ exitCode: 2, err: expect.stringContaining('--nope') });
    expect(await run('small', '--since', 'soon')).toMatchObject({ exitCode: 2, err: expect.stringContaining('not "soon"') });
    expect(await run('small', '--format', 'json', '--labels')).toMatchObject({ exitCode: 2, err: '--labels and --no-bom are for csv, not for json.\n' });
    expect(await run('small', '--language', 'xx')).toMatchObject({ exitCode: 2, err: 'small has no texts in "xx", but in en-US.\n' });
    expect(await run('nobody')).toMatchObject({ exitCode: 1, err: expect.stringContaining('There is no questionnaire "nobody"') });
    expect(await run('small', '--data-dir', 'nowhere')).toMatchObject({ exitCode: 1, err: expect.stringContaining('There is no data in nowhere') });
    expect((await run('--help')).out).toContain('npm run results:export -- <questionnaireId>');
  });
});
