import { z } from 'zod';
import type { DraftQuestion } from './draft.js';
import { shortened, type Findings } from './findings.js';
import type { Logic } from './logic.js';
import { onsAnswer, type OnsAnswer } from './ons-answers.js';
import type { OnsBlock } from './ons-blocks.js';
import { logicFromOns } from './ons-logic.js';
import { onsLogic, onsText, onsWords, type OnsSchema } from './ons-schema.js';
import { sourceObject, type SourceObject } from './source-object.js';

/** Asked for help on a screen; the interviewer has it as a note. */
const helpful = ['description', 'instruction', 'guidance', 'definition', 'definitions'] as const;
const harmless = new Set(['id', 'mandatory_answers', 'q_code', 'page_title', 'warning_visible']);

/** Adds the questions of a block, or the words of an interstitial one. */
export function readOnsBlock(schema: OnsSchema, block: OnsBlock): void {
  const { source, type, id } = block;
  const before = schema.questions.length;
  const showIf = onsLogic(schema, block.conditions, before);
  source.leaveOut(new Set(['page_title', 'title']));
  switch (type) {
    case 'Question':
      readQuestion(schema, source, showIf);
      return source.refuseRest('Question block');
    case 'Introduction':
    case 'Interstitial': {
      const parts = source.take(type === 'Introduction' ? 'primary_content' : 'content', z.unknown());
      if (source.has('preview_content') || source.has('secondary_content')) source.findings.note('preview and secondary content are left out');
      source.leaveOut(new Set(['preview_content', 'secondary_content']));
      const words = onsWords(schema, contentTexts(parts, source.findings, 0), before, source.findings.at('content'));
      source.refuseRest(`${type} block`);
      if (words === null) return;
      return void schema.questions.push({ ...plain, questionId: schema.ids.add(id, source.findings), path: source.findings.path, type: 'voice_prompt', words, required: false, showIf });
    }
    default:
      source.findings.refuse(shortened(type) || 'block', `blocks of type "${shortened(type)}" have no counterpart`, 'Question, Interstitial or Introduction');
  }
}

const plain = { options: [], configuration: {}, agentNotes: '', variants: [] } as const;

/** Titles, descriptions and lists of contents, in order. */
function contentTexts(content: unknown, findings: Findings, depth: number): readonly unknown[] {
  if (depth > 8) {
    findings.refuse('content', 'nested deeper than 8 levels', 'a flat content');
    return [];
  }
  if (Array.isArray(content)) return content.slice(0, 100).flatMap((item) => contentTexts(item, findings, depth + 1));
  const source = sourceObject(content, findings.at('content'), 'content');
  if (source === null) return [];
  const title = source.take('title', z.unknown());
  const description = source.take('description', z.unknown());
  const list = source.take('list', z.array(z.unknown()).max(50)) ?? [];
  const inner = source.take('contents', z.array(z.unknown()).max(100));
  source.leaveOut(new Set(['id', 'type']));
  source.refuseRest('content');
  return [...[title, description].filter((text) => text !== undefined), ...list, ...(inner === undefined ? [] : contentTexts(inner, findings, depth + 1))];
}

interface Wording {
  readonly when: Logic | null;
  readonly title: unknown;
}

