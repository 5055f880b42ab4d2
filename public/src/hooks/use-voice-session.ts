import { useEffect, useState, useSyncExternalStore } from 'react';
import { createVoiceSession, type VoiceSession } from '../client/voice-session.js';
import type { SessionState } from '../client/session-state.js';

/** One conversation for the life of a component: its state, and what can be done with it. Closed when the component or the page goes. */
export function useVoiceSession(): { readonly state: SessionState; readonly session: VoiceSession } {
  const [session] = useState(createVoiceSession);
  const state = useSyncExternalStore(session.subscribe, () => session.state);

  useEffect(() => {
    // The page may be kept in the browser's back/forward memory: the microphone must not be.
    const leave = (): void => session.reset();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      session.reset();
    };
  }, [session]);

  return { state, session };
}
