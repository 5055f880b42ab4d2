interface Phrases {
  readonly howToTeach: string;
  readonly noCourse: (ids: readonly string[]) => string;
  readonly complete: (title: string) => string;
  readonly again: string;
}

const english: Phrases = {
  howToTeach:
    'How the lesson works: call get_lesson_step first. Explain the step in your own words, ask its question, and wait. Compare the answer with "expected": when it says the same, praise and call record_lesson_step with understood true; when it does not, call it with understood false, explain once more in other words, and ask again. Never read "expected" aloud before the student has answered.',
  noCourse: (ids) => (ids.length === 0 ? 'There is no course here yet.' : `I do not know this course. I can teach: ${ids.join(', ')}.`),
  complete: (title) => `You have finished the course "${title}". Well done!`,
  again: 'Let us look at it once more.',
};

const spanish: Phrases = {
  howToTeach:
    'Cómo va la lección: llame primero a get_lesson_step. Explique el paso con sus palabras, haga su pregunta y espere. Compare la respuesta con "expected": si dice lo mismo, felicite y llame a record_lesson_step con understood true; si no, llámela con understood false, explíquelo otra vez con otras palabras y vuelva a preguntar. No lea nunca "expected" en voz alta antes de que responda el alumno.',
  noCourse: (ids) => (ids.length === 0 ? 'Todavía no hay ningún curso.' : `No conozco ese curso. Puedo dar: ${ids.join(', ')}.`),
  complete: (title) => `Ha terminado el curso «${title}». ¡Muy bien!`,
  again: 'Veámoslo otra vez.',
};

export const phrasesIn = (language: string): Phrases => (language.toLowerCase().startsWith('es') ? spanish : english);
