import { z } from 'zod';
import { defineTool } from '../../../conversation/define-tool.js';
import type { Tool } from '../../../conversation/ports.js';
import { ok } from '../../../kernel/result.js';
import { endStatus, toolResult, type InterviewToolDeps } from './tool-deps.js';

export const endInterview = ({ interview, stop }: InterviewToolDeps): Tool =>
  defineTool({
    name: 'end_interview',
    description: 'Ends the interview before its last question. Call it only when the participant clearly wants to stop.',
    input: z.object({ reason: z.string().max(200).optional() }),
    run(_input, context) {
      if (interview.path.next === null) return Promise.resolve(ok(toolResult(endStatus(interview.path), interview.phrases.over, interview.path)));
      stop(context);
      return Promise.resolve(ok({ status: 'terminated', say: interview.phrases.stopped, question: null }));
    },
  });
