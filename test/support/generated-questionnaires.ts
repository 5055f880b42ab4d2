import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { checkQuestionnaire, hasErrors } from '../../src/survey/check.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';
import { questionnaireFiles } from '../properties/survey-questionnaires.js';

export interface GeneratedQuestionnaire {
  readonly questionnaire: Questionnaire;
  /** The question that asks for consent, where there is one. */
  readonly gate: string | null;
}

type File = ReturnType<typeof generatedFiles>[number];

const generatedFiles = (count: number) => fc.sample(questionnaireFiles({ skips: true }), { numRuns: count, seed: 20_261_121 });

const gate = { questionId: 'gate', questionType: 'yes_no', questionText: 'May we begin?', isRequired: true };
const gateRule = { ruleId: 'gate', condition: "gate != 'yes'", afterQuestionId: 'gate', skipToQuestionId: 'END', disposition: 'refused', closing: 'Never mind.' };

/** The types that generated logic does not use: with a confirmation, and with answers that are easily misheard. */
const more = [
  { questionId: 'm0', questionType: 'numeric', questionText: 'How old are you?', configuration: { minValue: 0, maxValue: 120 } },
  { questionId: 'm1', questionType: 'date', questionText: 'Since when?' },
  { questionId: 'm2', questionType: 'rating_scale', questionText: 'How good is it?', configuration: { scaleRange: { min: 1, max: 5 } } },
  { questionId: 'm3', questionType: 'yes_no', questionText: 'Is that your last word?', configuration: { confirm: 'explicit' } },
];

function variant(file: File, number: number): { readonly json: object; readonly gate: string | null } {
  const hasGate = number % 3 === 1;
  const own = file.questions.map((question) => ({
    ...question,
    isRequired: number % 4 !== 3,
    ...(question.questionType === 'voice_prompt' && number % 2 === 0 ? { configuration: { acknowledge: true, maxRepeats: 1 } } : {}),
  }));
  const asked = number % 2 === 0 ? [...more, ...own] : own;
  // In every other questionnaire with a gate, something is asked before it.
  const before = number % 6 === 1 ? 0 : 1;
  const questions = hasGate ? [...asked.slice(0, before), gate, ...asked.slice(before)] : asked;
  const { skipLogicRules } = file.surveyLogic;
  return {
    json: {
      ...file,
      questionnaireId: `generated-${number}`,
      questionnaireName: `Generated ${number}`,
      questions,
      surveyLogic: { skipLogicRules: hasGate ? [gateRule, ...skipLogicRules] : skipLogicRules },
    },
    gate: hasGate ? gate.questionId : null,
  };
}

/** Writes so many generated questionnaires, and the shipped quick pulse, into a directory. Always the same ones. */
export function writeGeneratedQuestionnaires(directory: string, count: number): readonly GeneratedQuestionnaire[] {
  const written: GeneratedQuestionnaire[] = [];
  for (const file of generatedFiles(10 * count)) {
    const { json, gate: asks } = variant(file, written.length);
    const text = JSON.stringify(json);
    const checked = checkQuestionnaire(text, 'generated.json');
    const [language] = checked.languages;
    // What the linter refuses, no server offers.
    if (hasErrors(checked) || language === undefined) continue;
    const { questionnaire } = language;
    writeFileSync(join(directory, `${questionnaire.questionnaireId}.json`), text);
    written.push({ questionnaire, gate: asks });
    if (written.length === count) break;
  }
  if (written.length < count) throw new Error(`only ${written.length} questionnaires of ${count} are without faults`);
  copyFileSync(fileURLToPath(new URL('../../questionnaires/quick-pulse.json', import.meta.url)), join(directory, 'quick-pulse.json'));
  return written;
}
