import { questionsIn } from '../condition.js';
import type { SkipRule, SkipTarget } from '../questionnaire.js';
import { checkCondition } from './check-condition.js';
import { rawConditionFromFile } from './condition-list.js';
import { quoted, reportZodError, type Report } from './load-problem.js';
import { loadText } from './load-text.js';
import { skipRuleFile } from './questionnaire-file.js';
import type { z } from 'zod';
import type { Scope } from './scope.js';

type SkipRuleFile = z.infer<typeof skipRuleFile>;

/** The reserved target: the interview ends here. */
const end = 'END';

/**
 * Types the skip rules. A rule is anchored to `afterQuestionId`, or else to the last question that its condition mentions; it
 * may point forward only.
 */
export function loadSkips(files: readonly unknown[], scope: Omit<Scope, 'before' | 'subject'>, report: Report): readonly SkipRule[] {
  const seen = new Set<string>();
  return files.flatMap((file, index): readonly SkipRule[] => {
    const here = report.at(index);
    const parsed = skipRuleFile.safeParse(file);
    if (!parsed.success) {
      reportZodError(here, parsed.error);
      return [];
    }
    if (seen.has(parsed.data.ruleId)) here.at('ruleId').add(`rule id ${quoted(parsed.data.ruleId)} twice`, 'ids that differ');
    seen.add(parsed.data.ruleId);
    const rule = loadSkip(parsed.data, scope, here);
    return rule === null ? [] : [rule];
  });
}

function loadSkip(file: SkipRuleFile, scope: Omit<Scope, 'before' | 'subject'>, report: Report): SkipRule | null {
  const indexOf = (questionId: string): number => scope.questions.get(questionId)?.index ?? -1;
  const named = file.afterQuestionId;
  if (named !== undefined && !scope.questions.has(named)) {
    report.at('afterQuestionId').add(`unknown question ${quoted(named)}`, 'the id of a question of this file');
    return null;
  }
  const raw = rawConditionFromFile(file.condition, report.at('condition'));
  const before = named === undefined ? Number.POSITIVE_INFINITY : indexOf(named) + 1;
  const when = raw === null ? null : checkCondition(raw, { ...scope, before, subject: named ?? null }, report.at('condition'));
  const target = loadTarget(file, scope, report);
  if (raw === null && Array.isArray(file.condition) && file.condition.length === 0) report.at('condition').add('no condition', 'a condition, or "always" with afterQuestionId');
  if (when === null || target === null) return null;
  const mentioned = [...questionsIn(when)].sort((a, b) => indexOf(a) - indexOf(b)).at(-1);
  const afterQuestionId = named ?? mentioned;
  if (afterQuestionId === undefined) {
    report.at('afterQuestionId').add('a rule that mentions no question', 'afterQuestionId: the question behind which it applies');
    return null;
  }
  if (target.kind === 'question' && indexOf(target.questionId) <= indexOf(afterQuestionId)) {
    report.at('skipToQuestionId').add(`a skip from ${quoted(afterQuestionId)} back to ${quoted(target.questionId)}`, 'a later question, or END');
    return null;
  }
  const always = when.kind === 'all' && when.of.length === 0;
  return { ruleId: file.ruleId, afterQuestionId, when: always ? null : when, target };
}

function loadTarget(file: SkipRuleFile, scope: Omit<Scope, 'before' | 'subject'>, report: Report): SkipTarget | null {
  if (file.skipToQuestionId === end) {
    const anywhere = { scope: { ...scope, before: Number.POSITIVE_INFINITY, subject: null }, places: [], given: [] };
    const closing = file.closing === undefined ? null : loadText(file.closing, anywhere, report.at('closing'));
    return { kind: 'end', disposition: file.disposition ?? 'completed', closing };
  }
  if (file.disposition !== undefined || file.closing !== undefined) report.add('disposition or closing without END', `skipToQuestionId: "${end}"`);
  if (scope.questions.has(file.skipToQuestionId)) return { kind: 'question', questionId: file.skipToQuestionId };
  report.at('skipToQuestionId').add(`unknown question ${quoted(file.skipToQuestionId)}`, `the id of a question of this file, or ${end}`);
  return null;
}
