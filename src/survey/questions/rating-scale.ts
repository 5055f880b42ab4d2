import type { RatingScaleQuestion } from '../questionnaire.js';
import type { QuestionKind } from './kind.js';
import { describeScale, normaliseScale, scaleHints, speakScale } from './scale.js';

/** Agreement or satisfaction on a short scale of whole numbers; 1 to 5 unless the file says otherwise. */
export const ratingScale: QuestionKind<RatingScaleQuestion> = {
  load(base, file, report) {
    const configuration = file.configuration ?? {};
    const { min, max } = configuration.scaleRange ?? configuration.scale ?? { min: 1, max: 5 };
    if (max <= min || max - min > 100) {
      report.at('configuration', 'scaleRange').add(`a scale from ${min} to ${max}`, 'min below max, at most 100 apart');
      return null;
    }
    return {
      ...base,
      type: 'rating_scale',
      scale: { min, max, minLabel: configuration.minValueDescription ?? null, maxLabel: configuration.maxValueDescription ?? null },
    };
  },
  normalise: (question, asked, raw) => normaliseScale(question.scale, asked, raw),
  describe: (question, answer) => describeScale(question.scale, answer),
  speak: (question, asked) => speakScale(question.scale, asked),
  hints: (question) => scaleHints(question.scale),
};
