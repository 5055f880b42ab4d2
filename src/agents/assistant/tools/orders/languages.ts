import { deskLanguage } from '../desk/languages.js';
import { orderEnglish } from './english.js';
import type { OrderPhrases } from './order-phrases.js';
import { orderSpanish } from './spanish.js';

const languages = { en: orderEnglish, es: orderSpanish } as const;

export const orderPhrasesIn = (tag: string): OrderPhrases => languages[deskLanguage(tag)];
