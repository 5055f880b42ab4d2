import { describe, expect, it } from '@jest/globals';
import { beginInterview } from '../../../support/interview-bench.js';
import { loaded, options, question } from '../../survey/small-questionnaire.js';

const explicit = { configuration: { confirm: 'explicit' } };
const guarded = () => beginInterview(loaded([question('score', 'nps', explicit), question('end', 'yes_no')]));

describe('an answer that is to be confirmed', () => {
  it('is read back, and recorded when the participant agrees', async () => {
    const { answer, rows, interview } = guarded();
    expect(await answer('score', 'nine')).toEqual({ status: 'confirm', say: 'I have understood: 9. Is that right?' });
    expect([rows.size, interview.path.next?.question.questionId]).toEqual([0, 'score']);
    expect(await answer('score', 'yes, that is right')).toMatchObject({ status: 'recorded', answer: { value: 9 } });
    expect(rows.get('score')?.value).toBe(9);
  });
  it('is recorded when it is said again', async () => {
    const { answer } = guarded();
    await answer('score', 'nine');
    expect((await answer('score', 9)).status).toBe('recorded');
  });
  it('is read back anew when it was another', async () => {
    const { answer } = guarded();
    await answer('score', 'nine');
    expect(await answer('score', 'no, five')).toEqual({ status: 'confirm', say: 'I have understood: 5. Is that right?' });
    expect(await answer('score', 'yes')).toMatchObject({ status: 'recorded', answer: { value: 5 } });
  });
  it('is asked again after a no', async () => {
    const { answer } = guarded();
    await answer('score', 'nine');
    expect(await answer('score', 'no')).toEqual({ status: 'invalid', say: expect.stringMatching(/^Text of score\./) });
    expect((await answer('score', 'yes')).status).toBe('invalid');
  });
  it('needs no confirmation when it was tapped, nor when nothing substantive was said', async () => {
    expect((await guarded().answer('score', 9, { via: 'touch' })).status).toBe('recorded');
    expect(await guarded().answer('score', 'I do not know')).toMatchObject({ status: 'recorded', answer: { outcome: 'dont_know' } });
  });
});

describe('an answer by voice', () => {
  const begin = () => beginInterview(loaded([question('happy', 'yes_no'), question('again', 'yes_no'), question('score', 'nps', explicit)]));
  const at = (heardCount: number, epoch: number) => ({ moment: { heardCount, epoch } });
  it('is of a question that was asked: one sentence does not answer the next one too', async () => {
    const { answer, rows } = begin();
    expect((await answer('happy', 'yes', at(1, 1))).status).toBe('recorded');
    expect(await answer('again', 'yes', at(1, 1))).toEqual({ status: 'not_current', say: 'Text of again.' });
    expect((await answer('again', 'yes', at(2, 2))).status).toBe('recorded');
    expect(rows.get('again')).toMatchObject({ provisional: false });
  });
  it('that nobody was heard to give counts when it is given again after the question was, and is marked', async () => {
    const { answer, rows } = begin();
    expect((await answer('happy', 'yes', at(0, 1))).status).toBe('not_current');
    expect((await answer('happy', 'yes', at(0, 1))).status).toBe('not_current');
    expect((await answer('happy', 'yes', at(0, 2))).status).toBe('recorded');
    expect(rows.get('happy')).toMatchObject({ provisional: true });
  });
  it('is not that of a question which came up while it was typed for another', async () => {
    const { answer, rows } = begin();
    await answer('happy', 'yes', { via: 'touch', moment: { heardCount: 0, epoch: 1 } });
    expect(await answer('again', 'no', { moment: { heardCount: 1, epoch: 1, about: 'happy' } })).toEqual({ status: 'not_current', say: 'Text of again.' });
    expect((await answer('again', 'no', { moment: { heardCount: 1, epoch: 3, about: 'happy' } })).status).toBe('not_current');
    expect((await answer('happy', 'no', { moment: { heardCount: 1, epoch: 3, about: 'happy' } })).status).toBe('recorded');
    expect((await answer('again', 'no', { moment: { heardCount: 2, epoch: 4, about: 'again' } })).status).toBe('recorded');
    expect(rows.get('again')).toMatchObject({ value: false, provisional: false });
  });
  it('is not what was being said while the question before was tapped', async () => {
    const { answer, interview } = begin();
    await answer('happy', 'yes', { via: 'touch', moment: { heardCount: 0, epoch: 1, atMs: 5000 } });
    expect((await answer('again', 'yes', { moment: { heardCount: 1, epoch: 2, wordsFromMs: 4800 } })).status).toBe('not_current');
    expect(interview.path.next?.question.questionId).toBe('again');
    expect((await answer('again', 'yes', { moment: { heardCount: 2, epoch: 3, wordsFromMs: 7000 } })).status).toBe('recorded');
  });
  it('may correct an earlier one with the same words', async () => {
    const { answer } = begin();
    await answer('happy', 'yes', at(1, 1));
    expect((await answer('happy', 'no', at(1, 1))).status).toBe('recorded');
  });
  it('is confirmed by the participant, not by a model that calls twice', async () => {
    const { answer } = beginInterview(loaded([question('score', 'nps', explicit), question('end', 'yes_no')]));
    expect((await answer('score', 9, at(1, 1))).status).toBe('confirm');
    expect((await answer('score', 9, at(1, 1))).status).toBe('confirm');
    expect((await answer('score', 9, at(2, 2))).status).toBe('recorded');
  });
});

