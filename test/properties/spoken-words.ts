/** Numbers and dates as people speak them, written apart from the code that hears them. */
const englishBelow20 = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const englishTens = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const spanishBelow30 =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(' ');
const spanishTens = '   treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ');
const spanishHundreds = ' ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(' ');

/** 0 to 999,999,999; `and`: "two hundred and five". */
export function englishWords(value: number, and: boolean): string {
  if (value < 20) return englishBelow20[value] ?? '';
  if (value < 100) return `${englishTens[Math.floor(value / 10)] ?? ''}${value % 10 === 0 ? '' : `-${englishWords(value % 10, and)}`}`;
  const [size, word] = value < 1000 ? [100, 'hundred'] : value < 1e6 ? [1000, 'thousand'] : [1e6, 'million'];
  const rest = value % size;
  const joiner = and && rest > 0 && rest < 100 ? ' and ' : ' ';
  return `${englishWords(Math.floor(value / size), and)} ${word}${rest === 0 ? '' : `${joiner}${englishWords(rest, and)}`}`;
}

/** "Uno" before a noun or a thousand. */
const apocopated = (words: string): string => words.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un');

/** 0 to 999,999,999. */
export function spanishWords(value: number): string {
  if (value < 30) return spanishBelow30[value] ?? '';
  if (value < 100) return `${spanishTens[Math.floor(value / 10)] ?? ''}${value % 10 === 0 ? '' : ` y ${spanishWords(value % 10)}`}`;
  if (value === 100) return 'cien';
  const withRest = (head: string, rest: number): string => (rest === 0 ? head : `${head} ${spanishWords(rest)}`);
  if (value < 1000) return withRest(spanishHundreds[Math.floor(value / 100)] ?? '', value % 100);
  const thousands = Math.floor(value / 1000);
  if (value < 1e6) return withRest(thousands === 1 ? 'mil' : `${apocopated(spanishWords(thousands))} mil`, value % 1000);
  const millions = Math.floor(value / 1e6);
  return withRest(millions === 1 ? 'un millón' : `${apocopated(spanishWords(millions))} millones`, value % 1e6);
}

const englishMonths = 'January February March April May June July August September October November December'.split(' ');
const spanishMonths = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');
const ordinals =
  ' first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first'.split(' ');

const ending = (day: number): string => (day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th');
const pad = (value: number): string => String(value).padStart(2, '0');

/** "Nineteen ninety nine", "nineteen oh five", "two thousand four", "twenty twenty four". */
function englishYear(year: number): string {
  const rest = year % 100;
  if (year >= 2000 && year < 2010) return englishWords(year, year % 2 === 0);
  const head = englishWords(Math.floor(year / 100), false);
  return rest === 0 ? `${head} hundred` : rest < 10 ? `${head} oh ${englishWords(rest, false)}` : `${head} ${englishWords(rest, false)}`;
}

/** The ways of saying one day in English; those with digits and slashes as the region has them. */
export function englishDates(year: number, month: number, day: number, monthFirst: boolean): readonly string[] {
  const name = englishMonths[month - 1] ?? '';
  const slashes = monthFirst ? [month, day] : [day, month];
  return [
    `the ${ordinals[day] ?? ''} of ${name} ${englishYear(year)}`,
    `${name} ${ordinals[day] ?? ''}, ${englishYear(year)}`,
    `${name} the ${ordinals[day] ?? ''} ${year}`,
    `${name} ${day}, ${year}`,
    `${day} ${name.slice(0, 3)} ${year}`,
    `the ${day}${ending(day)} of ${name}, ${year}`,
    `it was on ${name} ${day}${ending(day)} ${year}, I think`,
    `${slashes.map(pad).join('/')}/${year}`,
    `${slashes.join('-')}-${year}`,
    `${year}-${pad(month)}-${pad(day)}`,
  ];
}

export function spanishDates(year: number, month: number, day: number): readonly string[] {
  const name = spanishMonths[month - 1] ?? '';
  return [
    `el ${spanishWords(day)} de ${name} de ${spanishWords(year)}`,
    `el ${day} de ${name} del ${year}`,
    `${day === 1 ? 'primero' : spanishWords(day)} de ${name} del ${spanishWords(year)}`,
    `fue el día ${day} de ${name}, ${year}, creo`,
    `${day}${day === 1 ? 'º' : ''} de ${name} de ${year}`,
    `${pad(day)}/${pad(month)}/${year}`,
    `${day}.${month}.${year}`,
    `${year}-${pad(month)}-${pad(day)}`,
  ];
}
