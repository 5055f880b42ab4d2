/** What a conversation is for. */
export type Subject =
  | { readonly kind: 'questionnaire'; readonly questionnaireId: string }
  | { readonly kind: 'assistant'; readonly personaId: string; /** BCP-47 */ readonly language: string };

/** Reads what a tab has remembered; null where it is none. */
export function subjectFrom(value: unknown): Subject | null {
  if (typeof value !== 'object' || value === null) return null;
  const field = (name: string): string | null => {
    const found: unknown = Reflect.get(value, name);
    return typeof found === 'string' ? found : null;
  };
  const [kind, questionnaireId, personaId, language] = ['kind', 'questionnaireId', 'personaId', 'language'].map(field);
  if (kind === 'questionnaire' && questionnaireId != null) return { kind, questionnaireId };
  return kind === 'assistant' && personaId != null && language != null ? { kind, personaId, language } : null;
}

export function isSameSubject(one: Subject, other: Subject): boolean {
  if (one.kind === 'questionnaire') return other.kind === 'questionnaire' && one.questionnaireId === other.questionnaireId;
  return other.kind === 'assistant' && one.personaId === other.personaId;
}
