import { deskLanguage } from '../desk/languages.js';
import type { AppointmentPhrases } from './appointment-phrases.js';
import { appointmentEnglish } from './english.js';
import { appointmentSpanish } from './spanish.js';

const languages = { en: appointmentEnglish, es: appointmentSpanish } as const;

export const appointmentPhrasesIn = (tag: string): AppointmentPhrases => languages[deskLanguage(tag)];
