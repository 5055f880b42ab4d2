import type { Brain, BrainPrompt } from './brain.js';
import { createConversationBrain } from './conversation-brain.js';
import { createSurveyBrain, surveyTool } from './survey-brain.js';

/** The policy that fits the tools that a prompt declares. */
export const chooseBrain = (prompt: BrainPrompt): Brain =>
  prompt.tools.some((tool) => tool.name === surveyTool) ? createSurveyBrain(prompt) : createConversationBrain(prompt);
