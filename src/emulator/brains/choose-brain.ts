import { unreachable } from '../../kernel/result.js';
import { createAdversarialBrain } from './adversarial-brain.js';
import type { Brain, BrainPrompt } from './brain.js';
import { isConcierge } from './concierge-answers.js';
import { createConversationBrain } from './conversation-brain.js';
import { createDeskBrain, isDesk } from './desk-brain.js';
import { createKnowledgeBrain, searchTool } from './knowledge-brain.js';
import { createLessonBrain, lessonTool } from './lesson-brain.js';
import { createSurveyBrain, surveyTool } from './survey-brain.js';

/** The policy that fits the tools that a prompt declares. A concierge, who may look into documents too, talks with guests. */
export function chooseBrain(prompt: BrainPrompt): Brain {
  const declared = new Set(prompt.tools.map((tool) => tool.name));
  if (declared.has(surveyTool)) return createSurveyBrain(prompt);
  if (isDesk(prompt)) return createDeskBrain(prompt);
  if (declared.has(lessonTool)) return createLessonBrain(prompt);
  if (declared.has(searchTool) && !isConcierge(prompt.systemPrompt)) return createKnowledgeBrain(prompt);
  return createConversationBrain(prompt);
}

/** The policy that a caller named. */
export function brainsByName(name: 'adversarial', seed: number): (prompt: BrainPrompt) => Brain {
  switch (name) {
    case 'adversarial': {
      let next = seed;
      return (prompt) => createAdversarialBrain(prompt, { seed: next++ });
    }
    default:
      return unreachable(name);
  }
}
