import { useEffect, useState } from 'react';
import { fetchAssistants, fetchQuestionnaires, fetchVoices, type AssistantOffer, type QuestionnaireOffer, type VoiceOffer } from '../client/offers.js';

export type Offers =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly questionnaires: readonly QuestionnaireOffer[]; readonly assistants: readonly AssistantOffer[]; readonly voices: readonly VoiceOffer[] };

/** What the server offers. `retry` asks again. */
export function useOffers(): { readonly offers: Offers; readonly retry: () => void } {
  const [offers, setOffers] = useState<Offers>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    setOffers({ kind: 'loading' });
    Promise.all([fetchQuestionnaires(abort.signal), fetchAssistants(abort.signal), fetchVoices(abort.signal)]).then(
      ([questionnaires, assistants, voices]) => setOffers({ kind: 'ready', questionnaires, assistants, voices }),
      () => {
        if (!abort.signal.aborted) setOffers({ kind: 'failed' });
      },
    );
    return () => abort.abort();
  }, [attempt]);

  return { offers, retry: () => setAttempt((count) => count + 1) };
}
