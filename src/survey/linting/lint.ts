import type { Exploration } from '../exploring/explore.js';
import type { LoadProblem } from '../load-questionnaire.js';
import type { Questionnaire } from '../questionnaire.js';
import type { Add, Finding, Severity } from './finding.js';
import { lintConsent } from './lint-consent.js';
import { lintLogic } from './lint-logic.js';
import { lintQuotas } from './lint-quotas.js';
import { lintWording } from './lint-wording.js';

export type { Finding } from './finding.js';

/**
 * What can be said against a questionnaire that loads: errors first, then warnings, then what is hard to follow by ear. What
 * keeps a file from loading is said by `loadQuestionnaire`.
 *
 * @param warnings of loading
 */
export function lint(questionnaire: Questionnaire, exploration: Exploration, warnings: readonly LoadProblem[] = []): readonly Finding[] {
  const findings: Finding[] = warnings.map(({ path, problem, expected }) => ({ severity: 'warning', check: 'file', place: path, problem, advice: expected }));
  const adder = (severity: Severity): Add => (check, place, problem, advice) => findings.push({ severity, check, place, problem, advice });
  const [error, warn, voice] = [adder('error'), adder('warning'), adder('voice')];
  lintLogic({ questionnaire, exploration, add: warn });
  lintConsent(questionnaire, exploration, error);
  lintQuotas(questionnaire, exploration, error, warn);
  lintWording(questionnaire, exploration, warn, voice);
  const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, voice: 2 };
  return findings.sort((a, b) => rank[a.severity] - rank[b.severity]);
}
