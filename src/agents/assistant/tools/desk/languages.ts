import { localTimeFromMs } from '../../../../storage/service-desk/desk-time.js';
import type { DeskWords } from './desk-words.js';
import { deskEnglish } from './english.js';
import { deskSpanish } from './spanish.js';

const languages = { en: deskEnglish, es: deskSpanish } as const satisfies Record<string, DeskWords>;

/** The language of tables like this one: English where there is none of its own. */
export const deskLanguage = (tag: string): 'en' | 'es' => (tag.toLowerCase().split('-')[0] === 'es' ? 'es' : 'en');

export const deskWordsIn = (tag: string): DeskWords => languages[deskLanguage(tag)];

/** A day at the desk in words. */
export const spokenDay = (words: DeskWords, ms: number, nowMs: number): string => words.day(localTimeFromMs(ms), localTimeFromMs(nowMs).year);

/** A day and its time in words. */
export const spokenMoment = (words: DeskWords, ms: number, nowMs: number): string => `${spokenDay(words, ms, nowMs)} ${words.time(localTimeFromMs(ms))}`;

export const spokenNow = (words: DeskWords, nowMs: number): string => words.now(localTimeFromMs(nowMs));
