import { z } from 'zod';
import type { DraftQuestion, Words } from './draft.js';
import { ExpressionRefusal } from './expression.js';
import type { Findings } from './findings.js';
import { allLogic, notLogic, type Logic } from './logic.js';
import type { OnsCondition } from './ons-blocks.js';
import { answerSource, logicFromOns } from './ons-logic.js';
import type { SourceIds } from './source-ids.js';
import { sourceObject } from './source-object.js';
import { placeSubject, type SourceTexts } from './source-texts.js';
import type { Subject } from './subject.js';

/** What is known while the blocks of an ONS schema are read one after the other. */
export interface OnsSchema {
  readonly texts: SourceTexts;
  readonly language: string;
  readonly ids: SourceIds;
  readonly questions: DraftQuestion[];
  /** By the id of the answer; of answers that are still to come too. */
  readonly subjects: Map<string, Subject>;
}

/** Text, plain or with placeholders; undefined where there is none, null after refusing. */
export function onsText(schema: OnsSchema, text: unknown, findings: Findings): { readonly text: string; readonly answers: ReadonlyMap<string, string> } | null {
  if (typeof text === 'string') return { text, answers: new Map() };
  const source = sourceObject(text, findings, 'text');
  if (source === null) return null;
  const words = source.take('text', z.string());
  const answers = new Map<string, string>();
  for (const [index, item] of (source.take('placeholders', z.array(z.unknown()).max(50)) ?? []).entries()) {
    const place = sourceObject(item, findings.at('placeholders', index), 'placeholder');
    const name = place?.take('placeholder', z.string());
    const value = place?.take('value', z.looseObject({ source: z.string() }));
    place?.refuseRest('placeholder');
    if (name === undefined || value === undefined) continue;
    try {
      answers.set(name, answerSource(value));
    } catch (error) {
      if (!(error instanceof ExpressionRefusal)) throw error;
      findings.at('placeholders', index).refuse(error.construct, error.message, error.expected);
    }
  }
  source.refuseRest('text');
  if (words === undefined) findings.refuse('text', 'there is none', 'a text');
  return words === undefined ? null : { text: words, answers };
}

/** Texts one after the other, as one. */
export function onsWords(schema: OnsSchema, texts: readonly unknown[], before: number, findings: Findings): Words | null {
  const parts = texts.map((text) => onsText(schema, text, findings));
  if (!parts.every((part) => part !== null)) return null;
  const answers = new Map(parts.flatMap((part) => [...part.answers]));
  const places = {
    pattern: /\{([^{}]*)\}/g,
    subject: (name: string, here: Findings) => placeSubject(name, schema.subjects.get(answers.get(name) ?? '') ?? null, before, here),
  };
  const joined = parts.map((part) => part.text.trim()).filter((part) => part !== '').join(' ');
  const words = schema.texts.words([[schema.language, joined]], places, findings);
  if (words === null && joined === '') findings.refuse('text', 'there is nothing to say', 'a title');
  return words;
}

export const onsLogic = (schema: OnsSchema, conditions: readonly OnsCondition[], before: number): Logic | null =>
  allLogic(
    conditions.map(({ when, hides, findings }) => {
      const logic = logicFromOns(when, schema.subjects, before, findings);
      return logic === null || !hides ? logic : notLogic(logic);
    }),
  );