function readQuestion(schema: OnsSchema, block: SourceObject, showIf: Logic | null): void {
  const before = schema.questions.length;
  const { findings } = block;
  const variants = block.take('question_variants', z.array(z.looseObject({ question: z.looseObject({}), when: z.unknown() })).min(1).max(20));
  const json: unknown = block.take('question', z.looseObject({})) ?? variants?.at(-1)?.question;
  const wordings = (variants ?? []).map(({ question, when }, index): Wording => ({ title: question['title'], when: logicFromOns(when, schema.subjects, before, findings.at('question_variants', index, 'when')) }));
  const bodies = new Set((variants ?? []).map(({ question: { title: _title, ...rest } }) => JSON.stringify(rest)));
  if (bodies.size > 1) return findings.at('question_variants').refuse('question_variants', 'differ in more than their title', 'blocks of their own with skip_conditions');
  const question = sourceObject(json, findings.at(variants === undefined ? 'question' : 'question_variants'), 'question');
  if (question === null) return;
  if (variants !== undefined) findings.at('question_variants').note('the title of the last variant is said where no other one fits');
  const type = question.take('type', z.string()) ?? 'General';
  const title = question.take('title', z.unknown());
  const agentNotes = helpOf(schema, question);
  question.leaveOut(harmless);
  const answers = (question.take('answers', z.array(z.unknown()).min(1).max(50)) ?? []).flatMap((item, index) => sourceObject(item, question.findings.at('answers', index), 'answer') ?? []);
  question.refuseRest('question');
  const add = (source: SourceObject, answer: OnsAnswer, extra: readonly unknown[]): void => {
    const id = source.take('id', z.string()) ?? '';
    const here = source.findings;
    const index = schema.questions.length;
    const words = onsWords(schema, [title, ...extra].filter((text) => text !== undefined), before, question.findings.at('title'));
    const variantsOf = wordings.slice(0, -1).flatMap(({ when, title: other }) => {
      const said = onsWords(schema, [other, ...extra], before, findings.at('question_variants'));
      return when === null || said === null ? [] : [{ when, words: said }];
    });
    const subject = schema.subjects.get(id);
    const questionId = subject?.questionId ?? schema.ids.add(id, here);
    const required = source.take('mandatory', z.boolean()) ?? false;
    schema.subjects.set(id, { questionId, index, kind: answer.kind, values: answer.values, isAlwaysAnswered: false, isPart: false });
    const { options, configuration } = answer;
    const checked: DraftQuestion['configuration'] = answer.kind === 'many' && required ? { ...configuration, minSelections: 1 } : configuration;
    schema.questions.push({ questionId, path: here.path, type: answer.type, words: words ?? new Map(), required, options, configuration: checked, agentNotes, showIf, variants: variantsOf });
  };
  if (type === 'MutuallyExclusive') return exclusive(schema, question, answers, add);
  if (type !== 'General') return question.findings.refuse(shortened(type), `questions of type "${shortened(type)}" have no counterpart`, 'General or MutuallyExclusive');
  for (const source of answers) {
    const label = source.take('label', z.unknown());
    const answer = onsAnswer(schema, source, before);
    if (answer !== null) add(source, answer, answers.length > 1 && label !== undefined ? [label] : []);
  }
}

/** A checkbox and one option that excludes its others become one question. */
function exclusive(schema: OnsSchema, question: SourceObject, answers: readonly SourceObject[], add: (source: SourceObject, answer: OnsAnswer, extra: readonly unknown[]) => void): void {
  const before = schema.questions.length;
  const [first, second, ...more] = answers;
  const several = first === undefined ? null : onsAnswer(schema, first, before);
  const only = second === undefined ? null : onsAnswer(schema, second, before);
  const [option] = only?.options ?? [];
  if (several === null || only === null) return;
  if (first === undefined || second === undefined || more.length > 0 || several.kind !== 'many' || only.options.length !== 1 || option === undefined) {
    return question.findings.refuse('MutuallyExclusive', 'is no checkbox with one option that excludes the others', 'two answers: a Checkbox, and one with a single option');
  }
  const optionId = several.options.some((other) => other.optionId.toLowerCase() === option.optionId.toLowerCase()) ? `${option.optionId}_none` : option.optionId;
  const id = second.take('id', z.string()) ?? '';
  const firstId = first.take('id', z.string()) ?? '';
  add(first, { ...several, options: [...several.options, { ...option, optionId, kind: 'none', anchored: true }] }, []);
  const subject = schema.subjects.get(firstId);
  if (subject === undefined) return;
  schema.subjects.set(firstId, { ...subject, isPart: true });
  const values = only.values.map((value) => ({ ...value, meaning: { kind: 'option', optionId } as const }));
  schema.subjects.set(id, { ...subject, values, isPart: true });
  second.findings.note(`is the option "${optionId}" of "${subject.questionId}", which excludes its others`);
}

function helpOf(schema: OnsSchema, question: SourceObject): string {
  const texts = helpful.flatMap((key) => {
    const value = question.take(key, z.unknown());
    if (value === undefined) return [];
    question.findings.at(key).note('given to the interviewer as a note, not read out');
    const strings = key === 'description' && Array.isArray(value) ? value : [value];
    return strings.flatMap((text) => (typeof text === 'string' || (typeof text === 'object' && text !== null && 'text' in text) ? [onsText(schema, text, question.findings.at(key))?.text ?? ''] : []));
  });
  return texts.join(' ').replace(/<[^<>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 4000);
}
