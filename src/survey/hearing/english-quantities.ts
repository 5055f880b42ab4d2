import type { SpokenQuantitySentences, SpokenQuantityWords } from './quantity-language.js';
import { alike, phrases, words } from './word-lists.js';

export const englishQuantities: SpokenQuantityWords = {
  words: new Map([['once', 1], ['twice', 2], ['thrice', 3]]),
  zero: phrases('none|none yet|free|for free|free of charge|none at all|not any|not one|not a single one|never|nothing|nothing at all|nil|nought|naught|nobody|no one|dont have any|do not have any|didnt have any|havent any'),
  noneOf: ['no'],
  bounds: phrases('than|not yet|not quite|couple|couple of|few|several|more than|less than|fewer than|over|under|at least|at most|up to|above|below|no more than|not more than|no less than|a maximum of|a minimum of|greater than'),
  vague: phrases('s|something|ish|or more|or less|or fewer|plus|odd|or over|or under|and up|and over|and change|and counting|or something|below|below zero|third|thirds|quarters of|quarter of|fifths|eighths|tenths|halves'),
  comparators: new Set(words('more less fewer')),
  articles: ['a', 'an'],
  per: new Set(words('a an per each every')),
  measures: new Map([
    ...alike('second seconds sec secs', 'second'),
    ...alike('minute minutes min mins', 'minute'),
    ...alike('hour hours hr hrs', 'hour'),
    ...alike('day days', 'day'),
    ...alike('night nights', 'night'),
    ...alike('week weeks wk wks', 'week'),
    ...alike('fortnight fortnights', 'fortnight'),
    ...alike('month months', 'month'),
    ...alike('quarter quarters', 'quarter'),
    ...alike('year years yr yrs', 'year'),
    ...alike('decade decades', 'decade'),
    ...alike('time times', 'time'),
    ...alike('cent cents', 'cent'),
    ...alike('pence penny pennies', 'penny'),
    ...alike('dollar dollars buck bucks usd', 'dollar'),
    ...alike('euro euros eur', 'euro'),
    ...alike('pound pounds quid gbp lb lbs', 'pound'),
    ...alike('peso pesos', 'peso'),
    ...alike('percent percentage', 'percent'),
    ...alike('millimeter millimeters millimetre millimetres mm', 'millimetre'),
    ...alike('centimeter centimeters centimetre centimetres cm', 'centimetre'),
    ...alike('meter meters metre metres', 'metre'),
    ...alike('kilometer kilometers kilometre kilometres km kms', 'kilometre'),
    ...alike('inch inches', 'inch'),
    ...alike('foot feet ft', 'foot'),
    ...alike('yard yards', 'yard'),
    ...alike('mile miles', 'mile'),
    ...alike('gram grams gramme grammes', 'gram'),
    ...alike('kilo kilos kilogram kilograms kg kgs', 'kilogram'),
    ...alike('ounce ounces oz', 'ounce'),
    ...alike('stone stones', 'stone'),
    ...alike('ton tons tonne tonnes', 'tonne'),
    ...alike('liter liters litre litres', 'litre'),
    ...alike('gallon gallons', 'gallon'),
    ...alike('pint pints', 'pint'),
    ...alike('celsius', 'celsius'),
    ...alike('fahrenheit', 'fahrenheit'),
  ]),
  signs: new Map([['$', 'dollars'], ['€', 'euros'], ['£', 'pounds'], ['%', 'percent'], ['+', 'plus'], ['<', 'less than'], ['>', 'more than']]),
};

export const englishQuantitySentences: SpokenQuantitySentences = {
  oneQuantity: (unit, whole) => `Please give me one ${whole ? 'whole number' : 'number'}${unit === null ? '' : ` of ${unit}`}.`,
  outsideRange: (heard, min, max) => {
    const wanted = min === null ? `up to ${max ?? ''}` : max === null ? `of at least ${min}` : `from ${min} to ${max}`;
    return `I heard ${heard}. Please give me a number ${wanted}.`;
  },
  tooPrecise: (decimals) => `Please give me a number with at most ${decimals === 1 ? 'one digit' : `${decimals} digits`} after the point.`,
  quantity: (number, unit) => (unit === null ? number : `${number} ${number === '1' ? singular(unit) : unit}`),
};

const irregular: ReadonlyMap<string, string> = new Map([['children', 'child'], ['people', 'person'], ['feet', 'foot'], ['inches', 'inch'], ['men', 'man'], ['women', 'woman']]);

/** "Times a week" is one "time a week". */
function singular(unit: string): string {
  const [first = '', ...rest] = unit.split(' ');
  const one = irregular.get(first) ?? first.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
  return [one, ...rest].join(' ');
}
