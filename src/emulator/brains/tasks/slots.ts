import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { findIn, fold, saidFrom, without, type Found, type Said } from './said.js';
import { firstNames, lastNames } from './spoken-names.js';
import type { Slot, Taken, Values } from './task.js';

/** How values are found in one language; patterns match folded text with numbers in digits, and have the flag `d`. */
export interface SlotPatterns {
  /** Before a number that names an order or an appointment. */
  readonly idLead: string;
  /** Before a name, sure and likely ones. */
  readonly nameLead: string;
  readonly weakNameLead: string;
  readonly doctorLead: string;
  readonly doctorTitle: (said: string) => string;
  /** Words that are no names. */
  readonly notNames: RegExp;
  readonly at: string;
  readonly dot: string;
  readonly day: RegExp;
  readonly time: RegExp;
  /** Groups: quantity, product, price, cents. */
  readonly item: RegExp;
  readonly itemWithoutPrice: RegExp;
  /** Groups: price, cents. */
  readonly price: RegExp;
  /** A further product instead of another one. */
  readonly also: RegExp;
}

const has = (values: Values, ...fields: readonly string[]): boolean => fields.some((field) => (values[field] ?? null) !== null);
const took = (values: Values, rest: Said): Taken => ({ values, rest });

/** The number of an order or an appointment: at most five digits, so that it is no DNI. */
export function idSlot(field: string, { idLead }: SlotPatterns): Slot {
  const named = new RegExp(`(?:${idLead})(?: es(?: el)?| is)? ?#?(\\d{1,5})(?![\\d.,:]*\\d)(?! \\d)`, 'd');
  const bare = /^\D{0,20}(?<!\blas? |\bat )(?<!\d)(\d{1,5})(?:\D{0,12}$|(?= ?[,;] ?\D))/d;
  return {
    id: field,
    isFilled: (values) => has(values, field),
    take(said, isAsked) {
      const found = findIn(said, named) ?? (isAsked ? findIn(said, bare) : null);
      return found === null ? null : took({ [field]: found.groups[0] ?? '' }, found.rest);
    },
  };
}

/** Six to eleven digits, however they are grouped. */
export const dniIn = (said: Said): Taken | null => {
  const found = findIn(said, /(?:\bdni\b[^\d]{0,12})?(?<!\d)(\d(?:[ .-]{0,2}\d){5,10})(?!\d)/d);
  return found === null ? null : took({ dni: (found.groups[0] ?? '').replace(/\D/g, '') }, found.rest);
};

const knownNames: ReadonlySet<string> = new Set([...firstNames, ...lastNames].map(fold));
const titled = (name: string): string => (name === name.toLowerCase() ? name.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase()) : name);
const isNameLike = (word: string): boolean => /^\p{Lu}/u.test(word) || knownNames.has(fold(word));

/** The words of a name from `at` on, at most four; `sure`: also words that look like no name. */
function nameAt(said: Said, at: number, patterns: SlotPatterns, sure: boolean, least: number): { readonly name: string; readonly end: number } | null {
  const words = /^\s*(?:[\p{L}'’-]+\s*){1,4}/u.exec(said.text.slice(at))?.[0].match(/[\p{L}'’-]+/gu) ?? [];
  const name: string[] = [];
  for (const word of words) {
    if (patterns.notNames.test(fold(word)) || !(sure || isNameLike(word))) break;
    name.push(word);
  }
  if (name.length < least) return null;
  let end = at;
  for (const word of name) end = said.text.indexOf(word, end) + word.length;
  return { name: titled(name.join(' ')), end };
}

/** First and last name. */
export function nameIn(said: Said, isAsked: boolean, patterns: SlotPatterns): { readonly name: string; readonly rest: Said } | null {
  const leads: readonly (readonly [string, boolean])[] = [[patterns.nameLead, true], [patterns.weakNameLead, false]];
  for (const [lead, sure] of leads) {
    for (const match of said.folded.matchAll(new RegExp(`(?<!\\p{L})(?:${lead})(?= )`, 'gu'))) {
      const from = match.index + match[0].length;
      const found = nameAt(said, from, patterns, sure, 2);
      if (found !== null) return { name: found.name, rest: without(said, match.index, found.end) };
    }
  }
  for (const match of said.text.matchAll(/(?<![\p{L}])\p{L}+/gu)) {
    const first = fold(match[0]);
    const known = knownNames.has(first) || isAsked ? nameAt(said, match.index, patterns, false, 2) : null;
    // Asked for a name, people say nothing else: what fills the rest of the turn is one.
    const other = known === null && isAsked ? nameAt(said, match.index, patterns, true, 2) : null;
    const found = known ?? (other !== null && /^\P{L}*$/u.test(said.text.slice(other.end)) ? other : null);
    if (found !== null) return { name: found.name, rest: without(said, match.index, found.end) };
  }
  return null;
}

export function nameSlot(field: string, patterns: SlotPatterns): Slot {
  return {
    id: field,
    isFilled: (values) => has(values, field),
    take(said, isAsked) {
      const found = nameIn(said, isAsked, patterns);
      return found === null ? null : took({ [field]: found.name }, found.rest);
    },
  };
}

/** Who somebody is: a DNI or a name. One that is given later stands for the one before. */
export function identitySlot(patterns: SlotPatterns): Slot {
  return {
    id: 'identity',
    isFilled: (values) => has(values, 'dni', 'customerName'),
    take(said, isAsked) {
      const dni = dniIn(said);
      const found = nameIn(dni?.rest ?? said, isAsked && dni === null, patterns);
      if (dni === null && found === null) return null;
      return took({ dni: dni?.values['dni'] ?? null, customerName: found?.name ?? null }, found?.rest ?? dni?.rest ?? said);
    },
  };
}

