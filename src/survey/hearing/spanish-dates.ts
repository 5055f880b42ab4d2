import type { CalendarSpan, SpokenDateSentences, SpokenDateWords } from './date-language.js';
import { alike, joinList, numbered, phrases, words } from './word-lists.js';

const monthNames = words('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre');

export const spanishDates: SpokenDateWords = {
  // Not "mar", which is the sea.
  months: new Map([...numbered(monthNames.join(' '), 1), ['setiembre', 9], ['ene', 1], ['feb', 2], ['abr', 4], ...numbered('may jun jul ago sep oct nov dic', 5), ['sept', 9]]),
  doubtfulMonths: new Set(),
  monthLeads: new Set(words('en de desde este pasado proximo')),
  weekdays: new Map([...numbered('lunes martes miercoles jueves viernes sabado domingo', 1), ['sabados', 6], ['domingos', 7]]),
  relativeDays: new Map([
    ...phrases('hoy|hoy mismo|esta manana|esta tarde|esta noche|este mediodia|este dia|hoy dia').map((phrase) => [phrase, 0] as const),
    ...phrases('ayer|anoche|ayer noche').map((phrase) => [phrase, -1] as const),
    ...phrases('anteayer|ante ayer|ante noche|antier|antiayer|antes de ayer|antes ayer|anteanoche|antenoche|antes de anoche').map((phrase) => [phrase, -2] as const),
    ...phrases('trasanteayer|tras anteayer').map((phrase) => [phrase, -3] as const),
    ['manana', 1],
    ['pasado manana', 2],
  ]),
  dayParts: phrases(
    'por la manana|de la manana|en la manana|a la manana|por la tarde|de la tarde|en la tarde|a la tarde|por la noche|de la noche|en la noche|a la noche|al mediodia|a mediodia|de madrugada|en la madrugada|a primera hora|temprano',
  ),
  units: new Map([
    ...alike<CalendarSpan>('dia dias', { unit: 'day', count: 1 }),
    ...alike<CalendarSpan>('semana semanas', { unit: 'week', count: 1 }),
    ...alike<CalendarSpan>('quincena quincenas', { unit: 'day', count: 15 }),
    ...alike<CalendarSpan>('mes meses', { unit: 'month', count: 1 }),
    ...alike<CalendarSpan>('ano anos', { unit: 'year', count: 1 }),
    ...alike<CalendarSpan>('decada decadas', { unit: 'year', count: 10 }),
  ]),
  agoBefore: phrases('hace|hara|hacia'),
  agoAfter: ['atras'],
  aheadBefore: phrases('en|dentro de|de aqui a'),
  aheadAfter: phrases('desde hoy|desde ahora'),
  lastWords: words('pasado pasada ultimo ultima'),
  thisWords: words('este esta'),
  nextWords: words('proximo proxima siguiente'),
  lastAfter: words('pasado pasada anterior ultimo ultima'),
  nextAfter: phrases('que viene|que entra|proximo|proxima|siguiente'),
  dayOrdinals: new Map([...numbered('primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo', 1), ['primer', 1], ['primera', 1]]),
  ordinalEndings: words('o ro er do to mo no vo'),
  joiners: new Set(words('de del el la')),
  shortYearLeads: ['del'],
  zeroWords: ['cero'],
  bounds: phrases('antes de|antes del|antes que|despues de|despues del|posterior a|anterior a|anterior al|a partir de|a partir del|hasta|hasta el|semana de|semana del|fin de semana del'),
  changedBy: phrases('antepasado|antepasada|no el pasado|atras'),
};

const asked = { day: 'el día, el mes y el año', month: 'el mes y el año', year: 'el año' } as const;

const date: SpokenDateSentences['date'] = (year, month, day) => {
  const name = month === null ? null : (monthNames[month - 1] ?? null);
  return [...(name === null || day === null ? [] : [String(day)]), ...(name === null ? [] : [name]), ...(year === null ? [] : [String(year)])].join(' de ');
};

export const spanishDateSentences: SpokenDateSentences = {
  whatDate: (precision) => `Por favor, diga ${asked[precision]}.`,
  wholeDate: (precision) => `Necesito un poco más. Por favor, diga ${asked[precision]}.`,
  noSuchDate: (heard, precision) => `No existe el ${heard}. Por favor, diga ${asked[precision]}.`,
  whichDate: (heard) => `Entendí ${joinList(heard, 'y')}. ¿Cuál es la correcta?`,
  outsideDates: (heard, min, max) => {
    const wanted = min === null ? `que no sea posterior a ${max ?? ''}` : max === null ? `que no sea anterior a ${min}` : `entre ${min} y ${max}`;
    return `Entendí ${heard}. Por favor, diga una fecha ${wanted}.`;
  },
  date,
};
