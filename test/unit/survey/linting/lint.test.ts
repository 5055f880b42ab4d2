import { describe, expect, it } from '@jest/globals';
import { checkQuestionnaire } from '../../../../src/survey/check.js';
import { soundAlike } from '../../../../src/survey/linting/sound-alike.js';
import { fileOf, options, question } from '../small-questionnaire.js';

type Json = Record<string, unknown>;

/** `severity check place` of all findings. */
function findings(questions: readonly Json[], logic: Json = {}, header: Json = {}): readonly string[] {
  const checked = checkQuestionnaire(JSON.stringify({ ...fileOf(questions, logic), ...header }), 'f.json');
  if (checked.problems.length > 0) throw new Error(JSON.stringify(checked.problems));
  return checked.languages.flatMap((language) => language.findings.map(({ severity, check, place }) => `${severity} ${check} ${place}`));
}

const yes = question('a', 'yes_no');
const score = question('s', 'nps', { configuration: { minValueDescription: 'bad', maxValueDescription: 'good' } });
const fruit = question('f', 'single_choice', { options: options('Apple', 'Pear', 'Plum') });
const shown = (condition: string, more: Json = {}): Json => question('x', 'yes_no', { displayLogic: { conditions: condition }, ...more });
const skip = (ruleId: string, condition: string, skipToQuestionId: string, more: Json = {}): Json => ({ ruleId, condition, skipToQuestionId, ...more });

it('has nothing to say against a plain questionnaire', () => {
  expect(findings([yes, score, fruit])).toEqual([]);
});

it.each<[string, readonly Json[], Json, readonly string[]]>([
  ['a contradiction', [score, shown('s = 1 AND s = 2')], {}, ['warning never_asked question x']],
  ['a tautology', [score, shown('s <= 6 OR s > 3 OR s is not answered')], {}, ['warning condition_always_true question x']],
  ['a wording that another always replaces', [score, question('o', 'open_ended', { dynamicQuestionText: { 's >= 7': 'High.', 's >= 9': 'Very high.' } })], {}, ['warning variant_never_said question o']],
  ['an option that nobody is offered', [score, question('y', 'single_choice', { options: [...options('Red', 'Blue'), { optionId: 'green', optionText: 'Green', displayLogic: { conditions: 's = 1 AND s = 2' } }] })], {}, ['warning option_never_offered question y, option green']],
  ['a rule that never holds', [score, fruit, yes], { skipLogicRules: [skip('r', 's < 3 AND s > 7', 'a')] }, ['warning rule_never_holds rule r']],
  ['a rule behind one that always comes first', [score, fruit, yes], { skipLogicRules: [skip('wide', 's >= 3', 'a'), skip('narrow', 's >= 7', 'END')] }, ['warning rule_shadowed rule narrow', 'warning rules_compete rule wide']],
  ['a rule that always holds', [score, fruit, yes], { skipLogicRules: [skip('r', 's >= 0 OR s is not answered', 'a')] }, ['warning never_asked question f', 'warning condition_always_true rule r']],
  ['a negation of what was not asked', [yes, shown("a = 'yes'", { questionId: 'n' }), shown("n != 'yes'", { questionText: 'Other words.' })], {}, ['warning negated_missing question x']],
  ['five questions under one condition', [yes, ...['b', 'c', 'd', 'e', 'g'].map((id) => shown("a = 'yes'", { questionId: id, questionText: `Words of ${id}.` }))], {}, ['warning condition_repeated question b']],
  ['a required question that may have nothing to choose from', [question('m', 'multiple_choice', { options: options('Ant', 'Bee') }), question('l', 'single_choice', { dynamicOptions: { sourceQuestionId: 'm', filterRule: 'selected' } })], {}, ['warning options_may_be_empty question l']],
  ['a mixed list of AND and OR', [yes, score, question('x', 'yes_no', { displayLogic: { conditions: [{ questionId: 'a', operator: 'equals', value: 'yes' }, { questionId: 's', operator: '<', value: 3, logicalOperator: 'OR' }, { questionId: 's', operator: '>', value: 1, logicalOperator: 'AND' }] } })], {}, ['warning file questions[2].displayLogic.conditions']],
  ['a number written as text', [score, shown('x', { displayLogic: { conditions: [{ questionId: 's', operator: '<=', value: '2' }] } })], {}, ['warning file questions[1].displayLogic.conditions']],
  ['the same words twice', [yes, { ...yes, questionId: 'b' }], {}, ['warning text_repeated question b']],
  ['several things in a sentence for one', [question('m', 'multiple_choice', { options: options('Ant', 'Bee') }), question('o', 'open_ended', { questionText: 'Why {m|that}?' })], {}, ['warning several_piped question o']],
  ['other between other options', [question('f', 'single_choice', { options: [{ optionId: 'other', optionText: 'Another' }, ...options('Apple', 'Pear')] })], {}, ['warning special_not_last question f']],
  ['a mixed scale', [question('f', 'single_choice', { options: options('Very good', 'Somewhat good', 'Not at all good'), configuration: { randomizeChoices: true } })], {}, ['warning ordinal_shuffled question f']],
])('warns of %s', (_, questions, logic, expected) => {
  expect(findings(questions, logic)).toEqual(expected);
});

it('lets nobody pass for consenting who has not said yes', () => {
  const gate = (condition: string): Json => ({ skipLogicRules: [skip('no', condition, 'END', { disposition: 'refused' })] });
  expect(findings([yes, score], gate("a = 'no'"))).toEqual(['error consent_not_given question a']);
  expect(findings([yes, score], gate("a != 'yes'"))).toEqual([]);
});

