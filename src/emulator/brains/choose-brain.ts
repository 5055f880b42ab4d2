import { unreachable } from '../../kernel/result.js';
import { createAdversarialBrain } from './adversarial-brain.js';
import type { Brain, BrainPrompt } from './brain.js';
import { createConversationBrain } from './conversation-brain.js';
import { createDeskBrain, isDesk } from './desk-brain.js';
import { createSurveyBrain, surveyTool } from './survey-brain.js';

/** The policy that fits the tools that a prompt declares. */
export function chooseBrain(prompt: BrainPrompt): Brain {
  if (prompt.tools.some((tool) => tool.name === surveyTool)) return createSurveyBrain(prompt);
  return isDesk(prompt) ? createDeskBrain(prompt) : createConversationBrain(prompt);
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