/** A DNI that nobody is asked for. */
export const dniSlot: Slot = { id: 'dni', isFilled: () => true, take: (said) => dniIn(said) };

export function doctorSlot(patterns: SlotPatterns): Slot {
  const titles = new RegExp(`(?<!\\p{L})(${patterns.doctorLead})\\.? `, 'du');
  return {
    id: 'doctorName',
    isFilled: (values) => has(values, 'doctorName'),
    take(said, isAsked) {
      const match = titles.exec(said.folded);
      if (match !== null) {
        const from = match.index + match[0].length;
        // Behind a title the first word is the name, whatever it looks like; more only when they do.
        const found = nameAt(said, from, patterns, false, 1) ?? nameAt(saidFrom(said.text.slice(0, from) + (said.text.slice(from).split(/\s/)[0] ?? '')), from, patterns, true, 1);
        if (found !== null) return took({ doctorName: `${patterns.doctorTitle(match[1] ?? '')} ${found.name}` }, without(said, match.index, found.end));
      }
      if (!isAsked) return null;
      const start = /(?<!\p{L})(?!con |with |the |el |la )\p{L}/u.exec(said.text);
      const found = start === null ? null : nameAt(said, start.index, patterns, true, 1);
      return found === null ? null : took({ doctorName: found.name }, without(said, start?.index ?? 0, found.end));
    },
  };
}

export function emailSlot(field: string, { at, dot }: SlotPatterns): Slot {
  const written = /[^\s@,]+@[^\s@,]+\.\p{L}{2,}/du;
  const spoken = new RegExp(`(?<!\\p{L})((?:[\\p{L}\\d]+ (?:${dot}) )*[\\p{L}\\d]+) (?:${at}) ([\\p{L}\\d]+(?: (?:${dot}) \\p{L}+)+)`, 'du');
  const dots = new RegExp(` (?:${dot}) `, 'g');
  return {
    id: 'email',
    isFilled: (values) => has(values, field),
    take(said) {
      const found = findIn(said, written);
      if (found !== null) return took({ [field]: found.value.replace(/[.,;]+$/, '').toLowerCase() }, found.rest);
      const heard = findIn(said, spoken);
      const [name = '', host = ''] = heard?.groups ?? [];
      return heard === null ? null : took({ [field]: `${fold(name).replace(dots, '.')}@${fold(host).replace(dots, '.')}` }, heard.rest);
    },
  };
}

/** Day and time, each in the user's own words. `isFilled` of one of them, or of both. */
export function whenSlot(id: 'day' | 'time' | 'when', patterns: SlotPatterns): Slot {
  return {
    id,
    isFilled: (values) => (id === 'when' ? has(values, 'day', 'time') : has(values, id)),
    take(said, isAsked) {
      const time = findIn(said, patterns.time) ?? (isAsked && id !== 'day' ? bareHour(said, patterns) : null);
      const day = findIn(time?.rest ?? said, patterns.day);
      if (time === null && day === null) return null;
      return took({ ...(time === null ? {} : { time: time.value.replace(/(\d{1,2}) (?=\d{2}(?!\d))/, '$1:') }), ...(day === null ? {} : { day: day.value }) }, day?.rest ?? time?.rest ?? said);
    },
  };
}

const bareHour = (said: Said, { day }: SlotPatterns): ReturnType<typeof findIn> => (day.test(said.folded) ? null : findIn(said, /(?<![\d.,:])(?:[01]?\d|2[0-3])(?![\d.,])/d));

const itemsOf = (values: Values): readonly JsonObject[] => {
  const items: JsonValue | undefined = values['items'];
  return Array.isArray(items) ? items.filter((item) => isJsonObject(item)) : [];
};
const amount = (whole = '', cents = ''): number => Number(cents === '' ? whole.replace(',', '.') : `${whole}.${cents.padStart(2, '0')}`);

export function itemsSlot(patterns: SlotPatterns): Slot {
  return {
    id: 'items',
    isFilled: (values) => itemsOf(values).length > 0,
    take(said, isAsked, values) {
      const isMore = patterns.also.test(said.folded);
      let rest = said;
      const items: JsonObject[] = [];
      for (let found = findIn(rest, patterns.item); found !== null && items.length < maxItems; found = findIn(rest, patterns.item)) {
        items.push(itemFrom(found));
        rest = found.rest;
      }
      const bare = items.length === 0 && (isAsked || isMore || itemsOf(values).length === 0) ? findIn(rest, patterns.itemWithoutPrice) : null;
      if (bare !== null) {
        items.push(itemFrom(bare));
        rest = bare.rest;
      }
      return items.length === 0 ? null : took({ items: [...(isMore ? itemsOf(values) : []), ...items] }, rest);
    },
  };
}

/** In one turn. */
const maxItems = 10;

function itemFrom({ groups: [count = '', name = '', price, cents] }: Found): JsonObject {
  return { name: name.trim(), quantity: /^\d+$/.test(count) ? Number(count) : 1, ...(price === undefined ? {} : { price: amount(price, cents) }) };
}

/** What one of the products costs whose price was not said. */
export function priceSlot(patterns: SlotPatterns): Slot {
  return {
    id: 'price',
    isFilled: (values) => itemsOf(values).every((item) => item['price'] !== undefined),
    take(said, isAsked, values) {
      const open = itemsOf(values).findIndex((item) => item['price'] === undefined);
      const found = !isAsked || open < 0 ? null : findIn(said, patterns.price);
      if (found === null) return null;
      const price = amount(found.groups[0], found.groups[1]);
      return took({ items: itemsOf(values).map((item, index) => (index === open ? { ...item, price } : item)) }, found.rest);
    },
  };
}
