import type { VoiceSession } from './voice-session.js';

/** What `window.voiceter` shows to a person with open developer tools, and to tests. Read-only: it controls nothing. */
interface Diagnosis {
  /** The agent's voice as it comes out, see `OutputDiagnosis`; null while there is no conversation. */
  readonly playback: VoiceSession['playback'];
  readonly phase: string;
  readonly sessionId: string | null;
  /** How often the page has come back to the conversation, over another connection. */
  readonly returns: number;
  /** Microphone level, 0 to 1. */
  readonly level: number;
}

/** Returns what takes it away again. */
export function exposeDiagnosis(session: VoiceSession): () => void {
  const diagnosis: Diagnosis = Object.freeze({
    get playback() {
      return session.playback;
    },
    get phase() {
      return session.state.phase;
    },
    get sessionId() {
      return session.state.phase === 'idle' ? null : session.state.call.sessionId;
    },
    get returns() {
      return session.returns;
    },
    get level() {
      return session.level;
    },
  });
  Object.defineProperty(window, 'voiceter', { value: diagnosis, configurable: true, enumerable: true });
  return () => Reflect.deleteProperty(window, 'voiceter');
}
