import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'voiceter-commands-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Done {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the build, as the npm script does. */
const command = (name: string, ...args: readonly string[]): Promise<Done> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'dist/commands', `${name}.js`), ...args], { cwd: root, timeout: 60_000 }, (error, out, err) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });

function written(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const report = z.array(z.object({ ok: z.boolean(), languages: z.array(z.object({ complete: z.boolean(), facts: z.object({ questions: z.array(z.object({ fact: z.string(), witness: z.array(z.unknown()).nullable() })) }) })) }));

const broken = JSON.stringify({ questionnaireId: 'b', questionnaireName: 'B', version: '1', estimatedDuration: 1, closing: 'Bye.', questions: [{ questionId: 'q1', questionType: 'yes_no', questionText: 'Yes?', displayLogic: { conditions: 'q9 = 1' } }] });

it('finds nothing wrong with what is shipped', async () => {
  const { exitCode, out } = await command('check-questionnaires');
  expect([exitCode, out.split('\n').at(-2)]).toEqual([0, expect.stringMatching(/^\d+ files, no errors$/)]);
  expect(out).not.toMatch(/^ {2}(?:error|warning)/m);
});

it('names what is wrong, and fails', async () => {
  const { exitCode, out } = await command('check-questionnaires', written('broken.json', broken));
  expect(exitCode).toBe(1);
  expect(out).toContain('error    questions[0].displayLogic.conditions: unknown question "q9"');
});

it('gives a witness interview for everything that can happen, as JSON', async () => {
  const { out } = await command('check-questionnaires', 'questionnaires/quick-pulse.json', '--json');
  const [checked] = report.parse(JSON.parse(out));
  expect([checked?.ok, checked?.languages[0]?.complete]).toEqual([true, true]);
  expect(checked?.languages[0]?.facts.questions.map(({ fact, witness }) => [fact, witness?.length])).toEqual([['question p1', 3], ['question p2', 3], ['question p3', 3]]);
});

it('imports a survey of another system, which then passes the check', async () => {
  const source = written('survey.json', JSON.stringify({ title: 'Fruit', elements: [
    { type: 'radiogroup', name: 'fruit', title: 'Which fruit do you like?', choices: ['Apple', 'Pear'] },
    { type: 'comment', name: 'why', title: 'Why?', visibleIf: "{fruit} = 'Pear'" },
  ] }));
  const out = join(directory, 'fruit.json');
  expect(await command('import-questionnaire', source, '--out', out)).toMatchObject({ exitCode: 0, err: expect.stringContaining('(surveyjs) is imported') });
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ questionnaireName: 'Fruit', questions: [{ questionId: 'fruit' }, { questionId: 'why' }] });
  expect((await command('check-questionnaires', out)).exitCode).toBe(0);
  expect(await command('import-questionnaire', source, '--out', out)).toMatchObject({ exitCode: 2, err: expect.stringContaining('--force') });
});

it('refuses what it cannot carry over, by name', async () => {
  const source = written('matrix.json', JSON.stringify({ elements: [{ type: 'matrix', name: 'm', columns: ['a'], rows: ['b'] }] }));
  expect(await command('import-questionnaire', source)).toMatchObject({ exitCode: 1, err: expect.stringContaining('matrix') });
});

it('shows how full the quotas are', async () => {
  const { exitCode, out } = await command('quotas', 'quick-pulse');
  expect([exitCode, out]).toEqual([0, 'quick-pulse has no quotas.\n']);
  expect(await command('quotas', 'quick-pulse', '--nope')).toMatchObject({ exitCode: 2, err: expect.stringContaining('--nope') });
  expect(await command('quotas', 'no-such-survey')).toMatchObject({ exitCode: 1 });
  expect(await command('quotas')).toMatchObject({ exitCode: 2, err: expect.stringContaining('Give one questionnaire id.') });
});

it.each(['check-questionnaires', 'import-questionnaire', 'quotas'])('explains %s', async (name) => {
  expect(await command(name, '--help')).toMatchObject({ exitCode: 0, out: expect.stringContaining('npm run') });
});
