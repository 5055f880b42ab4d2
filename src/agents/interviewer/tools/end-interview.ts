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
    async run(_input, context) {
      // The last answer may be on its way: then this is no break-off. And after the end there are no more answers.
      await interview.stop();
      if (interview.path.next === null) return ok(toolResult(endStatus(interview.path), interview.phrases.over, interview.path));
      stop(context);
      return ok({ status: 'terminated', say: interview.phrases.stopped, question: null });
    },
  });
