import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkQuestionnaire } from '../survey/check.js';
import { detectFormat, type ForeignFormat } from '../survey/importing/detect-format.js';
import { importOns } from '../survey/importing/import-ons.js';
import { importSurveyJs } from '../survey/importing/import-surveyjs.js';
import { importXform } from '../survey/importing/import-xform.js';
import { importXlsform } from '../survey/importing/import-xlsform.js';
import type { Import } from '../survey/importing/import.js';
import { jsonFromText } from '../survey/loading/parse-json.js';
import { textFromChecked } from './check-report.js';
import { rowsFromCsv } from './csv-rows.js';

const help = `Turns a questionnaire of another system into one of ours. What cannot be carried over exactly is refused by name.

  npm run questionnaires:import -- <file> --out questionnaires/<name>.json

  <file>               SurveyJS JSON, ONS eQ JSON, an XForm (.xml), or the survey sheet of an XLSForm saved as CSV,
                       with choices.csv and settings.csv beside it
  --format <format>    surveyjs, ons, xform or xlsform, where it cannot be told from the file
  --out <file>         where to write it; without it, to standard output
  --force              overwrites that file
  --help

Exit code: 0 when it was imported, 1 when something was refused, 2 when the command was not understood.
`;

const formats = ['surveyjs', 'ons', 'xform', 'xlsform'] as const;

async function importFile(file: string, format: ForeignFormat, text: string): Promise<Import> {
  switch (format) {
    case 'surveyjs':
    case 'ons': {
      const json = jsonFromText(text);
      if (!json.ok) return { ok: false, error: [{ path: json.error.place, construct: 'JSON', problem: json.error.problem, expected: json.error.expected }] };
      return format === 'surveyjs' ? importSurveyJs(json.value) : importOns(json.value);
    }
    case 'xform':
      return importXform(text);
    case 'xlsform': {
      const sheet = async (name: string): Promise<ReturnType<typeof rowsFromCsv>> => {
        const beside = join(dirname(file), `${name}${extname(file)}`);
        return existsSync(beside) ? rowsFromCsv(await readFile(beside, 'utf8')) : [];
      };
      return importXlsform({ survey: rowsFromCsv(text), choices: await sheet('choices'), settings: await sheet('settings') });
    }
    case 'voiceter':
      return { ok: false, error: [{ path: '', construct: 'questionnaire', problem: 'it is one of ours already', expected: 'npm run questionnaires:check' }] };
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string' }, out: { type: 'string' }, force: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const fail = (text: string, exitCode: number): number => {
    process.stderr.write(text);
    return exitCode;
  };
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) return fail(`Give one file.\n\n${help}`, 2);
  if (values.out !== undefined && existsSync(values.out) && !values.force) return fail(`${values.out} exists. Add --force to overwrite it.\n`, 2);
  const text = await readFile(file, 'utf8');
  const wanted = formats.find((format) => format === values.format);
  if (values.format !== undefined && wanted === undefined) return fail(`--format must be one of ${formats.join(', ')}, not "${values.format}".\n`, 2);
  const format = wanted ?? detectFormat(text, file);
  if (format === null) return fail(`${file}: neither SurveyJS, ONS eQ, XForm nor XLSForm, as far as can be told. Name it with --format.\n`, 1);

  const imported = await importFile(file, format, text);
  if (!imported.ok) {
    const problems = imported.error.map(({ path, construct, problem, expected }) => `  ${path === '' ? '(file)' : path}: ${construct}: ${problem}\n    better: ${expected}`);
    return fail(`${file} (${format}) is not imported:\n${problems.join('\n')}\n`, 1);
  }
  const json = `${JSON.stringify(imported.value.questionnaire, null, 2)}\n`;
  if (values.out === undefined) process.stdout.write(json);
  else await writeFile(values.out, json);
  const notes = imported.value.notes.map(({ path, note }) => `  note     ${path}: ${note}`);
  process.stderr.write([`${file} (${format}) is imported`, ...notes, '', textFromChecked(checkQuestionnaire(json, values.out ?? file), { witnesses: false })].join('\n'));
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\nSee --help.\n`);
  process.exitCode = 2;
}