it('takes the last question that can refuse for the one that asks for consent, and warns when it comes late', () => {
  const refusing = (questionId: string): Json => skip(`no-${questionId}`, `${questionId} != 'yes'`, 'END', { disposition: 'refused' });
  const three = ['b', 'c', 'd'].map((id) => ({ ...yes, questionId: id, questionText: `Words of ${id}.` }));
  expect(findings([yes, ...three], { skipLogicRules: [refusing('a'), refusing('b')] })).toEqual([]);
  expect(findings([yes, ...three, score], { skipLogicRules: [refusing('a'), refusing('d')] })).toEqual(['error consent_late question d']);
  expect(findings([{ ...yes, consent: true }, ...three, score], { skipLogicRules: [refusing('a'), refusing('d')] })).toEqual([]);
});

describe('by ear', () => {
  it.each<[string, readonly Json[], readonly string[]]>([
    ['six options read at once', [question('f', 'single_choice', { options: options('Apple', 'Pear', 'Plum', 'Grape', 'Melon', 'Fig'), configuration: { readOptions: 'read' } })], ['voice many_options_read question f']],
    ['more options than keys', [question('f', 'single_choice', { options: options(...'Apple Pear Plum Grape Melon Fig Kiwi Lime Mango Date Quince'.split(' ')) })], ['voice more_options_than_keys question f']],
    ['a long option', [question('f', 'single_choice', { options: options('Apple', 'Any of the many fruits that grow on trees and are sold in markets near here') })], ['voice long_option question f, option any-of-the-many-fruits-that-grow-on-trees-and-are-sold-in-markets-near-here']],
    ['a long question', [question('a', 'yes_no', { questionText: `${'And so on, and on. '.repeat(14)}Right?` })], ['voice long_question question a']],
    ['options that sound alike', [question('f', 'single_choice', { options: options('Fifteen', 'Fifty') })], ['voice options_sound_alike question f, option fifty']],
    ['text that cannot be spoken', [question('f', 'single_choice', { options: options('Tea and/or coffee', 'Water') })], ['voice option_hard_to_say question f, option tea-and-or-coffee']],
    ['a scale without names for its ends', [question('s', 'rating_scale')], ['voice scale_ends_unspoken question s']],
    ['two questions at once', [question('s', 'yes_no', { questionText: 'Were you satisfied with the price and the quality?' })], ['voice double_barrelled question s']],
    ['an offer not to answer', [question('f', 'single_choice', { options: options('Apple', 'Pear', 'Prefer not to say') })], ['voice no_answer_read_aloud question f, option prefer-not-to-say']],
    ['an open question without a probe', [question('o', 'open_ended', { configuration: { sentimentDetectionEnabled: true } })], ['voice no_probe question o']],
  ])('warns of %s', (_, questions, expected) => {
    expect([...findings(questions)].sort()).toEqual(expected);
  });
  it.each([
    ['fifteen', 'fifty', true], ['For you', 'Four you', true], ['Physics', 'Fisics', true], ['Greenstep', 'Greenstap', true], ['Apple', 'Pear', false],
    ['18 to 24', '25 to 34', false], ['Red', 'Bed', false], ['Very good', 'Very bad', false], ['', '', false],
  ])('takes "%s" and "%s" for each other: %s', (left, right, alike) => {
    expect(soundAlike(left, right)).toBe(alike);
  });
});

describe('quotas', () => {
  const managed = (fields: readonly Json[], more: Json = {}): Json => ({ quotaManagement: { enabled: true, quotaFields: fields, ...more } });
  const field = { fieldName: 'fruit', questionId: 'f', targets: { apple: 5, pear: 5, plum: 5 } };
  it('must save work, and cannot be gone around', () => {
    expect(findings([fruit, yes, score], managed([field]))).toEqual([]);
    expect(findings([yes, score, fruit], managed([field]))).toEqual(['error quota_at_the_end quota fruit']);
    expect(findings([yes, score, fruit, question('o', 'open_ended')], managed([field]))).toEqual(['warning quota_late quota fruit']);
    expect(findings([yes, { ...fruit, displayLogic: { conditions: "a = 'yes'" } }, score, question('o', 'open_ended'), question('p', 'open_ended', { questionText: 'More?' })], managed([field]))).toEqual(['error quota_question_skipped quota fruit']);
  });
  it('limit the options that they name only', () => {
    expect(findings([fruit, yes, score], managed([{ ...field, targets: { apple: 5, pear: 5 } }]))).toEqual(['warning quota_open_options question f']);
  });
  it('must be possible', () => {
    expect(findings([fruit, score, yes], managed([], { cells: [{ cellId: 'both', where: { f: 'apple' }, target: 1 }, { cellId: 'never', condition: "f = apple AND f = pear", target: 1 }] }))).toContain('warning quota_never_filled quota cells=never');
  });
});

it('says how much longer it takes than it promises', () => {
  expect(findings([question('a', 'open_ended')], {}, { estimatedDuration: 0.1 })).toEqual(['voice longer_than_said questionnaire']);
});

it('names the file, the line and the slip of text that is no JSON', () => {
  const problemsOf = (text: string): readonly string[] => checkQuestionnaire(text, 'f.json').problems.map(({ path, problem }) => `${path}: ${problem}`);
  expect(problemsOf('{\n  "a": [1, 2,],\n}')).toEqual(['line 2, column 13: a comma with nothing behind it']);
  expect(problemsOf('{\n  "a": 1,\n}')).toEqual(['line 2, column 9: a comma with nothing behind it']);
  expect(problemsOf('{ "a": 1 // one\n}')).toEqual(['line 1, column 10: not JSON: // one was not expected']);
  expect(problemsOf('{ "a": [1, 2')).toEqual(['line 1, column 13: not JSON: it ends too early']);
});
