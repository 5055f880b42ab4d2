import { useEffect, useState, useSyncExternalStore } from 'react';
import { createConnect } from '../client/connection.js';
import { createInterviewMemory } from '../client/interview-memory.js';
import { browserClock } from '../client/page-clock.js';
import { createVoiceSession, type VoiceSession } from '../client/voice-session.js';
import type { SessionState } from '../client/session-state.js';

/** One conversation for the life of a component: its state, and what can be done with it. Closed when the component or the page goes. */
export function useVoiceSession(): { readonly state: SessionState; readonly session: VoiceSession } {
  const [session] = useState(openSession);
  const state = useSyncExternalStore(session.subscribe, () => session.state);

  useEffect(() => {
    // The page may be kept in the browser's back/forward memory: the microphone must not be.
    const leave = (): void => session.leave();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      session.leave();
    };
  }, [session]);

  return { state, session };
}

const openSession = (): VoiceSession =>
  createVoiceSession({
    clock: browserClock,
    connect: createConnect(),
    random: Math.random,
    memory: createInterviewMemory({ storage: () => window.sessionStorage, clock: browserClock }),
  });
