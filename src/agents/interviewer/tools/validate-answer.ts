import { z } from 'zod';
import { defineTool } from '../../../conversation/define-tool.js';
import type { Tool } from '../../../conversation/ports.js';
import { ok } from '../../../kernel/result.js';
import { responseValue } from './record-response.js';
import { toolResult, type InterviewToolDeps } from './tool-deps.js';

export const validateAnswer = ({ interview }: InterviewToolDeps): Tool =>
  defineTool({
    name: 'validate_answer',
    description: 'Checks whether an answer fits a question, without recording it.',
    input: z.object({ questionId: z.string().max(128), response: responseValue }),
    run({ questionId, response }) {
      const { valid, say } = interview.check(questionId, response);
      return Promise.resolve(ok(toolResult(valid ? 'valid' : 'invalid', say, interview.path)));
    },
  });
