import type { AgentNotice } from '../../conversation/ports.js';
import type { JsonObject } from '../../kernel/json.js';
import type { Path, Step } from '../../survey/path.js';
import { describe } from '../../survey/questions/index.js';
import { progress } from '../../survey/progress.js';
import type { Question } from '../../survey/questionnaire.js';
import type { Interview } from './interview.js';
import type { InterviewNotice, ProgressView, QuestionView } from './notices.js';

/** A question as clients and the model see it. */
export function questionView(step: Step): QuestionView {
  const { question } = step;
  const options = step.options.map(({ optionId, text, value }) => ({ optionId, optionText: text, optionValue: value }));
  return {
    questionId: question.questionId,
    questionNumber: step.number,
    questionType: question.type,
    questionText: step.text,
    isRequired: question.required,
    ...(options.length === 0 ? {} : { options }),
    ...scaleView(question),
    ...(question.type === 'open_ended' ? { maxResponseLength: question.maxLength } : {}),
  };
}

/** Ends of the numbers that can be answered. */
function scaleView(question: Question): Pick<QuestionView, 'scale'> {
  if (question.type === 'numeric') return question.min === null || question.max === null ? {} : { scale: { min: question.min, max: question.max } };
  if (!('scale' in question)) return {};
  const { min, max, minLabel, maxLabel } = question.scale;
  return { scale: { min, max, ...(minLabel === null ? {} : { minLabel }), ...(maxLabel === null ? {} : { maxLabel }) } };
}

export const progressView = (path: Path): ProgressView => progress(path);

/** What the model is told of the open question: null when there is none. */
export function openQuestion({ next }: Path): JsonObject | null {
  if (next === null) return null;
  return next.question.probes.length === 0 ? questionView(next) : { ...questionView(next), probes: [...next.question.probes] };
}

/** The open question as news for the client; at the end there is none. */
export function questionNotice(path: Path): InterviewNotice | null {
  if (path.next === null) return null;
  return { kind: 'question', data: { question: questionView(path.next), progress: progressView(path) } };
}

const answeredSteps = (path: Path): Step[] => path.steps.filter((step) => (step.status === 'answered' || step.status === 'imputed') && step.question.type !== 'voice_prompt');

/** What was recorded: without consent, nothing. */
export function summaryNotice({ path, consented, pendingAnswers }: Interview): InterviewNotice {
  const answers = (consented ? answeredSteps(path) : []).map((step) => ({
    questionId: step.question.questionId,
    question: step.text,
    answer: step.answer === null ? '' : describe(step, step.answer),
  }));
  return { kind: 'summary', data: { totalQuestions: progress(path).total, answeredQuestions: answers.length, answers, pendingAnswers: consented ? pendingAnswers : 0 } };
}

/** The first notice: what this is, and the question that opens it. An interview that is over introduces itself by its summary. */
export function introductionNotice(interview: Interview): AgentNotice {
  const { questionnaire, path } = interview;
  if (path.next === null) return summaryNotice(interview);
  return {
    kind: 'interview',
    data: {
      questionnaireName: questionnaire.name,
      language: questionnaire.language,
      estimatedDurationMinutes: questionnaire.estimatedDurationMinutes,
      question: questionView(path.next),
      progress: progressView(path),
    },
  };
}
