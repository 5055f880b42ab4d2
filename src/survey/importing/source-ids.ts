import type { Findings } from './findings.js';

/** Names that mean something else in our files, or to the language. */
const reserved = new Set(['END', 'always', 'true', 'false', 'not', 'and', 'or', '__proto__']);
const maxLength = 100;

/** Keeps the names of the source, and makes those unique and usable that are not. */
export interface SourceIds {
  /** The id for the name, which is taken from now on. */
  add(name: string, findings: Findings): string;
}

export function createSourceIds(isReserved: (name: string) => boolean = (name) => reserved.has(name)): SourceIds {
  const taken = new Set<string>();
  return {
    add(name, findings) {
      const usable = name.replace(/[{}|[\]\p{Cc}]/gu, '_').trim().slice(0, maxLength) || 'unnamed';
      let id = isReserved(usable) ? `${usable}_1` : usable;
      // Conditions find options without looking at case.
      for (let number = 2; taken.has(id.toLowerCase()); number += 1) id = `${usable}_${number}`;
      taken.add(id.toLowerCase());
      if (id !== name) findings.note(`"${name.slice(0, 60)}" is called "${id.slice(0, 60)}"`);
      return id;
    },
  };
}

/** An id made of the words of a title. */
export function slugFrom(title: string): string {
  const slug = title.slice(0, 200).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-|-$/g, '');
  return slug === '' ? 'imported-survey' : slug;
}
