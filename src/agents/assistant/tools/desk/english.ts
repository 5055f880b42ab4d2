import { hour12, namesOf, twoDigits } from './calendar-words.js';
import type { DeskWords } from './desk-words.js';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export const deskEnglish: DeskWords = {
  tag: 'en',
  day(local, currentYear) {
    const { weekday, month } = namesOf(local, weekdays, months);
    return `${weekday}, ${month} ${local.day}${local.year === currentYear ? '' : `, ${local.year}`}`;
  },
  time({ hour, minute }) {
    if (hour === 12 && minute === 0) return 'at noon';
    return `at ${hour12(hour)}${minute === 0 ? '' : `:${twoDigits(minute)}`} ${hour < 12 ? 'AM' : 'PM'}`;
  },
  now(local) {
    const { weekday, month } = namesOf(local, weekdays, months);
    return `Today is ${weekday}, ${month} ${local.day}, ${local.year}, and it is ${twoDigits(local.hour)}:${twoDigits(local.minute)} in Buenos Aires.`;
  },
  notVerified: 'These details do not match our records, so I could not verify your identity.',
  tooManyChecks: 'I could not verify your identity after several attempts. For your security I cannot check any more details in this conversation. Please call us to go on.',
  badEmail: 'That e-mail address does not look right. Could you give it to me again?',
};
