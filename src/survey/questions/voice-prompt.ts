import { ok } from '../../kernel/result.js';
import type { VoicePromptQuestion } from '../questionnaire.js';
import type { QuestionKind } from './kind.js';

/** Words that are said and need no answer: whatever comes, it counts as played. */
export const voicePrompt: QuestionKind<VoicePromptQuestion> = {
  load: (base) => ({ ...base, type: 'voice_prompt' }),
  normalise: () => ok({ outcome: 'played', value: null }),
  describe: (_question, _answer, spoken) => spoken.say.labels.played,
  speak: (_question, asked) => asked.text,
  hints: () => [],
};
