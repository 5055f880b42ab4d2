import type { EndpointingSensitivity, SampleRateHz, SpokenTurn } from '../../../conversation/ports.js';
import { AppError } from '../../../kernel/errors.js';

/** What a client has said about the conversation before it began: prompt, voice and history. */
export interface Setup {
  readonly promptName: string;
  readonly voiceId: string | null;
  readonly outputSampleRateHz: SampleRateHz;
  readonly inputSampleRateHz: SampleRateHz;
  /** Null: as the server is set up. */
  readonly endpointingSensitivity: EndpointingSensitivity | null;
  readonly prompt: string | null;
  readonly history: readonly SpokenTurn[];
}

export const newSetup: Setup = { promptName: '', voiceId: null, outputSampleRateHz: 24000, inputSampleRateHz: 16000, endpointingSensitivity: null, prompt: null, history: [] };

const maxHistory = 60;
const maxHistoryChars = 40_000;

/** @throws AppError `WS_MESSAGE_INVALID` when it becomes too much */
export function withHistory(setup: Setup, role: SpokenTurn['role'], text: string): Setup {
  const history = [...setup.history, { role, text }];
  if (history.length > maxHistory || history.reduce((chars, said) => chars + said.text.length, 0) > maxHistoryChars) {
    throw new AppError('WS_MESSAGE_INVALID', 'history too long', { detail: `At most ${maxHistory} messages of ${maxHistoryChars} characters together may come before the conversation.` });
  }
  return { ...setup, history };
}
