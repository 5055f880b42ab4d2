import type { NpsQuestion } from '../questionnaire.js';
import type { QuestionKind } from './kind.js';
import { describeScale, normaliseScale, scaleHints, speakScale } from './scale.js';

/** Likelihood to recommend, always 0 to 10. */
export const nps: QuestionKind<NpsQuestion> = {
  load(base, file, report) {
    const configuration = file.configuration ?? {};
    const range = configuration.scaleRange ?? configuration.scale ?? { min: 0, max: 10 };
    if (range.min !== 0 || range.max !== 10) {
      report.at('configuration', 'scaleRange').add(`an NPS scale from ${range.min} to ${range.max}`, '0 to 10, or a rating_scale question');
      return null;
    }
    return {
      ...base,
      type: 'nps',
      scale: { min: 0, max: 10, minLabel: configuration.minValueDescription ?? null, maxLabel: configuration.maxValueDescription ?? null },
    };
  },
  normalise: (question, asked, raw) => normaliseScale(question.scale, asked, raw),
  describe: (question, answer) => describeScale(question.scale, answer),
  speak: (question, asked) => speakScale(question.scale, asked),
  hints: (question) => scaleHints(question.scale),
};
