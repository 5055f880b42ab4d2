import type { ConversationState, Decision, PlannedSentence } from './state.js';

/** Planned sentences that may wait for their FINAL text; older ones are forgotten. */
const maxUnspoken = 200;

/** The floor goes to `speaker`; a change of speaker is a new turn. */
export function takeTurn(state: ConversationState, speaker: 'user' | 'assistant'): ConversationState {
  return state.lastSpeaker === speaker ? state : { ...state, lastSpeaker: speaker, turn: state.turn + 1 };
}

/** The model announces a sentence. The first one of an utterance begins a new epoch. */
export function planSentence(before: ConversationState, text: string): Decision {
  const fresh = before.uttering
    ? before
    : { ...before, uttering: true, epoch: before.epoch + 1, sentences: 0 };
  const state = takeTurn(fresh, 'assistant');
  const sentence: PlannedSentence = { epoch: state.epoch, sentence: state.sentences, text };
  return {
    state: {
      ...state,
      sentences: state.sentences + 1,
      sayingGoodbye: state.outcome !== null && state.openCalls.length === 0,
      floor: { kind: 'speaking', untilMs: null },
      unspoken: [...state.unspoken, sentence].slice(-maxUnspoken),
    },
    effects: [
      { type: 'clearTimer', timer: 'idle' },
      { type: 'clearTimer', timer: 'audible' },
      { type: 'tellClient', message: { type: 'agentText', stage: 'planned', ...sentence } },
    ],
  };
}

/**
 * A sentence was really spoken. Finals come late and in order, and a cut sentence comes as its beginning: so it belongs to
 * the oldest waiting sentence that begins like it, and those before that one were never said.
 */
export function speakSentence(state: ConversationState, text: string): Decision {
  const at = Math.max(0, state.unspoken.findIndex((planned) => planned.text.startsWith(text)));
  const planned = state.unspoken[at] ?? { epoch: state.epoch, sentence: state.sentences, text };
  return {
    state: { ...state, unspoken: state.unspoken.slice(at + 1) },
    effects: [
      ...state.unspoken.slice(0, at).map((skipped) => unsaid(state, skipped)),
      { type: 'tellClient', message: { type: 'agentText', stage: 'spoken', text, epoch: planned.epoch, sentence: planned.sentence } },
      { type: 'record', entry: { role: 'assistant', content: text, stage: 'spoken', turnNumber: state.turn, epoch: planned.epoch } },
    ],
  };
}

/** The utterance ends here: later audio belongs to a later epoch, and what it planned is no longer said. */
export const cut = (state: ConversationState): ConversationState => ({
  ...state,
  epoch: state.epoch + 1,
  sentences: 0,
  uttering: false,
  floor: { kind: 'listening' },
});

const unsaid = (state: ConversationState, sentence: PlannedSentence) =>
  ({
    type: 'record',
    entry: { role: 'assistant', content: sentence.text, stage: 'planned', turnNumber: state.turn, epoch: sentence.epoch },
  }) as const;
