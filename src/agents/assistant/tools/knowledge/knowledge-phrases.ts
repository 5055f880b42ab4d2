/** What is to be said where the documents say nothing, and what the model must know about passages. */
export interface KnowledgePhrases {
  readonly notFound: string;
  readonly notYet: string;
  readonly noDocuments: string;
  readonly unavailable: string;
}

const english: KnowledgePhrases = {
  notFound: 'I could not find that in the documents.',
  notYet: 'I could not find that yet: some documents are still being read. Please ask me again in a minute.',
  noDocuments: 'There are no documents yet. Once one has been uploaded, I can answer from it.',
  unavailable: 'I cannot look into the documents at the moment. Please ask me again in a minute.',
};

const spanish: KnowledgePhrases = {
  notFound: 'No he encontrado eso en los documentos.',
  notYet: 'Todavía no lo he encontrado: algunos documentos se están leyendo. Vuelve a preguntarme en un minuto, por favor.',
  noDocuments: 'Todavía no hay documentos. Cuando se suba uno, podré responder con él.',
  unavailable: 'Ahora mismo no puedo consultar los documentos. Vuelve a preguntarme en un minuto, por favor.',
};

/** By BCP-47 tag; English where we have no words. */
export const knowledgePhrasesFor = (language: string): KnowledgePhrases => (/^es\b/i.test(language) ? spanish : english);
