import { useEffect, useState } from 'react';
import type { KeptInterview } from '../client/interview-memory.js';
import type { VoiceSession } from '../client/voice-session.js';

/** The interview that this tab can go on with; looked for when the page comes up, also from the browser's memory of pages. */
export function useKeptInterview(session: VoiceSession, isIdle: boolean): { readonly kept: KeptInterview | null; readonly forget: () => void } {
  const [kept, setKept] = useState(() => session.kept());

  useEffect(() => {
    const look = (): void => setKept(session.kept());
    if (isIdle) look();
    window.addEventListener('pageshow', look);
    return () => window.removeEventListener('pageshow', look);
  }, [session, isIdle]);

  return { kept, forget: () => setKept(null) };
}
