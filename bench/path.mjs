/* How fast the path of an interview is decided: evaluations a second, for a survey of 300 questions. */
import { path } from '../dist/survey/path.js';
import { explore } from '../dist/survey/exploring/explore.js';
import { loadQuestionnaire } from '../dist/survey/load-questionnaire.js';

if (process.argv.includes('--help')) {
  process.stdout.write('Usage: npm run bench:path [-- --json]\n\nDecides the path of half-finished and finished interviews of a 300-question survey, and prints medians and percentiles.\n');
  process.exit(0);
}

const size = 300;
const optionIds = ['a', 'b', 'c', 'd', 'e'];
const types = ['nps', 'single_choice', 'multiple_choice', 'yes_no', 'rating_scale', 'open_ended'];

/** Every question hangs on two before it; every tenth is skipped under a condition, every seventh names an earlier answer. */
function questionnaire() {
  const typeOf = (index) => types[index % types.length];
  const test = (index) =>
    ({ nps: `q${index} >= 5`, single_choice: `q${index} in (a, b, c)`, multiple_choice: `q${index} contains_any (a, d)`, yes_no: `q${index} = 'yes'`, rating_scale: `q${index} <= 4`, open_ended: `q${index} is answered` })[typeOf(index)];
  const questions = Array.from({ length: size }, (_, index) => ({
    questionId: `q${index}`,
    questionType: typeOf(index),
    questionText: `Question ${index}${index > 7 && index % 7 === 0 ? `, after {q${index - 7}|that}` : ''}?`,
    ...(typeOf(index).endsWith('choice') ? { options: optionIds.map((optionId) => ({ optionId, optionText: `Option ${optionId}` })), configuration: { randomizeChoices: true } } : {}),
    ...(index > 8 ? { displayLogic: { conditions: `${test(index - 3)} OR ${test(index - 8)} OR ${test(index - 1)} AND NOT (${test(index - 2)})` } } : {}),
  }));
  const skipLogicRules = Array.from({ length: size / 10 - 1 }, (_, index) => ({ ruleId: `r${index}`, condition: `${test(index * 10 + 5)} AND ${test(index * 10 + 3)}`, skipToQuestionId: `q${index * 10 + 8}` }));
  const loaded = loadQuestionnaire({ questionnaireId: 'bench', questionnaireName: 'Bench', version: '1', estimatedDuration: 60, closing: 'Goodbye.', questions, surveyLogic: { skipLogicRules } }, 'bench');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error.slice(0, 3)));
  return loaded.value;
}

/** A fixed sequence, so that two runs measure the same. */
let state = 42;
const random = (count) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * count);
};

function answerTo({ question, options }) {
  const answered = (value) => ({ outcome: 'answered', value });
  if ('scale' in question) return answered(question.scale.min + random(question.scale.max - question.scale.min + 1));
  if (question.type === 'yes_no') return answered(random(2) === 0);
  if (question.type === 'single_choice') return answered(options[random(options.length)].optionId);
  if (question.type === 'multiple_choice') return answered(question.options.map((option) => option.optionId).filter(() => random(2) === 0));
  return answered('In my own words.');
}

const survey = questionnaire();
const millis = [];
let interviews = 0;
const began = performance.now();
while (performance.now() - began < 5000) {
  let answers = {};
  for (;;) {
    const start = performance.now();
    const { next } = path(survey, answers, interviews);
    millis.push(performance.now() - start);
    if (next === null) break;
    answers = { ...answers, [next.question.questionId]: answerTo(next) };
  }
  interviews += 1;
}
millis.sort((a, b) => a - b);
const at = (share) => Number(millis[Math.floor((millis.length - 1) * share)].toFixed(3));
const explored = performance.now();
const exploration = explore(survey, { maxMoves: 50_000 });
const result = {
  questions: size,
  interviews,
  evaluations: millis.length,
  perSecond: Math.round((1000 * millis.length) / millis.reduce((sum, one) => sum + one, 0)),
  millis: { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
  bar: { millis: 5, held: at(0.99) < 5 },
  explore: { moves: 50_000, states: exploration.states, millis: Math.round(performance.now() - explored) },
};
process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify(result, null, 2)}\n`
    : `${size} questions, ${interviews} interviews, ${result.evaluations} paths decided\n${result.perSecond} a second; one takes p50 ${result.millis.p50} ms, p95 ${result.millis.p95} ms, p99 ${result.millis.p99} ms, max ${result.millis.max} ms (bar: 5 ms)\nexploring 50,000 moves: ${result.explore.millis} ms, ${exploration.states} states\n`,
);
