import { ok } from '../../kernel/result.js';
import { spokenYesNo } from '../hearing/spoken-yes-no.js';
import { tokensFromText } from '../hearing/words.js';
import type { VoicePromptQuestion } from '../questionnaire.js';
import { refused, textFromRaw, type QuestionKind } from './kind.js';

const defaultRepeats = 2;

/** Words that are said. Whatever comes counts as played, unless a sign that they were understood is waited for. */
export const voicePrompt: QuestionKind<VoicePromptQuestion> = {
  load(base, file) {
    const { acknowledge, maxRepeats } = file.configuration ?? {};
    return { ...base, type: 'voice_prompt', acknowledge: acknowledge === true ? { maxRepeats: maxRepeats ?? defaultRepeats } : null };
  },
  normalise(question, asked, raw) {
    if (question.acknowledge === null) return ok({ outcome: 'played', value: null });
    const understood = raw === true || spokenYesNo(tokensFromText(textFromRaw(raw) ?? ''), asked.spoken) === 'yes';
    return understood ? ok({ outcome: 'played', value: null }) : refused('unclear', asked.text);
  },
  describe: (_question, _answer, { spoken }) => spoken.say.labels.played,
  speak: (_question, asked) => asked.text,
  hints: () => [],
};
