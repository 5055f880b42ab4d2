import type { SpokenQuantitySentences, SpokenQuantityWords } from './quantity-language.js';
import { alike, phrases, words } from './word-lists.js';

export const spanishQuantities: SpokenQuantityWords = {
  words: new Map(),
  zero: phrases('gratis|ninguno|ninguna|ningun|nada|nada de nada|nunca|jamas|nunca jamas|ni uno|ni una|ni un solo|ni una sola|ni uno solo|no tengo|no tengo ninguno|no tengo ninguna|no tenemos|no hay|nadie|ninguna vez|ni una vez|ni una sola vez'),
  noneOf: ['no', 'ningun', 'ninguna', 'sin', 'nada'],
  bounds: phrases('mayor que|mayor de|menor que|menor de|menos que|todavia no|aun no|par|par de|varios|varias|algunos|algunas|cuantos|cuantas|mas de|mas del|mas que|menos de|menos del|al menos|por lo menos|como minimo|como maximo|como mucho|a lo sumo|hasta|por encima de|por debajo de|minimo|maximo|no mas de|no menos de|arriba de|abajo de|debajo de|a partir de'),
  vague: phrases('y pico|y tantos|y tantas|y algo|y tanto|y poco|pico|o mas|o menos|para arriba|para abajo|en adelante|bajo cero|largos|largas|cuartos|tercio|tercios|quintos|decimos|decimas'),
  comparators: new Set(words('mas menos')),
  articles: ['un', 'una'],
  per: new Set(words('a al la el por cada')),
  measures: new Map([
    ...alike('segundo segundos seg', 'second'),
    ...alike('minuto minutos min', 'minute'),
    ...alike('hora horas hs', 'hour'),
    ...alike('dia dias', 'day'),
    ...alike('noche noches', 'night'),
    ...alike('semana semanas', 'week'),
    ...alike('quincena quincenas', 'fortnight'),
    ...alike('mes meses', 'month'),
    ...alike('trimestre trimestres', 'quarter'),
    ...alike('semestre semestres', 'semester'),
    ...alike('ano anos anito anitos', 'year'),
    ...alike('decada decadas', 'decade'),
    ...alike('vez veces', 'time'),
    ...alike('centavo centavos', 'centavo'),
    ...alike('centimo centimos', 'cent'),
    ...alike('dolar dolares usd', 'dollar'),
    ...alike('euro euros eur', 'euro'),
    ...alike('libra libras', 'pound'),
    ...alike('peso pesos', 'peso'),
    ...alike('sol soles', 'sol'),
    ...alike('bolivar bolivares', 'bolivar'),
    ...alike('guarani guaranies', 'guarani'),
    ...alike('porciento porcentaje ciento', 'percent'),
    ...alike('milimetro milimetros mm', 'millimetre'),
    ...alike('centimetro centimetros cm', 'centimetre'),
    ...alike('metro metros', 'metre'),
    ...alike('kilometro kilometros km kms', 'kilometre'),
    ...alike('pulgada pulgadas', 'inch'),
    ...alike('pie pies', 'foot'),
    ...alike('milla millas', 'mile'),
    ...alike('cuadra cuadras', 'block'),
    ...alike('gramo gramos gr', 'gram'),
    ...alike('kilo kilos kilogramo kilogramos kg kgs', 'kilogram'),
    ...alike('onza onzas', 'ounce'),
    ...alike('tonelada toneladas', 'tonne'),
    ...alike('litro litros', 'litre'),
    ...alike('galon galones', 'gallon'),
  ]),
  // The sign of the dollar is that of many pesos, too: it says nothing.
  signs: new Map([['$', ''], ['€', 'euros'], ['£', 'libras'], ['%', 'porciento'], ['+', 'o mas'], ['<', 'menos de'], ['>', 'mas de']]),
};

export const spanishQuantitySentences: SpokenQuantitySentences = {
  oneQuantity: (unit, whole) => `Por favor, diga un solo número${whole ? ' entero' : ''}${unit === null ? '' : ` de ${unit}`}.`,
  outsideRange: (heard, min, max) => {
    const wanted = min === null ? `de ${max ?? ''} como máximo` : max === null ? `de ${min} como mínimo` : `del ${min} al ${max}`;
    return `Entendí ${heard}. Por favor, diga un número ${wanted}.`;
  },
  tooPrecise: (decimals) => `Por favor, diga un número con ${decimals === 1 ? 'un decimal' : `${decimals} decimales`} como máximo.`,
  quantity: (number, unit) => (unit === null ? number : `${number} ${number === '1' ? singular(unit) : unit}`),
};

/** "Veces por semana" is one "vez por semana"; "años" one "año"; "mujeres" one "mujer". */
function singular(unit: string): string {
  const [first = '', ...rest] = unit.split(' ');
  if (first === 'mes') return unit;
  const one = endings.find(([plural]) => plural.test(first));
  return [one === undefined ? first : first.replace(one[0], one[1]), ...rest].join(' ');
}

const endings: readonly (readonly [RegExp, string])[] = [
  [/^meses$/, 'mes'],
  [/iones$/, 'ión'],
  [/ces$/, 'z'],
  [/(?<=[aeiouáéíóú][lrnd])es$/, ''],
  [/s$/, ''],
];
