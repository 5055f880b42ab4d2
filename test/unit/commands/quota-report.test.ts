import { expect, it } from '@jest/globals';
import { reportFrom, textFromReport } from '../../../src/commands/quota-report.js';
import { loaded, options, question } from '../survey/small-questionnaire.js';

const poll = loaded([question('age', 'single_choice', { options: options('Young', 'Old') }), question('party', 'single_choice', { options: options('Red', 'Blue') }), question('why', 'open_ended')], {
  quotaManagement: {
    enabled: true,
    quotaFields: [
      { fieldName: 'age', questionId: 'age', targets: { young: 4, old: 6 } },
      { fieldName: 'party', questionId: 'party', targets: { red: 5, blue: 5 } },
    ],
    quotaEnforcementRules: [{ ruleId: 'r', condition: 'party', action: 'count' }],
  },
});
const status = (cellId: string, limit: number, completed: number, reserved: number, overQuota: number) => ({ cellId, limit, completed, reserved, overQuota, isFilled: completed + reserved >= limit, percentage: (100 * completed) / limit });

it('says for each cell what is done, going on and wanted', () => {
  const report = reportFrom(poll, [status('age=young', 4, 3, 1, 2), status('age=old', 6, 2, 0, 0), status('party=red', Number.MAX_SAFE_INTEGER, 5, 1, 0)]);
  expect(report.overallCompletion).toBe(50);
  expect(textFromReport(report)).toBe(`small 1: 50 % complete
  age
    young                    3 of 4 (75 %), 1 going on, 2 over quota, full
    old                      2 of 6 (${(100 * 2) / 6} %)
  party
    red                      5, no limit, 1 going on
    blue                     0, no limit
`);
});
