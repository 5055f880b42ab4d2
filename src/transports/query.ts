import type { Query } from './dialect.js';

const maxLength = 200;

/** The short texts of an address's query; what comes twice or is long is left out. */
export const queryFrom = (query: Readonly<Record<string, unknown>>): Query =>
  Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' && value !== '' && value.length <= maxLength ? [[name, value]] : [])));
