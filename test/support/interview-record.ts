import type { ObservedCall } from '../../src/emulator/brains/adversarial-brain.js';
import type { ResponseRow } from '../../src/storage/responses.js';
import type { SessionRow } from '../../src/storage/sessions.js';
import { isSelection, type Answer, type Answers } from '../../src/survey/answer.js';
import { path, type Path, type Step } from '../../src/survey/path.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';
import { normalise } from '../../src/survey/questions/index.js';
import { isPiped } from '../../src/survey/text-template.js';
import type { VoiceCaller } from './voice-caller.js';

/** All that is known of one interview when it is over. */
export interface InterviewRecord {
  readonly questionnaire: Questionnaire;
  readonly gate: string | null;
  readonly session: SessionRow;
  readonly responses: readonly ResponseRow[];
  readonly transcriptEntries: number;
  readonly received: VoiceCaller['received'];
  readonly calls: readonly ObservedCall[];
}

/** What is wrong with the record of an interview, in words; empty when it is legal throughout. */
export function faultsIn(record: InterviewRecord): readonly string[] {
  return [...revisionFaults(record), ...replayFaults(record), ...tellingFaults(record), ...claimFaults(record), ...endFaults(record), ...consentFaults(record)];
}

const legalEnds = { completed: 'completed', screened_out: 'terminated', refused: 'terminated', quota_full: 'terminated', call_back: 'terminated' } as const;

function revisionFaults({ responses }: InterviewRecord): readonly string[] {
  return responses.flatMap((row) => {
    const numbers = row.revisions.map(({ revision }) => revision);
    const current = row.revisions.at(-1);
    return [
      ...(numbers.every((number, index) => number === index + 1) ? [] : [`${row.questionId} has the revisions ${numbers.join(', ')}`]),
      ...(current !== undefined && same(current.value, row.value) && current.revision === row.revision ? [] : [`the current answer of ${row.questionId} is not its last revision`]),
    ];
  });
}

type Given = ResponseRow['revisions'][number] & { readonly questionId: string };

const inOrder = (responses: readonly ResponseRow[]): readonly Given[] =>
  responses
    .flatMap((row) => row.revisions.map((revision) => ({ ...revision, questionId: row.questionId })))
    .sort((left, right) => (left.timestamp < right.timestamp ? -1 : 1));

/** Where an interview stands after these answers: prompts that wait for nothing are played by themselves. */
function standing({ questionnaire, session }: InterviewRecord, given: Answers): Path {
  let answers = given;
  for (;;) {
    const walked = path(questionnaire, answers, session.seed);
    if (walked.next?.question.type !== 'voice_prompt' || walked.next.question.acknowledge !== null) return walked;
    answers = { ...answers, [walked.next.question.questionId]: { outcome: 'played', value: null } };
  }
}

function answerFrom({ questionnaire }: InterviewRecord, given: Given): Answer {
  const question = questionnaire.questions.find(({ questionId }) => questionId === given.questionId);
  const several = question !== undefined && (question.textVariants.length > 0 || isPiped(question.text));
  return {
    outcome: given.outcome,
    value: given.value,
    ...(given.otherText === undefined ? {} : { otherText: given.otherText }),
    ...(several ? { askedText: given.questionText } : {}),
  };
}

/** Every revision was given to the open question or to one already answered on the path, and is a legal answer of it. */
function replayFaults(record: InterviewRecord): readonly string[] {
  const faults: string[] = [];
  let answers: Answers = {};
  for (const given of inOrder(record.responses)) {
    const at = standing(record, answers);
    const step = at.steps.find(({ question }) => question.questionId === given.questionId);
    const name = `${given.questionId} revision ${given.revision}`;
    if (step === undefined) faults.push(`${name} was recorded off the path ${at.steps.map(({ question }) => question.questionId).join(' ')}`);
    else if (at.next === null && given.via !== 'imputed') faults.push(`${name} was recorded after the end`);
    else {
      if (!isLegal(step, given)) faults.push(`${name} is no legal answer of its ${step.question.type}: ${JSON.stringify([given.outcome, given.value])}`);
      if (step.text !== given.questionText) faults.push(`${name} answers "${given.questionText}", asked was "${step.text}"`);
      if (!same(given.optionsShown, step.options.map(({ optionId }) => optionId))) faults.push(`${name} was chosen from other options than those shown`);
    }
    answers = { ...answers, [given.questionId]: answerFrom(record, given) };
  }
  return faults;
}

