import { unreachable } from '../../kernel/result.js';
import { tokensFromText } from '../hearing/words.js';
import { emojiWeights } from './emoji.js';
import { english } from './english.js';
import { cueIndexFromLexicon, type CueIndex } from './lexicon.js';
import { spanish } from './spanish.js';

export const sentiments = ['positive', 'neutral', 'negative'] as const;
export type Sentiment = (typeof sentiments)[number];

/** More of an answer is not read. */
const maxChars = 4000;
/** How many words, light ones not counted, a negation reaches. */
const negationReach = 5;
const scaleReach = 2;
const concessionReach = 7;
/** Words from this weight on are extreme: not to be terrible is far from being good. */
const extreme = 2.5;
const missedDeed = -1.3;
/** An answer that ends in a negation of what is not said again: "they promised to call and they didn't". */
const danglingNegation = -1.2;
const minDanglingTokens = 5;
const beforeContrast = 0.65;
const conceded = 0.7;
/** A balance below this is too faint to be a judgement… */
const minBalance = 0.6;
/** …and so is one below this share of all that was said for and against. */
const minShare = 0.25;

const indexes: readonly CueIndex[] = [english, spanish].map(cueIndexFromLexicon);

function negated(weight: number): number {
  return Math.abs(weight) >= extreme ? -Math.sign(weight) * 0.4 : -weight * 0.8;
}

interface Score {
  praise: number;
  blame: number;
}

function add(score: Score, weight: number): void {
  if (weight > 0) score.praise += weight;
  else score.blame -= weight;
}

/** One pass over the tokens; what is in force (negation, scale, concession) is counted down word by word. */
function scoreOf(tokens: readonly string[], { cueAt, openers }: CueIndex): Score {
  const score: Score = { praise: 0, blame: 0 };
  let negationLeft = 0;
  let scaleLeft = 0;
  let scale = 1;
  let concessionLeft = 0;
  /** True just after a negation has turned a word round. */
  let spent = false;
  /** True while the last cue is a negation that has met nothing yet. */
  let dangling = false;
  let judged = false;
  let wordsSinceTurned = Infinity;

  const passWord = (): void => {
    negationLeft -= 1;
    scaleLeft -= 1;
    concessionLeft -= 1;
    wordsSinceTurned += 1;
  };
  const judge = (weight: number): void => {
    add(score, weight * (concessionLeft > 0 ? conceded : 1));
    scaleLeft = 0;
    passWord();
  };
  const endReach = (): void => {
    negationLeft = 0;
    scaleLeft = 0;
    spent = false;
  };

  const start = tokens.length > 1 && openers.has(tokens[0] ?? '') ? 1 : 0;
  for (let at = start; at < tokens.length; ) {
    const found = cueAt(tokens, at);
    at += found?.length ?? 1;
    // Just after a judgement it asks for consent: "estuvo bueno, no".
    dangling = found?.cue.kind === 'negation' && !judged;
    judged = found?.cue.kind === 'polar';
    if (found === undefined) {
      if (/[\p{L}\d]/u.test(tokens[at - 1] ?? '')) {
        passWord();
        spent = false;
      } else {
        endReach();
        concessionLeft = 0;
      }
      continue;
    }
    const { cue } = found;
    switch (cue.kind) {
      case 'polar':
      case 'deed': {
        const isNegated = negationLeft > 0;
        const factor = scaleLeft > 0 ? scale : 1;
        // "Not very good" is no stronger than "not good".
        if (isNegated) judge(cue.kind === 'deed' ? missedDeed : negated(cue.weight) * Math.min(factor, 1));
        else judge(cue.weight * factor);
        negationLeft = 0;
        spent = isNegated;
        if (isNegated) wordsSinceTurned = 0;
        break;
      }
      case 'settled':
        // Words that say nothing here do not stand in the way of those that do.
        if (cue.weight === 0) break;
        judge(cue.weight);
        endReach();
        wordsSinceTurned = 0;
        break;
      case 'scale':
        scale = scaleLeft > 0 ? Math.min(scale * cue.factor, 2) : cue.factor;
        scaleLeft = scaleReach;
        break;
      case 'negation':
        // Two negations are one: "no tuve ningún problema".
        negationLeft = negationReach;
        break;
      case 'continuation':
        if (spent) negationLeft = negationReach;
        break;
      case 'boundary':
        endReach();
        break;
      case 'contrast':
        score.praise *= beforeContrast;
        score.blame *= beforeContrast;
        endReach();
        concessionLeft = 0;
        break;
      case 'concession':
        endReach();
        concessionLeft = concessionReach;
        break;
      case 'light':
        break;
      default:
        unreachable(cue);
    }
  }
  // "No tengo quejas, para nada" has said it already.
  if (dangling && tokens.length >= minDanglingTokens && wordsSinceTurned > negationReach) add(score, danglingNegation);
  return score;
}

/**
 * Whether an open answer praises, blames, or does neither (or both alike). Words only, no understanding: for answers that the
 * speech model did not label. Never throws. Linear in the text, of which the first 4000 characters are read.
 *
 * @param language BCP-47 tag; only its primary subtag counts. Of a language without a lexicon every answer is `neutral`.
 */
export function sentimentOf(text: string, language: string): Sentiment {
  const primary = language.toLowerCase().split(/[-_]/, 1)[0];
  const index = indexes.find(({ tag }) => tag === primary);
  if (index === undefined) return 'neutral';
  // Both ways, since some letters have no other case and some have two.
  const read = text.slice(0, maxChars).toLowerCase().toUpperCase();
  const score = scoreOf(tokensFromText(read), index);
  for (const character of read) add(score, emojiWeights.get(character) ?? 0);

  const balance = score.praise - score.blame;
  if (Math.abs(balance) < Math.max(minBalance, minShare * (score.praise + score.blame))) return 'neutral';
  return balance > 0 ? 'positive' : 'negative';
}
