import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkQuestionnaire, hasErrors, type Checked } from '../survey/check.js';
import { jsonFromChecked, textFromChecked } from './check-report.js';

const help = `Checks questionnaires: what keeps them from loading, what can never happen, what is hard to follow by ear.

  npm run questionnaires:check                       all of questionnaires/
  npm run questionnaires:check -- <file or directory>...

  --witnesses      show for everything that can happen an interview in which it does
  --json           print JSON instead of text
  --strict         warnings count as errors
  --help

Exit code: 0 when there is no error, 1 when there is one, 2 when the command was not understood.
`;

/** JSON files of the given files and directories. */
async function filesFrom(names: readonly string[]): Promise<readonly string[]> {
  const files = await Promise.all(
    names.map(async (name) => ((await stat(name)).isDirectory() ? (await readdir(name)).filter((file) => file.endsWith('.json')).sort().map((file) => join(name, file)) : [name])),
  );
  return files.flat();
}

/** Names that two files share. */
function namesTwice(all: readonly Checked[]): readonly string[] {
  const names = all.flatMap(({ languages: [own] }) => (own === undefined ? [] : [own.questionnaire.questionnaireId, ...own.questionnaire.aliases]));
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
}

/** What has findings that count. */
function fails(checked: Checked, strict: boolean): boolean {
  return hasErrors(checked) || (strict && checked.languages.some(({ findings }) => findings.some((finding) => finding.severity === 'warning')));
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, witnesses: { type: 'boolean', default: false }, strict: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const files = await filesFrom(positionals.length > 0 ? positionals : ['questionnaires']);
  if (files.length === 0) throw new Error('There is no questionnaire (*.json) to check.');
  const all: Checked[] = [];
  for (const file of files) {
    const checked = checkQuestionnaire(await readFile(file, 'utf8'), file);
    all.push(checked);
    if (!values.json) process.stdout.write(`${textFromChecked(checked, { witnesses: values.witnesses })}\n`);
  }
  for (const name of namesTwice(all)) process.stderr.write(`The id or alias "${name}" is used by more than one file; the server would not start.\n`);
  const failed = all.filter((checked) => fails(checked, values.strict)).length;
  process.stdout.write(values.json ? `${JSON.stringify(all.map(jsonFromChecked), null, 2)}\n` : `${all.length} ${all.length === 1 ? 'file' : 'files'}, ${failed === 0 ? 'no errors' : `${failed} with errors`}\n`);
  return failed === 0 && namesTwice(all).length === 0 ? 0 : 1;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\nSee --help.\n`);
  process.exitCode = 2;
}
