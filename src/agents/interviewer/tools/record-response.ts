import { z } from 'zod';
import { defineTool } from '../../../conversation/define-tool.js';
import type { Tool } from '../../../conversation/ports.js';
import { ok } from '../../../kernel/result.js';
import { sentiments } from '../../../survey/sentiment/sentiment.js';
import { announce, endStatus, toolResult, type InterviewToolDeps } from './tool-deps.js';

/** What a model may give as an answer: text, a number, a yes or no, or several options. */
export const responseValue = z.union([z.string().max(5000), z.number(), z.boolean(), z.array(z.string().max(500)).max(50)]);

export const recordResponse = ({ interview, onFault }: InterviewToolDeps): Tool =>
  defineTool({
    name: 'record_response',
    description:
      'Records the participant\'s answer to the open question, or a correction of an earlier one. Give the answer in the participant\'s own words or as the option that was meant. Then speak exactly the words in "say".',
    input: z.object({
      questionId: z.string().max(128).describe('The id of the question that is answered.'),
      response: responseValue.describe('The answer.'),
      responseType: z.string().max(64).optional(),
      sentiment: z.string().max(40).optional().describe('For open answers: how the participant sounded: positive, neutral or negative.'),
    }),
    async run({ questionId, response, sentiment }, context) {
      const mood = sentiments.find((one) => one === sentiment?.trim().toLowerCase());
      const result = await interview.answer({ questionId, value: response, heard: context.heard, via: 'voice', moment: context.moment, ...(mood === undefined ? {} : { sentiment: mood }) });
      if (result.status === 'recorded') {
        announce(interview, result, context);
        // Only what the database has acknowledged is called recorded; before consent nothing is.
        const standing = !result.durable ? 'noted' : result.saving === null ? 'recorded' : 'saving';
        const status = interview.path.next === null ? endStatus(interview.path) : standing;
        return ok(toolResult(status, result.say, interview.path));
      }
      if (result.status === 'not_saved' && result.fault !== undefined) onFault(result.fault);
      if (result.status === 'over') return ok({ status: interview.path.next === null ? endStatus(interview.path) : 'terminated', say: result.say, question: null });
      return ok(toolResult(result.status === 'unfinished' ? 'invalid' : result.status, result.say, interview.path));
    },
  });
