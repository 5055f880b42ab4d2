import type { BrainLanguage } from './brain-language.js';

/** Small talk in one language. */
export interface ConversationWords {
  readonly goodbye: RegExp;
  readonly name: RegExp;
  readonly mood: RegExp;
  readonly thanks: RegExp;
  readonly help: RegExp;
  readonly greeting: RegExp;
  readonly ask: (field: string) => string;
  readonly named: (name: string) => string;
  readonly greeted: (name: string) => string;
  readonly understood: (text: string) => string;
  readonly abilities: (tools: readonly string[]) => string;
  readonly found: (facts: string) => string;
  readonly say: { readonly goodbye: string; readonly mood: string; readonly thanks: string; readonly noTools: string; readonly notHeard: string; readonly done: string };
}

export const conversationWords: Readonly<Record<BrainLanguage, ConversationWords>> = {
  en: {
    goodbye: /\b(?:good ?bye|bye|see you)\b/i,
    name: /\b(?:your name|who are you)\b/i,
    mood: /\bhow are you\b/i,
    thanks: /\bthank(?:s| you)\b/i,
    help: /\b(?:help|what can you do)\b/i,
    greeting: /^\W*(?:hello|hi|hey|good (?:morning|afternoon|evening)|start|begin)\b/i,
    ask: (field) => `Which ${field} shall I take?`,
    named: (name) => `My name is ${name}. How can I help you?`,
    greeted: (name) => `Hello, this is ${name}. How can I help you today?`,
    understood: (text) => `I understood: ${text}. What else would you like to tell me?`,
    abilities: (tools) => `I can help with this: ${tools.join(', ')}.`,
    found: (facts) => `Here is what I found: ${facts}.`,
    say: {
      goodbye: 'Goodbye, and thank you for talking with me.',
      mood: 'I am well, thank you. How can I help you?',
      thanks: 'You are welcome. Is there anything else?',
      noTools: 'I am here to talk with you.',
      notHeard: 'Sorry, I did not catch that. Could you say it again?',
      done: 'That is done. Is there anything else?',
    },
  },
  es: {
    goodbye: /(?<!\p{L})(?:adi[oó]s|chau|hasta luego|hasta pronto)(?!\p{L})/iu,
    name: /(?<!\p{L})(?:c[oó]mo (?:se|te) llamas?|qui[eé]n (?:es|eres|sos)|(?:su|tu) nombre)(?!\p{L})/iu,
    mood: /(?<!\p{L})(?:c[oó]mo (?:est[aá]s?|le va|te va)|qu[eé] tal)(?!\p{L})/iu,
    thanks: /(?<!\p{L})gracias(?!\p{L})/iu,
    help: /(?<!\p{L})(?:ayuda|qu[eé] (?:puede|puedes|pod[eé]s|sabe) hacer)(?!\p{L})/iu,
    greeting: /^\P{L}*(?:hola|buenas|buenos d[ií]as|buen d[ií]a|empecemos)(?!\p{L})/iu,
    ask: (field) => `¿Qué dato tomo para ${field}?`,
    named: (name) => `Me llamo ${name}. ¿En qué le puedo ayudar?`,
    greeted: (name) => `Hola, soy ${name}. ¿En qué le puedo ayudar hoy?`,
    understood: (text) => `He entendido: ${text}. ¿Qué más me quiere contar?`,
    abilities: (tools) => `Puedo ayudarle con esto: ${tools.join(', ')}.`,
    found: (facts) => `Esto es lo que he encontrado: ${facts}.`,
    say: {
      goodbye: 'Adiós, y gracias por hablar conmigo.',
      mood: 'Muy bien, gracias. ¿En qué le puedo ayudar?',
      thanks: 'De nada. ¿Necesita algo más?',
      noTools: 'Estoy aquí para hablar con usted.',
      notHeard: 'Perdón, no le he entendido. ¿Me lo puede repetir?',
      done: 'Ya está hecho. ¿Necesita algo más?',
    },
  },
};
