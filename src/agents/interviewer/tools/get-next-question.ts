import { z } from 'zod';
import { defineTool } from '../../../conversation/define-tool.js';
import type { Tool } from '../../../conversation/ports.js';
import { ok } from '../../../kernel/result.js';
import { endStatus, toolResult, type InterviewToolDeps } from './tool-deps.js';

export const getNextQuestion = ({ interview }: InterviewToolDeps): Tool =>
  defineTool({
    name: 'get_next_question',
    description: 'Gives the open question. Call it at the start. Speak exactly the words in "say", then listen.',
    input: z.object({}),
    run: () => Promise.resolve(ok(toolResult(endStatus(interview.path), interview.path.next === null ? interview.phrases.over : interview.ask(), interview.path))),
  });
