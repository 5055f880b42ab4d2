import type { ConversationState, Decision, Effect, PlannedSentence } from './state.js';

/** Planned sentences that may wait for their FINAL text; older ones are forgotten. */
const maxUnspoken = 200;
const maxHistory = 60;

/** Notes what the other side has heard. What was said in an earlier turn goes before later ones, however late it is known. */
export function remember(state: ConversationState, role: 'user' | 'assistant', text: string, turn: number): ConversationState {
  const at = state.history.findLastIndex((said) => said.turn <= turn) + 1;
  return { ...state, history: [...state.history.slice(0, at), { role, text, turn }, ...state.history.slice(at)].slice(-maxHistory) };
}

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
  const sentence: PlannedSentence = { epoch: state.epoch, sentence: state.sentences, turn: state.turn, text };
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
      { type: 'tellClient', message: { type: 'agentText', stage: 'planned', text, epoch: sentence.epoch, sentence: sentence.sentence } },
    ],
  };
}

/**
 * A sentence was really spoken. Finals come late and in order, and a cut sentence comes as its beginning: so it belongs to
 * the oldest waiting sentence that begins like it, and those before that one were never said.
 */
export function speakSentence(state: ConversationState, text: string): Decision {
  const at = Math.max(0, state.unspoken.findIndex((planned) => planned.text.startsWith(text)));
  const planned = state.unspoken[at] ?? { epoch: state.epoch, sentence: state.sentences, turn: state.turn, text };
  return {
    state: remember({ ...state, unspoken: state.unspoken.slice(at + 1), unsaid: [] }, 'assistant', text, planned.turn),
    effects: [
      ...state.unspoken.slice(0, at).map((skipped) => recorded(skipped, 'planned')),
      { type: 'tellClient', message: { type: 'agentText', stage: 'spoken', text, epoch: planned.epoch, sentence: planned.sentence } },
      recorded({ ...planned, text }, 'spoken'),
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

/**
 * No more FINAL texts will come, for what is left of them. An utterance that was not cut has been said to its end, only the
 * model's word for it came too late; one that was torn, up to its last sentence. `audible`: what was sent will still be heard.
 */
export function settleUnspoken(state: ConversationState, audible: boolean): Decision {
  const { unspoken, epoch, floor, uttering } = state;
  const isSaid = (sentence: PlannedSentence, at: number): boolean =>
    sentence.epoch === epoch && (audible ? !uttering || at < unspoken.length - 1 : floor.kind === 'listening');
  const said = unspoken.filter(isSaid);
  return {
    state: said.reduce<ConversationState>((before, { text, turn }) => remember(before, 'assistant', text, turn), { ...state, unspoken: [], unsaid: said.length > 0 ? [] : state.unsaid }),
    effects: unspoken.map((sentence, at) => recorded(sentence, isSaid(sentence, at) ? 'spoken' : 'planned')),
  };
}

const recorded = (sentence: PlannedSentence, stage: 'planned' | 'spoken'): Effect => ({
  type: 'record',
  entry: { role: 'assistant', content: sentence.text, stage, turnNumber: sentence.turn, epoch: sentence.epoch },
});
