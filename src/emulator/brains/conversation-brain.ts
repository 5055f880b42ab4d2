import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.js';
import type { Brain, BrainAction, BrainPrompt, DeclaredTool } from './brain.js';
import { languageFromPrompt } from './brain-language.js';
import { conciergeAnswer, conciergePhrases, isConcierge } from './concierge-answers.js';
import { conversationWords, type ConversationWords } from './conversation-words.js';
import { actionsFromServerText } from './server-text.js';

/**
 * Small talk and one tool call at a time, in English or Spanish: enough to try a client by voice or by text, without any model. To the
 * guests of a concierge it answers what guests ask.
 */
export function createConversationBrain(prompt: BrainPrompt): Brain {
  const language = languageFromPrompt(prompt);
  const words = conversationWords[language];
  const concierge = isConcierge(prompt.systemPrompt);
  const ownName = concierge ? /^(?:You are|Es|Eres|Sos) (\p{Lu}\p{L}+)/u.exec(prompt.systemPrompt)?.[1] : undefined;
  const name = ownName ?? prompt.voiceId.charAt(0).toUpperCase() + prompt.voiceId.slice(1);
  /** A tool that lacks an argument, which the user was asked for. */
  let asked: { readonly tool: DeclaredTool; readonly input: JsonObject; readonly field: string } | null = null;
  let greeted = prompt.history.length > 0;

  const say = (text: string): readonly BrainAction[] => [{ kind: 'say', text }];

  const use = (tool: DeclaredTool, given: JsonObject, text: string): readonly BrainAction[] => {
    const { input, missing } = argumentsFrom(tool, given, text);
    if (missing === null) {
      asked = null;
      return [{ kind: 'call', tool: tool.name, input }];
    }
    asked = { tool, input, field: missing };
    return say(words.ask(wordsOf(missing).join(' ')));
  };

  const onUser = (text: string): readonly BrainAction[] => {
    if (asked !== null) {
      const value = valueFor(propertiesOf(asked.tool)[asked.field], text) ?? text;
      return use(asked.tool, { ...asked.input, [asked.field]: value }, text);
    }
    const tool = toolNamedIn(text, prompt.tools);
    if (tool !== null) return use(tool, {}, text);
    const answer = concierge ? conciergeAnswer(text, language) : null;
    if (answer !== null) return say(answer);
    if (words.goodbye.test(text)) return say(words.say.goodbye);
    if (words.name.test(text)) return say(words.named(name));
    if (words.mood.test(text)) return say(words.say.mood);
    if (words.thanks.test(text)) return say(words.say.thanks);
    if (words.help.test(text)) return say(prompt.tools.length === 0 ? words.say.noTools : words.abilities(prompt.tools.map((one) => wordsOf(one.name).join(' '))));
    if (!greeted && words.greeting.test(text)) {
      greeted = true;
      return say(words.greeted(name));
    }
    greeted = true;
    return say(words.understood(text.replace(/[.!?\s]+$/, '')));
  };

  return {
    on(event) {
      switch (event.kind) {
        case 'userText':
          return event.text.trim() === '' ? [] : onUser(event.text.trim());
        case 'serverText':
          return actionsFromServerText(event.text, prompt.tools);
        case 'toolResult':
          return say(sentenceFromResult(event.result, words));
        case 'notHeard':
          return say(words.say.notHeard);
        case 'started':
        case 'interrupted':
          return [];
      }
    },
    // There is no model of free Spanish speech: only what guests ask can be heard.
    expectation: () => (language === 'es' && concierge ? { kind: 'phrases', language, phrases: conciergePhrases } : { kind: 'anything' }),
  };
}

/** `getWeatherForecast`, `get_weather-forecast`: get, weather, forecast. */
const wordsOf = (identifier: string): readonly string[] =>
  identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && word !== 'tool');

const verbs = new Set(['get', 'find', 'search', 'list', 'fetch', 'lookup', 'look', 'up', 'create', 'make', 'set', 'update', 'check', 'query', 'the', 'a', 'of', 'by', 'for', 'in']);

/** The tool most of whose words (verbs aside) stand in the text. */
function toolNamedIn(text: string, tools: readonly DeclaredTool[]): DeclaredTool | null {
  const spoken = new Set(text.toLowerCase().split(/[^a-z0-9]+/).flatMap((word) => [word, word.replace(/s$/, '')]));
  let best: DeclaredTool | null = null;
  let bestHits = 0;
  for (const tool of tools) {
    const words = wordsOf(tool.name).filter((word) => !verbs.has(word));
    const hits = words.filter((word) => spoken.has(word) || spoken.has(word.replace(/s$/, ''))).length;
    if (hits * 2 >= words.length && hits > bestHits) {
      best = tool;
      bestHits = hits;
    }
  }
  return best;
}

function propertiesOf(tool: DeclaredTool): JsonObject {
  const properties = tool.inputSchema['properties'];
  return isJsonObject(properties) ? properties : {};
}

function argumentsFrom(tool: DeclaredTool, given: JsonObject, text: string): { input: JsonObject; missing: string | null } {
  const required = tool.inputSchema['required'];
  let input = given;
  for (const field of isJsonList(required) ? required : []) {
    if (typeof field !== 'string' || field in input) continue;
    const value = valueFor(propertiesOf(tool)[field], text);
    if (value === null) return { input, missing: field };
    input = { ...input, [field]: value };
  }
  return { input, missing: null };
}

/** A value of the schema's type out of the user's words; `null` when they hold none. */
function valueFor(schema: JsonValue | undefined, text: string): JsonValue | null {
  const { type, enum: members } = isJsonObject(schema) ? schema : {};
  if (isJsonList(members)) {
    return members.find((member) => typeof member !== 'object' && text.toLowerCase().includes(String(member).toLowerCase())) ?? null;
  }
  if (type === 'number' || type === 'integer') {
    const digits = /-?\d+(?:\.\d+)?/.exec(text)?.[0];
    return digits === undefined ? null : type === 'integer' ? Math.trunc(Number(digits)) : Number(digits);
  }
  if (type === 'boolean') return !/\b(?:no|not|don't|without)\b/i.test(text);
  if (type === 'object' || type === 'array') return null;
  return (
    /\b(?:in|for|at|about|to|on|of|named|called|number)\s+(?:the\s+)?(.+?)[.!?]*$/i.exec(text)?.[1] ??
    /(?<=\S\s+)[A-Z]\w*(?:\s+[A-Z]\w*)*/.exec(text)?.[0] ??
    null
  );
}

/** `Array.isArray` does not tell readonly lists. */
const isJsonList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

const maxResultWords = 60;

/** A tool's result as something to say: its own words where it has them, else its plain fields. */
function sentenceFromResult(result: JsonObject, words: ConversationWords): string {
  for (const field of ['say', 'message', 'answer', 'text', 'error']) {
    const value = result[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  const facts = Object.entries(result)
    .flatMap(([field, value]) => (typeof value === 'object' ? [] : [`${wordsOf(field).join(' ')} ${String(value)}`]));
  if (facts.length === 0) return words.say.done;
  return words.found(facts.join(', ').split(' ').slice(0, maxResultWords).join(' '));
}