function isLegal({ question, options }: Step, { outcome, value }: Given): boolean {
  if (outcome === 'played') return question.type === 'voice_prompt' && value === null;
  if (outcome === 'no_response') return !question.required && value === null;
  if (outcome !== 'answered') return question.type !== 'voice_prompt' && value === null;
  const offered = (id: string): boolean => options.some(({ optionId }) => optionId === id);
  switch (question.type) {
    case 'voice_prompt':
      return false;
    case 'yes_no':
      return typeof value === 'boolean';
    case 'nps':
    case 'rating_scale':
      return Number.isInteger(value) && Number(value) >= question.scale.min && Number(value) <= question.scale.max;
    case 'single_choice':
      return typeof value === 'string' && offered(value);
    case 'multiple_choice': {
      if (value === null || !isSelection(value) || new Set(value).size !== value.length || !value.every(offered)) return false;
      const inFileOrder = question.options.map(({ optionId }) => optionId).filter((id) => value.includes(id));
      return same(inFileOrder, value) && value.length <= question.maxSelections && value.length >= Math.min(question.minSelections, options.length);
    }
    case 'open_ended':
      return typeof value === 'string' && value !== '' && value === value.trim() && value.length <= question.maxLength;
    case 'numeric':
      return typeof value === 'number' && value >= (question.min ?? -Infinity) && value <= (question.max ?? Infinity) && Number(value.toFixed(question.decimals)) === value;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && new Date(value).toISOString().startsWith(value);
  }
}

/** What the client was told is stored, at the revision and in the words that it was told. */
function tellingFaults({ received, responses, session }: InterviewRecord): readonly string[] {
  // Consent that was taken back has erased it.
  if (session.disposition === 'refused') return [];
  return received.flatMap((envelope) => {
    if (envelope.event !== 'response:recorded') return [];
    const { questionId, revision, answer } = envelope.data;
    const stored = responses.find((row) => row.questionId === questionId)?.revisions.find((candidate) => candidate.revision === revision);
    return stored?.label === answer ? [] : [`the client was told that ${questionId} is recorded as "${answer}" (revision ${revision}); stored is ${stored?.label ?? 'nothing'}`];
  });
}

/** Whatever the model was told to be recorded is stored, as one of the answers that the question had. */
function claimFaults(record: InterviewRecord): readonly string[] {
  const { calls, responses, session } = record;
  if (session.disposition === 'refused') return [];
  return calls.flatMap(({ tool, input, result }) => {
    if (tool !== 'record_response' || result.status !== 'recorded' || typeof input === 'string') return [];
    const row = responses.find(({ questionId }) => questionId === input.questionId);
    if (row === undefined) return [`the model was told that ${JSON.stringify(input)} is recorded; nothing is`];
    const question = record.questionnaire.questions.find(({ questionId }) => questionId === row.questionId);
    if (question === undefined) return [`${row.questionId} is no question`];
    const normals = row.revisions.flatMap(({ questionText, optionsShown, timestamp }) => {
      const options = 'options' in question ? optionsShown.flatMap((id) => question.options.filter(({ optionId }) => optionId === id)) : [];
      const normal = normalise({ question, text: questionText, options, language: record.questionnaire.language }, input.response, timestamp.slice(0, 10));
      return normal.ok ? [normal.value] : [];
    });
    // A yes to what was read back, a prompt that was played, a question that was left: their words are not their value.
    const fits = normals.length === 0 || normals.some((normal) => row.revisions.some(({ outcome, value }) => outcome === normal.outcome && same(value, normal.value)));
    return fits ? [] : [`the model was told that ${JSON.stringify(input).slice(0, 200)} is recorded; stored is ${JSON.stringify(row.revisions.map(({ value }) => value))}`];
  });
}

/** One end, which the client and the record know alike, and which follows from the path where the path has ended. */
function endFaults(record: InterviewRecord): readonly string[] {
  const { session, received } = record;
  const completions = received.flatMap((envelope) => (envelope.event === 'session:complete' ? [envelope.data] : []));
  const [completion] = completions;
  const { disposition } = standing(record, Object.fromEntries(inOrder(record.responses).map((given) => [given.questionId, answerFrom(record, given)])));
  const [status, end] = disposition === null ? openEnd(record) : [legalEnds[disposition], disposition];
  return [
    ...(completions.length === 1 ? [] : [`the client was told ${completions.length} times that it is over`]),
    ...(completion === undefined || completion.completionStatus === session.status ? [] : [`the client was told ${completion.completionStatus}, recorded is ${session.status}`]),
    ...(session.endTime === undefined ? ['the record has no end'] : []),
    ...(status === session.status && end === session.disposition ? [] : [`by its answers it ended ${status} (${end}); recorded is ${session.status} (${session.disposition ?? 'nothing'})`]),
  ];
}

/** Broken off by the model or by the participant, or refused: then nothing was stored from which that could be told. */
function openEnd({ session, gate }: InterviewRecord): readonly [string, string] {
  if (gate !== null && session.disposition === 'refused') return ['terminated', 'refused'];
  return [session.status === 'terminated' ? 'terminated' : 'abandoned', 'break_off'];
}

const agreed = ({ gate, responses }: InterviewRecord): boolean =>
  responses.find(({ questionId }) => questionId === gate)?.revisions.some(({ value }) => value === true) === true;

function consentFaults(record: InterviewRecord): readonly string[] {
  const { gate, responses, transcriptEntries } = record;
  if (gate === null || agreed(record)) return [];
  return [
    ...(responses.length === 0 ? [] : [`without consent ${responses.length} answers are stored`]),
    ...(transcriptEntries === 0 ? [] : [`without consent ${transcriptEntries} sentences are stored`]),
  ];
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
