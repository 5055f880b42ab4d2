/** The languages in which brains understand and speak. */
export type BrainLanguage = 'en' | 'es';

/** Words of the trade of neither language: frequent in one, absent from the other. */
const telltales: Readonly<Record<BrainLanguage, RegExp>> = {
  en: /(?<!\p{L})(?:the|and|is|are|you|your|with|this|that|what|of|in|to|when)(?!\p{L})/giu,
  es: /(?<!\p{L})(?:el|los|las|una|un|usted|es|está|por|para|qué|que|y|su|con|de|en)(?!\p{L})/giu,
};

/**
 * The language of a stream: that of the system prompt's own words, since a polyglot voice tells nothing. Only its first lines count:
 * what the server adds to a prompt is English in every language. Without any: that of the voice.
 */
export function languageFromPrompt({ systemPrompt, voiceId }: { readonly systemPrompt: string; readonly voiceId: string }): BrainLanguage {
  const own = systemPrompt.trim().split('\n\n').slice(0, 2).join(' ').slice(0, 1500);
  const hits = (language: BrainLanguage): number => own.match(telltales[language])?.length ?? 0;
  const [english, spanish] = [hits('en'), hits('es')];
  if (english === spanish) return voiceId === 'lupe' || voiceId === 'carlos' ? 'es' : 'en';
  return spanish > english ? 'es' : 'en';
}
