import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isoFromWallMs, systemClock } from '../kernel/clock.js';
import { appErrorFrom } from '../kernel/errors.js';
import { readQuestionnaires } from '../sessions/questionnaires.js';
import { openStorage } from '../storage/storage.js';
import { interviewStatuses, textFromDispositions, type InterviewStatus } from '../survey/disposition.js';
import { codebookFrom } from '../survey/exporting/codebook.js';
import { exportFormats, writeExport, type ExportFormat } from './export-files.js';
import { emptyTally, interviewsOf, type Strangers } from './export-interviews.js';

const help = `Writes the results of a questionnaire to files. Works while the server runs.

  npm run results:export -- <questionnaireId>

  --format <format>       ${exportFormats.join(', ')} (default csv)
  --out <dir or file>     default .data/exports
  --labels                csv: labels in place of codes
  --no-bom                csv: without the mark by which spreadsheets know UTF-8
  --language <tag>        of the labels (default: the questionnaire's)
  --since <ISO 8601>      interviews that started then or later
  --status <a,b>          ${interviewStatuses.join(', ')} (default: all)
  --version <version>     interviews of this version of the questionnaire only
  --any-version           also interviews by another file than the one that is there now
  --questionnaires <dir>  directory of the questionnaires (default questionnaires)
  --data-dir <dir>        directory of the embedded database (default .data)
  --prefix <prefix>       of the table names (default voiceter-)
  --region <region>       read from DynamoDB in this region instead
  --help
`;

interface Result {
  readonly text: string;
  readonly exitCode: number;
}

interface Command {
  readonly questionnaireId: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly labels: boolean;
  readonly byteOrderMark: boolean;
  readonly language: string | undefined;
  readonly since: string | null;
  readonly statuses: ReadonlySet<InterviewStatus>;
  readonly version: string | null;
  readonly anyVersion: boolean;
  readonly questionnaires: string;
  readonly place: { readonly kind: 'embedded'; readonly directory: string } | { readonly kind: 'aws'; readonly region: string };
  readonly tablePrefix: string;
}

/** The command, or text to print instead of running one. */
function commandFromArgs(args: readonly string[]): Command | Result {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'csv' },
      out: { type: 'string', default: '.data/exports' },
      labels: { type: 'boolean', default: false },
      'no-bom': { type: 'boolean', default: false },
      language: { type: 'string' },
      since: { type: 'string' },
      status: { type: 'string', default: '' },
      version: { type: 'string' },
      'any-version': { type: 'boolean', default: false },
      questionnaires: { type: 'string', default: 'questionnaires' },
      'data-dir': { type: 'string', default: '.data' },
      prefix: { type: 'string', default: 'voiceter-' },
      region: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const refusal = (text: string): Result => ({ text, exitCode: 2 });
  if (values.help) return { text: help, exitCode: 0 };
  const [questionnaireId, ...more] = positionals;
  if (questionnaireId === undefined || more.length > 0) return refusal(`Give one questionnaire id.\n\n${help}`);
  const format = exportFormats.find((one) => one === values.format);
  if (format === undefined) return refusal(`--format must be one of ${exportFormats.join(', ')}, not "${values.format}".\n`);
  if (format !== 'csv' && (values.labels || values['no-bom'])) return refusal(`--labels and --no-bom are for csv, not for ${format}.\n`);
  const words = values.status.split(',').map((word) => word.trim()).filter((word) => word !== '');
  const unknown = words.find((word) => !interviewStatuses.some((status) => status === word));
  if (unknown !== undefined) return refusal(`--status knows ${interviewStatuses.join(', ')}, not "${unknown}".\n`);
  const sinceMs = values.since === undefined ? null : Date.parse(values.since);
  if (Number.isNaN(sinceMs)) return refusal(`--since must be a time such as 2026-03-01 or 2026-03-01T10:00:00Z, not "${values.since ?? ''}".\n`);
  return {
    questionnaireId,
    format,
    out: values.out,
    labels: values.labels,
    byteOrderMark: !values['no-bom'],
    language: values.language,
    since: sinceMs === null ? null : isoFromWallMs(sinceMs),
    statuses: new Set(interviewStatuses.filter((status) => words.includes(status))),
    version: values.version ?? null,
    anyVersion: values['any-version'],
    questionnaires: values.questionnaires,
    place: values.region === undefined ? { kind: 'embedded', directory: values['data-dir'] } : { kind: 'aws', region: values.region },
    tablePrefix: values.prefix,
  };
}

/** An option that does not exist is refused like a value that does not. */
function readCommand(args: readonly string[]): Command | Result {
  try {
    return commandFromArgs(args);
  } catch (thrown) {
    return { text: `${appErrorFrom(thrown).message}\nSee --help.\n`, exitCode: 2 };
  }
}

async function run(args: readonly string[]): Promise<Result> {
  const command = readCommand(args);
  if ('text' in command) return command;
  const catalogue = await readQuestionnaires(command.questionnaires);
  const questionnaire = catalogue.find(command.questionnaireId, command.language);
  if (questionnaire === null) return { text: `There is no questionnaire "${command.questionnaireId}" in ${command.questionnaires}.\n`, exitCode: 1 };
  if (command.language !== undefined && !questionnaire.languages.includes(command.language)) return { text: `${questionnaire.questionnaireId} has no texts in "${command.language}", but in ${questionnaire.languages.join(', ')}.\n`, exitCode: 2 };
  if (command.place.kind === 'embedded' && !existsSync(command.place.directory)) return { text: `There is no data in ${command.place.directory} yet. Start the server once, or name the directory with --data-dir.\n`, exitCode: 1 };
  const storage = await openStorage({ clock: systemClock }, { ...command.place, tablePrefix: command.tablePrefix });
  try {
    const { questionnaireId, hash } = questionnaire;
    const tally = emptyTally();
    const inLanguage = (language: string) => catalogue.find(questionnaireId, language) ?? questionnaire;
    const interviews = interviewsOf({ ...storage, inLanguage }, { ...command, questionnaireId, hash }, tally);
    const written = await writeExport(codebookFrom(questionnaire), interviews, { ...command, writtenAt: isoFromWallMs(systemClock.wallMs()) });
    process.stderr.write([...tally.strangers.values()].map((strangers) => strangersText(strangers, command.anyVersion)).join(''));
    return { text: `${questionnaireId} ${questionnaire.version}: ${written.rows} interviews in ${written.files.join(' and ')}\n${textFromDispositions(tally.dispositions)}`, exitCode: 0 };
  } finally {
    await storage.close();
  }
}

function strangersText({ version, hash, count, sessionIds }: Strangers, taken: boolean): string {
  const named = `${sessionIds.join(', ')}${count > sessionIds.length ? ', …' : ''}`;
  const fate = taken ? 'taken along, as far as their answers fit the file that is there now' : 'left out (--any-version takes them along)';
  return `${count} interviews by another file, version ${version} (${hash.slice(0, 12)}): ${named}: ${fate}\n`;
}

try {
  const { text, exitCode } = await run(process.argv.slice(2));
  (exitCode === 0 ? process.stdout : process.stderr).write(text);
  process.exitCode = exitCode;
} catch (thrown) {
  process.stderr.write(`${appErrorFrom(thrown).message}\nSee --help.\n`);
  process.exitCode = 1;
}
