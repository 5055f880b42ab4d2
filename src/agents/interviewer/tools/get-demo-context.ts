import { z } from 'zod';
import { defineTool } from '../../../conversation/define-tool.js';
import type { Tool } from '../../../conversation/ports.js';
import { ok } from '../../../kernel/result.js';
import { progressView } from '../views.js';
import { endStatus, toolResult, type InterviewToolDeps } from './tool-deps.js';

export const getDemoContext = ({ interview }: InterviewToolDeps): Tool =>
  defineTool({
    name: 'get_demo_context',
    description: 'Tells what this interview is about and how far it is. Call it when the participant asks.',
    input: z.object({}),
    run() {
      const { questionnaire, path } = interview;
      const about = interview.phrases.about(questionnaire.name, questionnaire.estimatedDurationMinutes);
      return Promise.resolve(
        ok({
          ...toolResult(endStatus(path), path.next === null ? about : `${about} ${interview.ask()}`, path),
          questionnaireName: questionnaire.name,
          description: questionnaire.description,
          researchObjective: questionnaire.researchObjective,
          progress: progressView(path),
        }),
      );
    },
  });
