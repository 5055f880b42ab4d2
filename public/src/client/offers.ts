/** What the server offers to choose from. */
export interface QuestionnaireOffer {
  readonly questionnaireId: string;
  readonly name: string;
  readonly description: string;
  readonly estimatedDurationMinutes: number;
  readonly questionCount: number;
  readonly industry: string;
  readonly researchObjective: string;
  readonly audience: string;
  readonly features: readonly string[];
  /** BCP-47. */
  readonly language: string;
}

export interface AssistantOffer {
  readonly personaId: string;
  readonly name: string;
  readonly description: string;
  /** BCP-47, of name and description. */
  readonly language: string;
  /** Those that it speaks. */
  readonly languages: readonly string[];
}

/** What can be chosen, and what it is called. */
export type Offer = { readonly kind: 'questionnaire'; readonly questionnaire: QuestionnaireOffer } | { readonly kind: 'assistant'; readonly assistant: AssistantOffer };

export const nameOf = (offer: Offer): string => (offer.kind === 'questionnaire' ? offer.questionnaire.name : offer.assistant.name);

export interface VoiceOffer {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly gender: string;
  /** Speaks the other languages too. */
  readonly polyglot: boolean;
}

const DEADLINE_MS = 8000;

/** `GET api/questionnaires`. Rejects when the server does not answer in 8 s or answers badly. */
export async function fetchQuestionnaires(signal: AbortSignal): Promise<readonly QuestionnaireOffer[]> {
  return (await fetchList('api/questionnaires', 'questionnaires', signal)).map((entry) => ({
    questionnaireId: textOf(entry, 'questionnaireId'),
    name: textOf(entry, 'name'),
    description: textOf(entry, 'description'),
    estimatedDurationMinutes: numberOf(entry, 'estimatedDurationMinutes'),
    questionCount: numberOf(entry, 'questionCount'),
    industry: textOf(entry, 'industry'),
    researchObjective: textOf(entry, 'researchObjective'),
    audience: textOf(entry, 'audience'),
    features: textsOf(entry, 'features'),
    language: textOf(entry, 'language'),
  }));
}

/** `GET api/personas`. Rejects likewise. */
export async function fetchAssistants(signal: AbortSignal): Promise<readonly AssistantOffer[]> {
  return (await fetchList('api/personas', 'personas', signal)).map((entry) => ({
    personaId: textOf(entry, 'personaId'),
    name: textOf(entry, 'name'),
    description: textOf(entry, 'description'),
    language: textOf(entry, 'language'),
    languages: textsOf(entry, 'languages'),
  }));
}

/** `GET api/voices`. Rejects likewise. */
export async function fetchVoices(signal: AbortSignal): Promise<readonly VoiceOffer[]> {
  return (await fetchList('api/voices', 'voices', signal)).map((entry) => ({
    id: textOf(entry, 'id'),
    name: textOf(entry, 'name'),
    language: textOf(entry, 'language'),
    gender: textOf(entry, 'gender'),
    polyglot: Reflect.get(entry, 'polyglot') === true,
  }));
}

async function fetchList(path: string, field: string, signal: AbortSignal): Promise<object[]> {
  const body = await fetchJson(path, signal);
  const list: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  if (!Array.isArray(list)) throw new Error(`${path} answered without "${field}"`);
  return list.filter((entry: unknown): entry is object => typeof entry === 'object' && entry !== null);
}

async function fetchJson(path: string, signal: AbortSignal): Promise<unknown> {
  const abort = new AbortController();
  const give = (): void => abort.abort();
  const deadline = setTimeout(give, DEADLINE_MS);
  signal.addEventListener('abort', give);
  try {
    const response = await fetch(path, { signal: abort.signal });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return await response.json();
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', give);
  }
}

function textOf(entry: object, field: string): string {
  const value: unknown = Reflect.get(entry, field);
  return typeof value === 'string' ? value : '';
}

function numberOf(entry: object, field: string): number {
  const value: unknown = Reflect.get(entry, field);
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function textsOf(entry: object, field: string): readonly string[] {
  const value: unknown = Reflect.get(entry, field);
  return Array.isArray(value) ? value.filter((one: unknown): one is string => typeof one === 'string') : [];
}

/** The voice to offer first: the remembered one if it can speak the language, else the language's first, else any. */
export function suggestedVoice(voices: readonly VoiceOffer[], language: string, remembered: string | null): string {
  const speaks = (voice: VoiceOffer): boolean => sameLanguage(voice.language, language);
  const favourite = voices.find((voice) => voice.id === remembered);
  if (favourite !== undefined && (favourite.polyglot || speaks(favourite))) return favourite.id;
  const exact = voices.find((voice) => voice.language.toLowerCase() === language.toLowerCase());
  return (exact ?? voices.find(speaks) ?? voices[0])?.id ?? '';
}

const sameLanguage = (one: string, other: string): boolean =>
  one.split('-')[0]?.toLowerCase() === other.split('-')[0]?.toLowerCase();
