import { novaVoices, type NovaVoiceId } from '../../models/nova-sonic/wire.js';

export interface EspeakVoice {
  /** eSpeak's identifier, with its variant. */
  readonly voice: string;
  /** 0 to 99. */
  readonly pitch: number;
  readonly wordsPerMinute: number;
}

/** The sixteen voices; two of one language differ by variant and pitch. eSpeak has no Australian and no Indian English. */
const espeakVoices: Readonly<Record<NovaVoiceId, EspeakVoice>> = {
  tiffany: { voice: 'gmw/en-US+f3', pitch: 50, wordsPerMinute: 170 },
  matthew: { voice: 'gmw/en-US+m3', pitch: 45, wordsPerMinute: 168 },
  amy: { voice: 'gmw/en-GB-x-rp+f2', pitch: 52, wordsPerMinute: 170 },
  olivia: { voice: 'gmw/en+f4', pitch: 55, wordsPerMinute: 172 },
  kiara: { voice: 'gmw/en+f2', pitch: 60, wordsPerMinute: 165 },
  arjun: { voice: 'gmw/en+m2', pitch: 55, wordsPerMinute: 165 },
  ambre: { voice: 'roa/fr+f2', pitch: 52, wordsPerMinute: 168 },
  florian: { voice: 'roa/fr+m3', pitch: 45, wordsPerMinute: 166 },
  beatrice: { voice: 'roa/it+f3', pitch: 50, wordsPerMinute: 168 },
  lorenzo: { voice: 'roa/it+m3', pitch: 45, wordsPerMinute: 168 },
  tina: { voice: 'gmw/de+f3', pitch: 50, wordsPerMinute: 165 },
  lennart: { voice: 'gmw/de+m3', pitch: 45, wordsPerMinute: 165 },
  lupe: { voice: 'roa/es-419+f2', pitch: 52, wordsPerMinute: 172 },
  carlos: { voice: 'roa/es-419+m3', pitch: 45, wordsPerMinute: 172 },
  carolina: { voice: 'roa/pt-BR+f2', pitch: 52, wordsPerMinute: 170 },
  leo: { voice: 'roa/pt-BR+m3', pitch: 45, wordsPerMinute: 170 },
};

/** `\b` knows ASCII letters only. */
const wholeWords = (words: string, letters = ''): RegExp =>
  new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})${letters === '' ? '' : `|[${letters}]`}`, 'gu');

/** Words and letters that are frequent in one language of the model and rare in the others. */
const telltales: readonly (readonly [language: string, words: RegExp])[] = [
  ['gmw/en-US', wholeWords('the|and|is|are|you|your|with|this|that|what|how|please|thank|would')],
  ['roa/es-419', wholeWords('el|los|las|una|usted|está|por|para|gracias|qué|cómo|hola|muy|y|su|con', '¿¡ñ')],
  ['roa/fr', wholeWords('le|les|une|vous|votre|est|et|pour|merci|bonjour|avec|dans|oui|je|ne|pas|ce', 'œç')],
  ['gmw/de', wholeWords('der|die|das|und|ist|ich|sie|nicht|mit|bitte|danke|ein|eine|wie|haben|für', 'ß')],
  ['roa/it', wholeWords('il|gli|della|che|è|sono|grazie|ciao|buongiorno|questo|come|per|lei|di|non')],
  ['roa/pt-BR', wholeWords('o|os|você|não|obrigado|obrigada|olá|uma|com|isso|está|seu|sua|é|em', 'ãõ')],
];

/** The eSpeak voice of a sentence. The two polyglot voices follow the sentence's language; the Indian ones speak Hindi too. */
export function espeakVoiceFor(voice: NovaVoiceId, sentence: string): EspeakVoice {
  const own = espeakVoices[voice];
  if (/[\u0900-\u097f]/.test(sentence)) return withLanguage(own, 'inc/hi');
  if (novaVoices.find(({ id }) => id === voice)?.polyglot !== true) return own;
  const text = sentence.toLowerCase();
  let best = 'gmw/en-US';
  let bestHits = 0;
  for (const [language, words] of telltales) {
    const hits = text.match(words)?.length ?? 0;
    if (hits > bestHits) {
      best = language;
      bestHits = hits;
    }
  }
  return withLanguage(own, best);
}

const withLanguage = (own: EspeakVoice, language: string): EspeakVoice => ({
  ...own,
  voice: `${language}+${own.voice.split('+')[1] ?? 'm3'}`,
});
