import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every sentence that is asked after the first question has the participant's own words in it. */
const questionnaire = {
  questionnaireId: 'wander',
  questionnaireName: 'Wander',
  version: '1.0.0',
  language: 'en-US',
  estimatedDuration: 1,
  closing: 'Thank you.',
  questions: [
    { questionId: 'w1', questionNumber: 1, questionType: 'open_ended', questionText: 'What shall we call you?', isRequired: true },
    { questionId: 'w2', questionNumber: 2, questionType: 'yes_no', questionText: 'Did you get done what you came for, {w1|friend}?', isRequired: true },
    { questionId: 'w3', questionNumber: 3, questionType: 'nps', questionText: 'How likely are you to recommend us, {w1|friend}, from zero to ten?', isRequired: true, configuration: { scaleType: 'nps', scaleRange: { min: 0, max: 10 } } },
    { questionId: 'w4', questionNumber: 4, questionType: 'open_ended', questionText: 'And what should we change, {w1|friend}?', isRequired: true },
  ],
};

/** Writes the questionnaire `wander` into a directory of its own, for `QUESTIONNAIRES_DIR`. Gives that directory. */
export function writeWanderQuestionnaire(parent: string): string {
  const directory = join(parent, 'questionnaires');
  mkdirSync(directory);
  writeFileSync(join(directory, 'wander.json'), JSON.stringify(questionnaire));
  return directory;
}
