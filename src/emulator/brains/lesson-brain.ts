import { z } from 'zod';
import type { JsonObject } from '../../kernel/json.js';
import type { Brain, BrainAction, BrainPrompt, Expectation } from './brain.js';
import { languageFromPrompt, type BrainLanguage } from './brain-language.js';
import { actionsFromServerText } from './server-text.js';
import { fold } from './tasks/said.js';

interface LessonWords {
  readonly goodbye: RegExp;
  readonly repeat: RegExp;
  readonly unknown: RegExp;
  /** Too frequent to tell an answer by. */
  readonly empty: ReadonlySet<string>;
  readonly praise: string;
  readonly correct: (expected: string) => string;
  readonly say: { readonly goodbye: string; readonly notHeard: string; readonly failed: string; readonly over: string };
  /** What students say besides the right answer, wrong ones included, so that the recogniser does not take everything for right. */
  readonly phrases: readonly string[];
}

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const tables: Readonly<Record<BrainLanguage, LessonWords>> = {
  en: {
    goodbye: /\b(?:good ?bye|bye|stop)\W*$/,
    repeat: /\b(?:repeat|again|pardon)\b/,
    unknown: /\b(?:don't know|do not know|no idea)\b/,
    empty: wordSet('the and are for that this with because they them too very what when from into made makes make have has was were you your'),
    praise: 'That is right, well done!',
    correct: (expected) => `Not quite. The answer is: ${expected}`,
    say: { goodbye: 'Goodbye, see you in the next lesson.', notHeard: 'Sorry, I did not catch that.', failed: 'I am sorry, I could not get the lesson. Shall I try again?', over: 'The course is complete. You can be proud.' },
    phrases: ['yes', 'yes please', 'let us begin', 'repeat please', "i don't know", 'i am not sure', 'the wind', 'the moon', 'of stone', 'in the mountains', 'goodbye'],
  },
  es: {
    goodbye: /\b(?:adios|chau|hasta luego|basta)\W*$/,
    repeat: /\b(?:repit\p{L}*|repet\p{L}*|otra vez|de nuevo)\b/u,
    unknown: /\b(?:no (?:lo )?se|ni idea)\b/,
    empty: wordSet('los las una unos unas del con por para que porque esta este eso muy mas demasiado son hace hacen hay como cuando'),
    praise: '¡Muy bien, es correcto!',
    correct: (expected) => `No del todo. La respuesta es: ${expected}`,
    say: { goodbye: 'Adiós, hasta la próxima lección.', notHeard: 'Perdón, no le he entendido.', failed: 'Lo siento, no he podido abrir la lección. ¿Lo intento otra vez?', over: 'El curso está completo. ¡Enhorabuena!' },
    phrases: ['sí', 'sí por favor', 'empezamos', 'repita por favor', 'no lo sé', 'no estoy seguro', 'el viento', 'la luna', 'de piedra', 'en las montañas', 'hasta luego'],
  },
};

export const lessonTool = 'get_lesson_step';
const recordTool = 'record_lesson_step';

const step = z.object({ stepId: z.string(), explain: z.string(), question: z.string(), expected: z.string() });
const reply = z.object({ status: z.string().optional(), say: z.string().optional(), step: step.optional(), recorded: z.string().optional() });
type Step = z.output<typeof step>;

/** Teaches as the lesson tutor's prompt asks: explains, asks, compares the answer with what is expected, records, goes on. */
export function createLessonBrain(prompt: BrainPrompt): Brain {
  const words = tables[languageFromPrompt(prompt)];
  const declared = new Set(prompt.tools.map(({ name }) => name));
  let open: Step | null = null;
  let isComplete = false;
  /** Begins what is said with the next result. */
  let verdict = '';
  let callsUnderWay = 0;
  /** After a renewal the step is asked for before an answer is judged by it. */
  let waitingAnswer: string | null = null;

  const say = (...parts: readonly string[]): readonly BrainAction[] => [{ kind: 'say', text: parts.filter((part) => part !== '').join(' ') }];
  const call = (tool: string, input: JsonObject): readonly BrainAction[] => {
    if (!declared.has(tool)) return say(words.say.failed);
    callsUnderWay += 1;
    return [{ kind: 'call', tool, input }];
  };

  const judge = (answer: string, asked: Step): readonly BrainAction[] => {
    const understood = !words.unknown.test(fold(answer)) && isRight(answer, asked.expected, words.empty);
    verdict = understood ? words.praise : words.correct(asked.expected);
    return call(recordTool, { stepId: asked.stepId, understood });
  };

  const onUser = (given: string): readonly BrainAction[] => {
    const answer = given.trim();
    if (answer === '' || callsUnderWay > 0) return [];
    if (words.goodbye.test(fold(answer))) return say(words.say.goodbye);
    if (isComplete) return say(words.say.over);
    if (open === null) {
      if (prompt.history.some(({ role, text }) => role === 'ASSISTANT' && text.includes('?'))) waitingAnswer = answer;
      return call(lessonTool, {});
    }
    return words.repeat.test(fold(answer)) ? say(open.explain, open.question) : judge(answer, open);
  };

  const onResult = (result: JsonObject): readonly BrainAction[] => {
    callsUnderWay = Math.max(0, callsUnderWay - 1);
    const parsed = reply.safeParse(result);
    const { status, say: spoken = '', step: next } = parsed.success ? parsed.data : {};
    const before = verdict;
    const answer = waitingAnswer;
    verdict = '';
    waitingAnswer = null;
    isComplete = status === 'complete';
    open = next ?? null;
    if (isComplete) return say(before, spoken);
    if (open === null) return say(spoken === '' ? words.say.failed : spoken);
    // What was asked before the line was renewed: an answer that fits counts, anything else begins the step anew.
    if (answer !== null && isRight(answer, open.expected, words.empty)) return judge(answer, open);
    return say(before, parsed.success && parsed.data.recorded !== undefined && spoken !== '' && !spoken.includes(open.question) ? spoken : '', open.explain, open.question);
  };

  return {
    on(event) {
      switch (event.kind) {
        case 'userText':
          return event.overlapped ? [] : onUser(event.text);
        case 'serverText': {
          const actions = actionsFromServerText(event.text, prompt.tools);
          callsUnderWay += actions.filter(({ kind }) => kind === 'call').length;
          return actions;
        }
        case 'toolResult':
          return onResult(event.result);
        case 'notHeard':
          return callsUnderWay > 0 ? [] : say(words.say.notHeard, open?.question ?? '');
        case 'started':
        case 'interrupted':
          return [];
      }
    },
    expectation(): Expectation {
      const language = languageFromPrompt(prompt);
      const right = open === null ? [] : [fold(open.expected) === '' ? '' : open.expected.toLowerCase().replace(/[^\p{L} ]/gu, '').trim()];
      return { kind: 'phrases', language, phrases: [...right, ...right.map((phrase) => phrase.split(' ').slice(1).join(' ')), ...words.phrases].filter((phrase) => phrase !== '') };
    },
  };
}

/** At least half of the words that matter are there; words that begin alike count as the same ("evapora", "evaporación"). */
export function isRight(answer: string, expected: string, empty: ReadonlySet<string>): boolean {
  const stems = (text: string): readonly string[] => [...new Set((fold(text).match(/\p{L}{3,}/gu) ?? []).filter((word) => !empty.has(word)).map((word) => word.slice(0, 4)))];
  const wanted = stems(expected);
  const given = new Set(stems(answer));
  const hits = wanted.filter((stem) => given.has(stem)).length;
  return hits > 0 && hits * 2 >= wanted.length;
}
