import type { Tool } from '../../../conversation/ports.js';
import { endInterview } from './end-interview.js';
import { getDemoContext } from './get-demo-context.js';
import { getNextQuestion } from './get-next-question.js';
import { recordResponse } from './record-response.js';
import type { InterviewToolDeps } from './tool-deps.js';
import { validateAnswer } from './validate-answer.js';

/** The interviewer's tools: constant, whatever the questionnaire. A new one: a file here, and a row. */
export const interviewTools = (deps: InterviewToolDeps): readonly Tool[] => [
  getNextQuestion(deps),
  recordResponse(deps),
  validateAnswer(deps),
  getDemoContext(deps),
  endInterview(deps),
];
