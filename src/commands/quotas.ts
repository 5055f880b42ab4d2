import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cellFrom, quotaKeyOf } from '../agents/interviewer/seats.js';
import { systemClock } from '../kernel/clock.js';
import { readQuestionnaires } from '../sessions/questionnaires.js';
import { openStorage } from '../storage/storage.js';
import type { Questionnaire } from '../survey/questionnaire.js';
import { runCommand, type CommandResult } from './command.js';
import { reportFrom, textFromReport } from './quota-report.js';

const help = `Shows how full the quotas of a questionnaire are, or forgets their counts. Works while the server runs.

  npm run quotas -- <questionnaireId>            how many of each cell are completed, reserved and wanted
  npm run quotas -- <questionnaireId> --reset    forgets all counts and seats of this version; asks for --yes

  --yes                   with --reset: do it
  --json                  print JSON instead of text
  --questionnaires <dir>  directory of the questionnaires (default questionnaires)
  --data-dir <dir>        directory of the embedded database (default .data)
  --prefix <prefix>       of the table names (default voiceter-)
  --region <region>       read from DynamoDB in this region instead
  --help
`;

const read = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      reset: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      questionnaires: { type: 'string', default: 'questionnaires' },
      'data-dir': { type: 'string', default: '.data' },
      prefix: { type: 'string', default: 'voiceter-' },
      region: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });

async function run({ values, positionals }: ReturnType<typeof read>): Promise<CommandResult> {
  if (values.help) return { text: help, exitCode: 0 };
  const [questionnaireId, ...more] = positionals;
  if (questionnaireId === undefined || more.length > 0) return { text: `Give one questionnaire id.\n\n${help}`, exitCode: 2 };
  const questionnaire = (await readQuestionnaires(values.questionnaires)).find(questionnaireId);
  if (questionnaire === null) return { text: `There is no questionnaire "${questionnaireId}" in ${values.questionnaires}.\n`, exitCode: 1 };
  if (questionnaire.quotas.length === 0) return { text: `${questionnaire.questionnaireId} has no quotas.\n`, exitCode: 0 };
  if (values.reset && !values.yes) return { text: `This forgets every count of ${quotaKeyOf(questionnaire)}, and running interviews lose their seats. Add --yes to do it.\n`, exitCode: 2 };
  if (values.region === undefined && !existsSync(values['data-dir'])) return { text: `There is no data in ${values['data-dir']} yet. Start the server once, or name the directory with --data-dir.\n`, exitCode: 1 };
  const place = values.region === undefined ? ({ kind: 'embedded', directory: values['data-dir'] } as const) : ({ kind: 'aws', region: values.region } as const);
  return withStorage(place, values.prefix, questionnaire, values);
}

async function withStorage(
  place: { readonly kind: 'embedded'; readonly directory: string } | { readonly kind: 'aws'; readonly region: string },
  tablePrefix: string,
  questionnaire: Questionnaire,
  { reset, json }: { readonly reset: boolean; readonly json: boolean },
): Promise<CommandResult> {
  const storage = await openStorage({ clock: systemClock }, { ...place, tablePrefix });
  try {
    const key = quotaKeyOf(questionnaire);
    if (reset) await storage.quotas.reset(key);
    const report = reportFrom(questionnaire, await storage.quotas.status(key, questionnaire.quotas.map(cellFrom)));
    return { text: json ? `${JSON.stringify(report, null, 2)}\n` : textFromReport(report), exitCode: 0 };
  } finally {
    await storage.close();
  }
}

await runCommand({ read, run });