describe('an answer that is not understood', () => {
  it('gets more help each time, and in the end an optional question is left', async () => {
    const choice = question('fruit', 'single_choice', { options: options('Apple', 'Pear'), isRequired: false, reprompts: ['Which fruit, please?'] });
    const { answer, rows } = beginInterview(loaded([choice, question('end', 'yes_no')]));
    const said: string[] = [];
    for (let n = 0; n < 3; n += 1) said.push((await answer('fruit', 'the sky')).say);
    expect(said).toEqual([
      'Which fruit, please?',
      'That is not one of the answers. You can say Apple or Pear. The answers are: Apple or Pear.',
      'That is not one of the answers. You can say Apple or Pear. You can also answer by tapping on the page.',
    ]);
    expect(await answer('fruit', 'the sky')).toMatchObject({ status: 'recorded', answer: { outcome: 'no_response' } });
    expect(rows.get('fruit')).toMatchObject({ outcome: 'no_response', value: null, heard: 'the sky' });
  });
  it('does not leave a required question', async () => {
    const { answer } = beginInterview(loaded([question('score', 'nps')]));
    for (let n = 0; n < 8; n += 1) expect((await answer('score', 'the sky')).status).toBe('invalid');
  });
});

describe('something else', () => {
  const other = { optionId: 'other', optionText: 'Something else' };
  const one = question('fruit', 'single_choice', { options: [...options('Apple', 'Pear'), other], configuration: { otherOptionPrompt: 'Which fruit is it?' } });
  const many = question('fruit', 'multiple_choice', { options: [...options('Apple', 'Pear'), other] });
  const begin = (fruit: Record<string, unknown>) => beginInterview(loaded([fruit, question('end', 'yes_no')]));
  it('is asked for once, in words of the questionnaire', async () => {
    const { answer, rows } = begin(one);
    expect(await answer('fruit', 'something else')).toEqual({ status: 'unfinished', say: 'Which fruit is it?' });
    expect((await answer('fruit', 'dragon fruit')).status).toBe('recorded');
    expect(rows.get('fruit')).toMatchObject({ value: 'other', otherText: 'dragon fruit' });
  });
  it('counts also without words', async () => {
    const { answer, rows } = begin(one);
    await answer('fruit', 'something else');
    expect((await answer('fruit', 'I would rather not say')).status).toBe('recorded');
    expect(rows.get('fruit')).toMatchObject({ value: 'other', outcome: 'answered' });
    expect(rows.get('fruit')).not.toHaveProperty('otherText');
  });
  it('keeps what else was chosen', async () => {
    const { answer, rows } = begin(many);
    expect(await answer('fruit', ['apple', 'other'])).toEqual({ status: 'unfinished', say: 'What would that be?' });
    await answer('fruit', 'dragon fruit');
    expect(rows.get('fruit')).toMatchObject({ value: ['apple', 'other'], otherText: 'dragon fruit' });
  });
  it('needs no question when it came with its words', async () => {
    expect((await begin(one).answer('fruit', 'dragon fruit')).status).toBe('recorded');
  });
  it('is asked for after a tap too, and counts when it is tapped again', async () => {
    const { answer } = begin(one);
    expect(await answer('fruit', 'other', { via: 'touch' })).toEqual({ status: 'unfinished', say: 'Which fruit is it?' });
    expect((await answer('fruit', 'other', { via: 'touch' })).status).toBe('recorded');
  });
});

