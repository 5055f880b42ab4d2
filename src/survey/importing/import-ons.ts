import { z } from 'zod';
import type { DraftSkip } from './draft.js';
import { checkedImport, importFromDraft } from './emit-draft.js';
import { createFindings, type Collected } from './findings.js';
import type { Import } from './import.js';
import { onsBlocks, type OnsBlock } from './ons-blocks.js';
import { logicFromOns } from './ons-logic.js';
import { readOnsBlock } from './ons-question.js';
import type { OnsSchema } from './ons-schema.js';
import { createSourceIds, slugFrom } from './source-ids.js';
import { sourceObject } from './source-object.js';
import { createSourceTexts } from './source-texts.js';

const harmless = new Set([
  'mime_type', 'schema_version', 'data_version', 'survey_id', 'form_type', 'legal_basis', 'eq_id', 'region_code', 'theme', 'metadata', 'navigation', 'messages', 'submission', 'post_submission', 'preview_questions', 'questionnaire_flow', 'view_submitted_response', 'answer_codes',
  'session_timeout_in_seconds', 'sds', '$id', '$schema', 'publicationDate', 'author', 'form_title',
]);

/** Imports a questionnaire schema of the ONS (eQ runner). Pure; never throws, however odd the JSON. */
export function importOns(json: unknown): Import {
  const places: string[] = [];
  return checkedImport(readOns(json, places), places);
}

/**
 * As {@link importOns}, without proof that the result loads.
 *
 * @param places is filled with the place of every question in the source
 */
export function readOns(json: unknown, places: string[] = []): Import {
  const collected: Collected = { problems: [], notes: [] };
  const findings = createFindings(collected);
  const source = sourceObject(json, findings, 'schema');
  if (source === null) return { ok: false, error: collected.problems };
  const language = source.take('language', z.string().regex(/^[a-z]{2,3}$/, 'a language')) ?? 'en';
  const title = source.take('title', z.string().max(200)) ?? 'Imported questionnaire';
  const description = source.take('description', z.string().max(4000)) ?? '';
  const schema: OnsSchema = { texts: createSourceTexts(language), language, ids: createSourceIds(), questions: [], subjects: new Map() };
  const blocks = onsBlocks(source);
  announce(schema, blocks);
  const starts: number[] = [];
  const routings: { readonly block: OnsBlock; readonly rules: readonly unknown[]; readonly after: number }[] = [];
  for (const block of blocks) {
    starts.push(schema.questions.length);
    const rules = block.source.take('routing_rules', z.array(z.unknown()).max(100));
    const given = findings.count();
    readOnsBlock(schema, block);
    // A refused block keeps a place, so that what is said of the others stays true.
    if (schema.questions.length === starts.at(-1) && findings.count() > given) schema.questions.push({ questionId: schema.ids.add(`${block.id}-refused`, createFindings({ problems: [], notes: [] })), path: block.source.findings.path, type: 'open_ended', words: new Map(), required: false, options: [], configuration: {}, agentNotes: '', showIf: null, variants: [] });
    if (rules !== undefined) routings.push({ block, rules, after: schema.questions.length - 1 });
  }
  const skips = routings.flatMap(({ block, rules, after }) => routing(schema, { blocks, starts }, block, rules, after));
  source.leaveOut(harmless);
  source.refuseRest('the schema');
  places.push(...schema.questions.map(({ path }) => path));
  const name = new Map([[language, title]]);
  return importFromDraft({ questionnaireId: slugFrom(title), name, version: '1', description, languages: schema.texts.languages(), closing: null, questions: schema.questions, skips }, findings, collected);
}

/** Makes the ids of all answers known, so that those that come too late are told from those that there are not. */
function announce(schema: OnsSchema, blocks: readonly OnsBlock[]): void {
  const answers = z.looseObject({ answers: z.array(z.looseObject({ id: z.string() })) });
  for (const { source } of blocks) {
    const plain = z.looseObject({}).safeParse(source.take('question', z.unknown())).data;
    const variants = z.array(z.looseObject({ question: answers })).safeParse(source.take('question_variants', z.unknown())).data;
    const found = answers.safeParse(plain ?? variants?.[0]?.question);
    for (const { id } of found.data?.answers ?? []) {
      if (schema.subjects.has(id)) source.findings.refuse('id', `"${id.slice(0, 60)}" is the id of two answers`, 'ids that differ');
      schema.subjects.set(id, { questionId: schema.ids.add(id, source.findings), index: Number.MAX_SAFE_INTEGER, kind: 'text', values: [], isAlwaysAnswered: false, isPart: false });
    }
  }
}

interface Layout {
  readonly blocks: readonly OnsBlock[];
  /** Place of the first question of each block. */
  readonly starts: readonly number[];
}

/** Rules are looked at in order when the block is left, as ours are; the last one is for all other cases. */
function routing(schema: OnsSchema, layout: Layout, block: OnsBlock, rules: readonly unknown[], after: number): readonly DraftSkip[] {
  const findings = block.source.findings.at('routing_rules');
  const anchor = schema.questions[after];
  if (anchor === undefined) return [];
  const skips = rules.flatMap((item, index): readonly DraftSkip[] => {
    const here = findings.at(index);
    const rule = sourceObject(item, here, 'routing rule');
    if (rule === null) return [];
    const isDefault = !rule.has('when');
    const when = isDefault ? null : logicFromOns(rule.take('when', z.unknown()), schema.subjects, after + 1, here.at('when'));
    const targets = (['block', 'group', 'section'] as const).flatMap((kind) => {
      const id = rule.take(kind, z.string());
      return id === undefined ? [] : [{ kind, id }];
    });
    rule.refuseRest('routing rule');
    const [target] = targets;
    if (target === undefined || targets.length > 1) here.refuse('routing rule', 'has no target, or several', 'a block, a group or a section');
    if (isDefault !== (index === rules.length - 1)) here.refuse('routing rule', isDefault ? 'is for all cases, and others follow' : 'is the last, and not for all cases', 'one rule without when, as the last');
    if (target === undefined || (when === null && !isDefault)) return [];
    const place = placeOf(layout, block, target.kind, target.id);
    if (place === null) {
      here.refuse(target.kind, `"${target.id.slice(0, 60)}" is none that was imported`, `a ${target.kind} of the questionnaire`);
      return [];
    }
    if (place <= after) {
      here.refuse(target.kind, `goes back to "${target.id.slice(0, 60)}"`, 'a later block');
      return [];
    }
    return [{ path: here.path, afterQuestionId: anchor.questionId, when, to: schema.questions[place]?.questionId ?? 'END' }];
  });
  const last = skips.at(-1);
  const next = schema.questions[after + 1]?.questionId ?? 'END';
  return last !== undefined && last.when === null && last.to === next ? skips.slice(0, -1) : skips;
}

/** The place of the first question there; beyond the last one for the end. */
function placeOf({ blocks, starts }: Layout, from: OnsBlock, kind: 'block' | 'group' | 'section', id: string): number | null {
  const start = (index: number): number => (index < 0 ? Number.MAX_SAFE_INTEGER : (starts[index] ?? Number.MAX_SAFE_INTEGER));
  if (kind === 'section' && id === 'End') {
    const here = blocks.indexOf(from);
    return start(blocks.findIndex((block, index) => index > here && block.section !== from.section));
  }
  const index = blocks.findIndex((block) => (kind === 'block' ? block.id : kind === 'group' ? block.group : block.section) === id);
  return index < 0 ? null : start(index);
}
