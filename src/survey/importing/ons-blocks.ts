import { z } from 'zod';
import type { Findings } from './findings.js';
import { sourceObject, type SourceObject } from './source-object.js';

/** A block of an ONS schema, out of its sections and groups. */
export interface OnsBlock {
  readonly source: SourceObject;
  readonly type: string;
  readonly id: string;
  readonly group: string;
  readonly section: string;
  /** What must hold, or must not, for it to be shown. */
  readonly conditions: readonly OnsCondition[];
}

export interface OnsCondition {
  readonly when: unknown;
  readonly hides: boolean;
  readonly findings: Findings;
}

const text = z.string();
const array = z.array(z.unknown()).max(1000);
const maxBlocks = 1000;
const withWhen = z.strictObject({ when: z.unknown() });

/** Blocks that a screen shows at the end, and that nothing is asked in. */
const summaries = new Set(['Summary', 'SectionSummary', 'Confirmation']);

export function onsBlocks(schema: SourceObject): readonly OnsBlock[] {
  const found: OnsBlock[] = [];
  eachOf(schema, 'sections', (section) => {
    const id = section.take('id', text) ?? '';
    section.leaveOut(new Set(['title', 'summary', 'show_on_hub', 'page_title']));
    const shown = conditionOf(section, 'enabled', false);
    eachOf(section, 'groups', (group) => {
      const groupId = group.take('id', text) ?? '';
      group.leaveOut(new Set(['title', 'page_title']));
      const hidden = conditionOf(group, 'skip_conditions', true);
      eachOf(group, 'blocks', (source) => {
        const type = source.take('type', text) ?? '';
        const blockId = source.take('id', text) ?? '';
        if (summaries.has(type)) return source.findings.note(`${type}: left out, answers are read back as they are given`);
        const conditions = [...shown, ...hidden, ...conditionOf(source, 'skip_conditions', true)];
        if (found.length < maxBlocks) found.push({ source, type, id: blockId, group: groupId, section: id, conditions });
        else schema.findings.refuse('blocks', `more than ${maxBlocks} blocks`, 'a shorter questionnaire');
      });
      group.refuseRest('group');
    });
    section.refuseRest('section');
  });
  return found;
}

function eachOf(source: SourceObject, key: string, read: (item: SourceObject) => void): void {
  const list = source.take(key, array);
  if (list === undefined) return source.findings.refuse(key, 'there are none', `a list of ${key}`);
  list.forEach((item, index) => {
    const object = sourceObject(item, source.findings.at(key, index), key);
    if (object !== null) read(object);
  });
}

function conditionOf(source: SourceObject, key: string, hides: boolean): readonly OnsCondition[] {
  const found = source.take(key, withWhen);
  return found === undefined ? [] : [{ when: found.when, hides, findings: source.findings.at(key, 'when') }];
}
