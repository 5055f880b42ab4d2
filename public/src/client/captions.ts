import type { Transcription } from '../../../src/transports/dialects/voiceter/wire.js';

/** A sentence that the agent plans to say, and where its sound begins within the utterance. */
export interface PlannedSentence {
  readonly sentence: number;
  readonly text: string;
  /** Samples of this epoch that had come before the text did. */
  readonly startSample: number;
}

/** The agent's current utterance, as far as its final words are not known yet. */
export interface PlannedSpeech {
  readonly epoch: number;
  readonly sentences: readonly PlannedSentence[];
  /** The participant interrupted: what was not heard will not be said. */
  readonly interrupted: boolean;
}

/** One line of the conversation, in its final words. */
export interface CaptionLine {
  readonly key: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface Captions {
  readonly lines: readonly CaptionLine[];
  readonly planned: PlannedSpeech | null;
  /** Words of the participant that may still change. */
  readonly partial: string;
}

export const noCaptions: Captions = { lines: [], planned: null, partial: '' };

/** Lines kept on the page; an hour of talk has fewer. */
const MAX_LINES = 1000;

/** Takes one transcription. A sentence that comes again (after a reconnect) replaces itself. */
export function withTranscription(captions: Captions, words: Transcription, receivedSamples: number): Captions {
  const text = words.text.trim();
  if (words.role === 'user') {
    if (!words.isFinal) return { ...captions, partial: text };
    return { ...withLine(captions, words, text), partial: '' };
  }
  if (words.isFinal) return withoutPlanned(withLine(captions, words, text), words.epoch, words.sentence);
  return withPlanned(captions, words, text, receivedSamples);
}

export function withInterruption(captions: Captions): Captions {
  return captions.planned === null ? captions : { ...captions, planned: { ...captions.planned, interrupted: true } };
}

/** Lines keep their words under names of their own: what comes now is counted anew. What was only planned is not said any more. */
export function withEarlierLines({ lines }: Captions): Captions {
  return { lines: lines.map((line) => ({ ...line, key: `${lines.length}:${line.key}` })), planned: null, partial: '' };
}

function withLine(captions: Captions, words: Transcription, text: string): Captions {
  const key = `${words.role}-${words.epoch}-${words.sentence}`;
  const line: CaptionLine = { key, role: words.role, text };
  const before = captions.lines;
  if (text === '') return captions;
  // Participants' words are never taken back: other words under the same number are another line.
  if (words.role === 'user') {
    if (before.some((one) => one.key.startsWith(key) && one.text === text)) return captions;
    return { ...captions, lines: [...before, { ...line, key: `${key}-${before.length}` }].slice(-MAX_LINES) };
  }
  const known = before.findIndex((one) => one.key === key);
  const lines = known >= 0 ? before.with(known, line) : [...before, line].slice(-MAX_LINES);
  return { ...captions, lines };
}

function withPlanned(captions: Captions, words: Transcription, text: string, startSample: number): Captions {
  if (captions.lines.some((line) => line.key === `assistant-${words.epoch}-${words.sentence}`)) return captions;
  const current = captions.planned;
  const sentence: PlannedSentence = { sentence: words.sentence, text, startSample };
  if (current === null || current.epoch !== words.epoch) {
    return { ...captions, planned: { epoch: words.epoch, sentences: [sentence], interrupted: false } };
  }
  const others = current.sentences.filter((one) => one.sentence !== words.sentence);
  const sentences = [...others, sentence].sort((a, b) => a.sentence - b.sentence);
  return { ...captions, planned: { ...current, sentences } };
}

function withoutPlanned(captions: Captions, epoch: number, sentence: number): Captions {
  const current = captions.planned;
  if (current === null || current.epoch !== epoch) return captions;
  // After an interruption the final text of one sentence settles the whole utterance: no more of it will be spoken.
  const sentences = current.interrupted ? [] : current.sentences.filter((one) => one.sentence !== sentence);
  return { ...captions, planned: sentences.length === 0 ? null : { ...current, sentences } };
}

/** A piece of planned text: already heard, or still to come. */
export interface HeardPart {
  readonly heard: string;
  readonly ahead: string;
}

/**
 * Splits planned sentences where the sound has got to. A sentence's share of the sound lies between its own beginning and the
 * next one's; sentences that were announced together share theirs by length. Cut between words.
 */
export function heardParts(
  sentences: readonly PlannedSentence[],
  playedSamples: number,
  receivedSamples: number,
): readonly HeardPart[] {
  return sentences.map((sentence, index) => {
    const twins = sentences.filter((one) => one.startSample === sentence.startSample);
    const next = sentences.find((one, other) => other > index && one.startSample > sentence.startSample);
    const spanSamples = Math.max(0, (next?.startSample ?? receivedSamples) - sentence.startSample);
    const played = Math.max(0, Math.min(spanSamples, playedSamples - sentence.startSample));
    const letters = twins.reduce((sum, one) => sum + one.text.length, 0);
    const before = twins.slice(0, twins.indexOf(sentence)).reduce((sum, one) => sum + one.text.length, 0);
    const reached = spanSamples === 0 ? 0 : (played / spanSamples) * letters - before;
    return splitAtWord(sentence.text, reached);
  });
}

function splitAtWord(text: string, reached: number): HeardPart {
  if (reached >= text.length) return { heard: text, ahead: '' };
  if (reached <= 0) return { heard: '', ahead: text };
  const cut = text.lastIndexOf(' ', Math.floor(reached)) + 1;
  return { heard: text.slice(0, cut), ahead: text.slice(cut) };
}
