import { hasErrors, type Checked, type CheckedLanguage } from '../survey/check.js';
import { factId, type SpokenTimes, type Witness } from '../survey/exploring/explore.js';
import { describe, speak } from '../survey/questions/index.js';
import { path } from '../survey/path.js';

/** Every thing of a questionnaire that should be able to happen, by fact id. */
function expectedFacts({ questionnaire }: CheckedLanguage): Readonly<Record<'questions' | 'options' | 'rules' | 'quotaCells', readonly string[]>> {
  const { questions, skips, quotas } = questionnaire;
  return {
    questions: questions.map((question) => factId.question(question.questionId)),
    options: questions.flatMap((question) => ('options' in question ? question.options.map((option) => factId.option(question.questionId, option.optionId)) : [])),
    rules: skips.map((rule) => factId.rule(rule.ruleId)),
    quotaCells: quotas.map((quota) => factId.quota(quota.quotaId)),
  };
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
const timesText = ({ shortest, expected, longest }: SpokenTimes): string => `shortest ${minutes(shortest)}, expected ${minutes(expected)}, longest ${minutes(longest)}`;

/** The report for people: a block for each language, its findings below. */
export function textFromChecked(checked: Checked, options: { readonly witnesses: boolean }): string {
  if (checked.problems.length > 0) {
    const problems = checked.problems.map(({ path: place, problem, expected }) => `  error    ${place}: ${problem}\n           better: ${expected}`);
    return [`${checked.file}: does not load`, ...problems, ''].join('\n');
  }
  return checked.languages.map((language) => textFromLanguage(checked.file, language, options.witnesses)).join('\n');
}

function textFromLanguage(file: string, checked: CheckedLanguage, withWitnesses: boolean): string {
  const { questionnaire, exploration, findings } = checked;
  const reached = Object.entries(expectedFacts(checked)).map(([name, facts]) => {
    const found = facts.filter((fact) => exploration.witnesses.has(fact)).length;
    return `${found} of ${facts.length} ${name === 'quotaCells' ? 'quota cells' : name}`;
  });
  const ends = [...exploration.ends].map(([disposition, times]) => `    ${disposition.padEnd(13)} ${timesText(times)}`);
  return [
    `${file}: ${questionnaire.questionnaireId} ${questionnaire.version} (${questionnaire.language})`,
    `  ${exploration.complete ? 'every interview comes to an end' : 'too large to be explored whole'}: ${exploration.states} states`,
    `  can happen: ${reached.join(', ')}`,
    `  spoken time: ${timesText(exploration.times)} (says ${questionnaire.estimatedDurationMinutes} ${questionnaire.estimatedDurationMinutes === 1 ? 'minute' : 'minutes'})`,
    ...ends,
    ...findings.map(({ severity, check, place, problem, advice }) => `  ${severity.padEnd(8)} ${place}: ${problem} [${check}]\n           better: ${advice}`),
    ...(withWitnesses ? [...exploration.witnesses].map(([fact, witness]) => `  witness  ${fact}\n${conversation(checked, witness)}`) : []),
    '',
  ].join('\n');
}

/** The witness as it would be spoken. */
function conversation({ questionnaire }: CheckedLanguage, witness: Witness): string {
  const found = path(questionnaire, Object.fromEntries(witness.map(({ questionId, answer }) => [questionId, answer])), 0);
  return found.steps.map((step) => `           ${speak(step)}\n             - ${step.answer === null ? '' : describe(step, step.answer)}`).join('\n');
}

/** The same for programs. */
export function jsonFromChecked(checked: Checked): unknown {
  return {
    file: checked.file,
    ok: !hasErrors(checked),
    problems: checked.problems,
    languages: checked.languages.map((language) => {
      const { questionnaire, exploration, findings } = language;
      return {
        questionnaireId: questionnaire.questionnaireId,
        version: questionnaire.version,
        hash: questionnaire.hash,
        language: questionnaire.language,
        complete: exploration.complete,
        states: exploration.states,
        spokenSeconds: { ...exploration.times, ends: Object.fromEntries(exploration.ends) },
        findings,
        facts: Object.fromEntries(Object.entries(expectedFacts(language)).map(([name, facts]) => [name, facts.map((fact) => ({ fact, witness: exploration.witnesses.get(fact) ?? null }))])),
      };
    }),
  };
}
