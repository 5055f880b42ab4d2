import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Answer } from '../../src/survey/answer.js';
import { checkQuestionnaire, type CheckedLanguage } from '../../src/survey/check.js';
import type { Witness } from '../../src/survey/exploring/explore.js';
import { path, type Step } from '../../src/survey/path.js';
import { imputedAnswer } from '../../src/survey/walk.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';
import { connectCaller, type VoiceCaller } from '../support/voice-caller.js';

/* Every rule of every shipped questionnaire, conducted: words to the model, tools to the server, answers to the database. */

const directory = new URL('../../questionnaires/', import.meta.url);
const languages = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => checkQuestionnaire(readFileSync(new URL(name, directory), 'utf8'), name).languages);

/** One interview for each rule, each wording and each end. */
const witnessesOf = ({ exploration }: CheckedLanguage): readonly (readonly [string, Witness])[] =>
  [...exploration.witnesses].filter(([fact]) => /^(?:rule (?!holds |fails )|end |variant )/.test(fact));

const words = {
  en: { yes: 'yes', no: 'no', dont_know: "I don't know", refused: "I'd rather not say", and: ' and ' },
  es: { yes: 'sí', no: 'no', dont_know: 'no lo sé', refused: 'prefiero no decirlo', and: ' y ' },
};

/** The answer as a person says it. */
function said({ question, options, language }: Step, answer: Answer): string {
  const say = words[language.startsWith('es') ? 'es' : 'en'];
  if (answer.outcome === 'played') return say.yes;
  if (answer.outcome === 'dont_know' || answer.outcome === 'refused') return say[answer.outcome];
  const textOf = (id: string): string => {
    const option = options.find((candidate) => candidate.optionId === id);
    return option?.kind === 'other' && answer.otherText !== undefined ? answer.otherText : (option?.text ?? id);
  };
  if (typeof answer.value === 'boolean') return answer.value ? say.yes : say.no;
  if (Array.isArray(answer.value)) return answer.value.map(textOf).join(say.and);
  return question.type === 'single_choice' ? textOf(String(answer.value)) : String(answer.value);
}

/** Says every answer of the witness when its question has been spoken, and agrees when it is read back. */
async function conduct(caller: VoiceCaller, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const { question, answer } = step;
    if (answer === null || (question.type === 'voice_prompt' && question.acknowledge === null) || imputedAnswer(question, step.options) !== null) continue;
    await caller.next('question:advance', (data) => data.question.questionId === question.questionId);
    await caller.next('audio:end');
    caller.send('text:message', { text: said(step, answer) });
    if (question.confirm !== 'explicit' || answer.outcome !== 'answered') continue;
    await caller.next('audio:end');
    caller.send('text:message', { text: said({ ...step }, { outcome: 'played', value: null }) });
  }
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ emulator: quickEmulator });
});
afterAll(async () => {
  await server.stop();
});

/** What went otherwise than the witness says; null when all went as planned. */
async function conducted({ questionnaire }: CheckedLanguage, witness: Witness): Promise<unknown> {
  const answers = Object.fromEntries(witness.map(({ questionId, answer }) => [questionId, answer]));
  const planned = path(questionnaire, answers, 0);
  const caller = await connectCaller(server.url);
  try {
    caller.send('session:start', { questionnaireId: questionnaire.questionnaireId, language: questionnaire.language, consent: { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' } });
    await conduct(caller, planned.steps);
    await caller.next('session:complete');
  } finally {
    caller.close();
  }
  const session = await server.storage.sessions.get(caller.sessionId);
  const stored = new Map((await server.storage.responses.list(caller.sessionId)).map((row) => [row.questionId, row]));
  const gate = questionnaire.consentQuestionId;
  const isAgreed = planned.disposition !== 'refused' && (gate === null || Object.hasOwn(answers, gate));
  const kept = !isAgreed ? [] : planned.steps.filter((step) => step.question.type !== 'voice_prompt');
  const seen = [session?.status, session?.disposition, ...kept.map(({ question }) => [question.questionId, stored.get(question.questionId)?.outcome, stored.get(question.questionId)?.value])];
  const expected = [planned.disposition === 'completed' ? 'completed' : 'terminated', planned.disposition, ...kept.map(({ question, answer }) => [question.questionId, answer?.outcome, answer?.value])];
  return isDeepStrictEqual(seen, expected) ? null : { seen, expected };
}

const atOnce = 6;

it.each(languages.map((checked) => [checked.questionnaire.questionnaireId, checked.questionnaire.language, checked] as const))('conducts every rule, wording and end of %s in %s', async (_id, _language, checked) => {
  const waiting = [...witnessesOf(checked)];
  expect(waiting.length).toBeGreaterThan(0);
  const failed: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [fact, witness] = next;
      const difference = await conducted(checked, witness).catch((error: unknown) => error);
      if (difference !== null) failed.push({ fact, difference });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  expect(failed).toEqual([]);
}, 120_000);

it('leaves no session, no stream and no seat behind', async () => {
  expect([server.sessions.count, server.emulator?.openStreams]).toEqual([0, 0]);
  for (const { questionnaire } of languages.filter((checked) => checked.questionnaire.quotas.length > 0)) {
    const cells = questionnaire.quotas.map(({ quotaId, limit }) => ({ cellId: quotaId, limit }));
    const statuses = await server.storage.quotas.status(`${questionnaire.questionnaireId}@${questionnaire.version}`, cells);
    expect(statuses.filter(({ reserved }) => reserved > 0)).toEqual([]);
  }
});