describe('words that wait for a sign', () => {
  const concept = question('concept', 'voice_prompt', { configuration: { acknowledge: true, maxRepeats: 2 } });
  const begin = () => beginInterview(loaded([concept, question('end', 'yes_no')]));
  it('go on when they were understood', async () => {
    const { answer, interview } = begin();
    expect(interview.ask()).toBe('Text of concept.');
    expect(await answer('concept', 'yes, got it')).toMatchObject({ status: 'recorded', say: expect.stringContaining('Text of end.') });
  });
  it('are said again at most so many times', async () => {
    const { answer } = begin();
    for (let n = 0; n < 2; n += 1) expect(await answer('concept', 'no, once more')).toEqual({ status: 'invalid', say: 'Text of concept.' });
    expect((await answer('concept', 'no, once more')).status).toBe('recorded');
  });
});

describe('the mood of an open answer', () => {
  const begin = (sentimentDetectionEnabled: boolean) => beginInterview(loaded([question('why', 'open_ended', { configuration: { sentimentDetectionEnabled } })]));
  it('is what the model heard', async () => {
    const { answer, rows } = begin(true);
    await answer('why', 'Everything was great', { sentiment: 'negative' });
    expect(rows.get('why')).toMatchObject({ sentiment: 'negative', sentimentSource: 'model' });
  });
  it('is judged by the words where the model said nothing', async () => {
    const { answer, rows } = begin(true);
    await answer('why', 'The staff was wonderful and so friendly');
    expect(rows.get('why')).toMatchObject({ sentiment: 'positive', sentimentSource: 'lexicon' });
  });
  it('is not noted where it is not asked for, nor for a refusal', async () => {
    const without = begin(false);
    await without.answer('why', 'wonderful', { sentiment: 'positive' });
    expect(without.rows.get('why')).not.toHaveProperty('sentiment');
    const refusing = begin(true);
    await refusing.answer('why', 'I would rather not say', { sentiment: 'negative' });
    expect(refusing.rows.get('why')).not.toHaveProperty('sentiment');
  });
});

it('stores what follows by itself from an answer, as imputed', async () => {
  const known = question('known', 'multiple_choice', { options: options('Ant', 'Bee', 'Cat') });
  const liked = question('liked', 'single_choice', { dynamicOptions: { sourceQuestionId: 'known', filterRule: 'selected' }, configuration: { autoSelectSingle: true } });
  const { answer, rows, interview } = beginInterview(loaded([known, liked, question('end', 'yes_no')]));
  await answer('known', ['bee']);
  expect(rows.get('liked')).toMatchObject({ value: 'bee', via: 'imputed', revision: 1 });
  await answer('known', ['ant', 'cat']);
  expect(interview.path.next?.question.questionId).toBe('liked');
  await answer('known', ['cat']);
  expect(rows.get('liked')).toMatchObject({ value: 'cat', via: 'imputed', revision: 2 });
});

it('counts a break-off as partial when the questionnaire says so', async () => {
  const questionnaire = { ...loaded([question('score', 'nps'), question('end', 'yes_no')]), partialIf: { kind: 'outcome', questionId: 'score', outcome: 'answered' } as const };
  const { answer, interview } = beginInterview(questionnaire);
  expect(interview.isPartial).toBe(false);
  await answer('score', 3);
  expect(interview.isPartial).toBe(true);
});

it('speaks the language of its questionnaire', async () => {
  const { answer } = beginInterview({ ...loaded([question('score', 'nps', explicit), question('end', 'yes_no')]), language: 'es-ES' });
  expect((await answer('score', 9)).say).toBe('He entendido: 9. ¿Es correcto?');
});
