import type { AppointmentPhrases } from './appointment-phrases.js';

/** `moment` is "Friday, November 27 at 3 PM". */
export const appointmentEnglish: AppointmentPhrases = {
  missingId: 'I need the appointment number. Could you tell me?',
  noIdentity: "To verify your identity I need the patient's first and last name.",
  notFound: (id) => `I could not find appointment number ${id}. Could you check the number?`,
  alreadyCancelled: (id) => `Appointment number ${id} was already cancelled.`,
  completed: (id) => `Appointment number ${id} has already taken place, so it cannot be changed.`,
  missingData: "To book the appointment I need the patient's name and e-mail address, the doctor, and the date and time.",
  needsFullName: "I need the patient's first and last name.",
  badDoctor: 'Which doctor is the appointment with?',
  when: {
    unclear: 'I did not understand the date. Could you tell me the day and the time?',
    no_such_day: 'There is no such day in the calendar. Which day would you like?',
    no_such_time: 'I did not understand the time. At what time would you like the appointment?',
    which_day: 'I understood more than one day. Which one is it?',
    which_time: 'I understood more than one time. Which one is it?',
  },
  needsDay: 'For which day would you like the appointment?',
  needsTime: 'At what time would you like the appointment?',
  needsChange: 'To which day or time would you like to move the appointment?',
  past: (moment) => `${moment} is already past. Which other day or time would you like?`,
  tooFar: 'I can only book appointments within the next twelve months. Which other day would you like?',
  crossesMidnight: 'The appointment has to end before midnight. Which other time would you like?',
  badDuration: 'An appointment can take from 5 minutes to 4 hours. How long should it be?',
  taken: (doctor, moment, free) => `${doctor} already has an appointment that overlaps with ${moment}. ${free === '' ? 'Which other day suits you?' : `On that day there is time ${free}. Which time suits you?`}`,
  booked: (id, doctor, moment) => `Done, I have booked appointment number ${id} with ${doctor} for ${moment}.`,
  cancelled: (id) => `Done, I have cancelled appointment number ${id}.`,
  moved: (id, moment) => `Done, I have moved appointment number ${id} to ${moment}.`,
  status: { scheduled: 'scheduled', confirmed: 'confirmed', cancelled: 'cancelled', completed: 'completed' },
  type: { consultation: 'consultation', 'follow-up': 'follow-up', emergency: 'emergency', routine: 'routine check-up' },
};
