interface DefaultWords {
  readonly closing: string;
  /** Said in the place of an answer that there is not. */
  readonly fallback: string;
}

const english: DefaultWords = { closing: 'That was the last question. Thank you for your time.', fallback: 'that' };
const byLanguage: ReadonlyMap<string, DefaultWords> = new Map([
  ['en', english],
  ['es', { closing: 'Esa fue la última pregunta. Gracias por su tiempo.', fallback: 'eso' }],
  ['fr', { closing: 'C’était la dernière question. Merci de votre temps.', fallback: 'cela' }],
  ['de', { closing: 'Das war die letzte Frage. Vielen Dank für Ihre Zeit.', fallback: 'das' }],
  ['it', { closing: 'Era l’ultima domanda. Grazie per il suo tempo.', fallback: 'questo' }],
  ['pt', { closing: 'Essa foi a última pergunta. Obrigado pelo seu tempo.', fallback: 'isso' }],
  ['nl', { closing: 'Dat was de laatste vraag. Dank u voor uw tijd.', fallback: 'dat' }],
]);

/** Words that the sources do not have, and an interview by voice needs. English where we have none. */
export const defaultWords = (tag: string): DefaultWords => byLanguage.get(tag.toLowerCase().split('-')[0] ?? '') ?? english;
