import type { AppointmentStatus, AppointmentType } from '../../../../storage/service-desk/appointment.js';
import type { RecordPhrases } from '../desk/verified-record.js';
import type { WhenProblem } from './spoken-when.js';

/** What the tools for appointments say. A language: a table, and a row in `languages.ts`. */
export interface AppointmentPhrases extends RecordPhrases {
  readonly alreadyCancelled: (id: string) => string;
  readonly completed: (id: string) => string;
  readonly missingData: string;
  readonly needsFullName: string;
  readonly badDoctor: string;
  readonly when: Readonly<Record<WhenProblem, string>>;
  readonly needsDay: string;
  readonly needsTime: string;
  readonly needsChange: string;
  readonly past: (moment: string) => string;
  readonly tooFar: string;
  readonly crossesMidnight: string;
  readonly badDuration: string;
  /** @param free times of that day in words, joined; empty: none */
  readonly taken: (doctor: string, moment: string, free: string) => string;
  readonly booked: (id: string, doctor: string, moment: string) => string;
  readonly cancelled: (id: string) => string;
  readonly moved: (id: string, moment: string) => string;
  readonly status: Readonly<Record<AppointmentStatus, string>>;
  readonly type: Readonly<Record<AppointmentType, string>>;
}
