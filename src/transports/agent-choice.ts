import type { SpokenTurn } from '../conversation/ports.js';
import type { AgentChoice } from '../sessions/sessions.js';
import type { Query } from './dialect.js';

/** What a dialect knows of an assistant that a client wants; what it does not name is not given. */
export interface AssistantWish {
  readonly personaId: string;
  readonly prompt?: string | null;
  readonly enabledTools?: readonly string[] | null;
  readonly history?: readonly SpokenTurn[];
  readonly details?: Readonly<Record<string, string>>;
}

export const assistantChoice = ({ personaId, prompt = null, enabledTools = null, history = [], details = {} }: AssistantWish): AgentChoice => ({ kind: 'assistant', personaId, prompt, enabledTools, history, details });

/**
 * Foreign protocols have no word for what a conversation is for. Their clients may say it in the address: `?questionnaire=` has a
 * questionnaire conducted, `?agent=` names one of our assistants. Otherwise it is the assistant of the protocol.
 */
export function agentFromQuery(query: Query, wish: AssistantWish): AgentChoice {
  const { questionnaire, agent } = query;
  if (questionnaire !== undefined) return { kind: 'interviewer', questionnaireId: questionnaire };
  return assistantChoice(agent === undefined ? wish : { ...wish, personaId: agent });
}
