import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.js';
import type { Brain, BrainAction, BrainPrompt } from './brain.js';
import { languageFromPrompt, type BrainLanguage } from './brain-language.js';
import { actionsFromServerText } from './server-text.js';
import { fold } from './tasks/said.js';

interface KnowledgeWords {
  readonly greeting: RegExp;
  readonly thanks: RegExp;
  readonly goodbye: RegExp;
  /** Asks what documents there are. */
  readonly list: RegExp;
  readonly name: RegExp;
  readonly named: (name: string) => string;
  readonly say: { readonly greeting: string; readonly thanks: string; readonly goodbye: string; readonly notHeard: string; readonly failed: string; readonly moment: string };
  readonly found: (passage: string, document: string, page: string) => string;
  readonly documents: (names: readonly string[], count: number) => string;
}

const tables: Readonly<Record<BrainLanguage, KnowledgeWords>> = {
  en: {
    greeting: /^\W*(?:hello|hi|hey|good (?:morning|afternoon|evening))\W*$/,
    thanks: /^\W*(?:thank you|thanks)\b/,
    goodbye: /\b(?:good ?bye|bye)\W*$/,
    list: /\b(?:which|what|list|how many)\b.{0,20}\b(?:documents?|files?|pdfs?)\b(?!.*\b(?:say|says|about)\b)/,
    name: /\b(?:your name|who are you)\b/,
    named: (name) => `My name is ${name}. What would you like to know from the documents?`,
    say: {
      greeting: 'Hello. What would you like to know from the documents?',
      thanks: 'You are welcome. What else would you like to know?',
      goodbye: 'Goodbye.',
      notHeard: 'Sorry, I did not catch that. What would you like to know?',
      failed: 'I am sorry, I could not look into the documents. Please ask me again.',
      moment: 'One moment, I am still looking.',
    },
    found: (passage, document, page) => `${passage} It stands in ${document}, page ${page}.`,
    documents: (names, count) => (count === 1 ? `There is one document: ${names.join()}.` : `There are ${count} documents: ${new Intl.ListFormat('en').format(names)}.`),
  },
  es: {
    greeting: /^\W*(?:hola|buenas|buenos dias|buenas tardes|buenas noches)\W*$/,
    thanks: /^\W*(?:muchas )?gracias\b/,
    goodbye: /\b(?:adios|chau|hasta luego)\W*$/,
    list: /\b(?:que|cuales|cuantos|lista|listame)\b.{0,20}\b(?:documentos?|archivos?|pdfs?)\b(?!.*\b(?:dice|dicen|sobre)\b)/,
    name: /\b(?:como (?:se|te) llama|quien es usted|quien eres|su nombre|tu nombre)/,
    named: (name) => `Me llamo ${name}. ¿Qué quiere saber de los documentos?`,
    say: {
      greeting: 'Hola. ¿Qué quiere saber de los documentos?',
      thanks: 'De nada. ¿Qué más quiere saber?',
      goodbye: 'Adiós.',
      notHeard: 'Perdón, no le he entendido. ¿Qué quiere saber?',
      failed: 'Lo siento, no he podido mirar en los documentos. Pregúnteme otra vez, por favor.',
      moment: 'Un momento, todavía estoy buscando.',
    },
    found: (passage, document, page) => `${passage} Está en ${document}, página ${page}.`,
    documents: (names, count) => (count === 1 ? `Hay un documento: ${names.join()}.` : `Hay ${count} documentos: ${new Intl.ListFormat('es').format(names)}.`),
  },
};

export const searchTool = 'search_documents';
const listTool = 'list_documents';
/** Of a passage that is read out. */
const maxSpokenChars = 350;

/** Answers from documents: every question is searched for; the best passage is read out with its document and page. */
export function createKnowledgeBrain(prompt: BrainPrompt): Brain {
  const words = tables[languageFromPrompt(prompt)];
  const declared = new Set(prompt.tools.map(({ name }) => name));
  let question = '';
  let isLooking = false;
  const say = (text: string): readonly BrainAction[] => [{ kind: 'say', text }];
  const call = (tool: string, input: JsonObject): readonly BrainAction[] => {
    isLooking = true;
    return [{ kind: 'call', tool, input }];
  };

  const onUser = (given: string): readonly BrainAction[] => {
    const text = given.trim().slice(0, 500);
    const folded = fold(text);
    if (text === '') return [];
    if (words.goodbye.test(folded)) return say(words.say.goodbye);
    if (words.greeting.test(folded)) return say(words.say.greeting);
    if (words.thanks.test(folded)) return say(words.say.thanks);
    if (words.name.test(folded)) return say(words.named(prompt.voiceId.charAt(0).toUpperCase() + prompt.voiceId.slice(1)));
    if (isLooking) {
      // Once: a call that never comes back must not keep the talk for ever.
      isLooking = false;
      return say(words.say.moment);
    }
    if (declared.has(listTool) && words.list.test(folded)) return call(listTool, {});
    question = text;
    return call(searchTool, { query: text });
  };

  const onResult = (result: JsonObject): readonly BrainAction[] => {
    isLooking = false;
    if (typeof result['say'] === 'string') return say(result['say']);
    const { passages, documents, count, text } = result;
    const best = objectsIn(passages)[0];
    if (best !== undefined) return say(words.found(sentencesAbout(textOf(best['text']), question), textOf(best['document']), textOf(best['page'])));
    const names = objectsIn(documents).map(({ name }) => textOf(name));
    if (names.length > 0) return say(words.documents(names, Number(count ?? names.length)));
    return say(typeof text === 'string' ? text : words.say.failed);
  };

  return {
    on(event) {
      switch (event.kind) {
        case 'userText':
          return event.overlapped ? [] : onUser(event.text);
        case 'serverText':
          return actionsFromServerText(event.text, prompt.tools);
        case 'toolResult':
          return onResult(event.result);
        case 'notHeard':
          return isLooking ? [] : say(words.say.notHeard);
        case 'started':
        case 'interrupted':
          return [];
      }
    },
    // Questions to documents are free speech: English is left to the general model.
    expectation: () => ({ kind: 'anything' }),
  };
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter((one) => isJsonObject(one)) : []);

/** The sentence of a passage that has most of the question's words, and what follows it, as far as it can be listened to. */
export function sentencesAbout(passage: string, question: string): string {
  const stems = new Set((fold(question).match(/[\p{L}\d]{4,}/gu) ?? []).map((word) => word.slice(0, 5)));
  const sentences = passage.replace(/…/g, '').replace(/\s+/g, ' ').trim().match(/[^.!?]+[.!?]*(?:\s|$)|[.!?]+/g) ?? [];
  const hits = sentences.map((sentence) => (fold(sentence).match(/[\p{L}\d]{4,}/gu) ?? []).filter((word) => stems.has(word.slice(0, 5))).length);
  const best = hits.indexOf(Math.max(...hits, 0));
  let spoken = '';
  for (const sentence of sentences.slice(Math.max(0, best))) {
    if (spoken !== '' && spoken.length + sentence.length > maxSpokenChars) break;
    spoken += sentence;
  }
  const text = spoken.trim().slice(0, maxSpokenChars * 2);
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
