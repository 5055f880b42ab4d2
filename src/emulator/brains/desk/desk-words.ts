import type { BrainLanguage } from '../brain-language.js';
import type { SlotPatterns } from '../tasks/slots.js';
import type { TalkWords } from '../tasks/task.js';

export const deskTools = ['consultarOrder', 'cancelarOrder', 'crearOrder', 'agendarTurno', 'cancelarTurno', 'modificarTurno', 'consultarTurno'] as const;
export type DeskTool = (typeof deskTools)[number];

/** What the user hears about an item that is ordered. */
export interface ItemWords {
  readonly name: string;
  readonly quantity: number;
  readonly price: number;
}

/** All that the desk needs of a language. */
export interface DeskWords {
  readonly language: BrainLanguage;
  readonly triggers: Readonly<Record<DeskTool, RegExp>>;
  /** See `Task.loosely`. */
  readonly loosely: Readonly<Partial<Record<DeskTool, RegExp>>>;
  readonly talk: TalkWords;
  readonly slots: SlotPatterns;
  readonly confirm: {
    readonly cancelOrder: (id: string) => string;
    readonly createOrder: (order: { readonly name: string; readonly email: string; readonly items: readonly ItemWords[]; readonly total: number }) => string;
    readonly book: (wish: { readonly patient: string; readonly doctor: string; readonly when: string }) => string;
    readonly cancelAppointment: (id: string, patient: string) => string;
    readonly move: (id: string, when: string) => string;
  };
  readonly tell: {
    /** `delivery`: a day in words, or null when nobody waits for it. */
    readonly order: (id: string, status: string, delivery: string | null) => string;
    readonly orderDetails: (items: readonly ItemWords[], total: number) => string;
    readonly appointment: (id: string, when: string, status: string) => string;
    readonly appointmentDetails: (doctor: string, type: string) => string;
  };
  readonly hearing: DeskHearing;
}

/** What the recogniser listens for: expansions of JSGF by rule name, of lower-case words. */
export interface DeskHearing {
  /** Rules that others use. */
  readonly rules: Readonly<Record<string, string>>;
  readonly top: string;
  readonly confirm: string;
  /** By slot. */
  readonly slots: Readonly<Record<string, string>>;
  /** May be said to any question. */
  readonly always: string;
}
