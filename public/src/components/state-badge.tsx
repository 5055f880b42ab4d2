import type { StateWord } from '../client/session-state.js';
import type { VoiceSession } from '../client/voice-session.js';
import { useStrings } from '../strings/strings-context.js';
import { LevelMeter } from './level-meter.jsx';

export interface StateBadgeProps {
  readonly word: StateWord;
  /** The server has asked for a moment of patience. */
  readonly oneMoment: boolean;
  readonly session: VoiceSession;
  readonly meterOn: boolean;
  /** There is somebody to interrupt the agent by voice. */
  readonly canSpeak: boolean;
}

/** One word for what is going on, a hint what to do, and the microphone's level. */
export function StateBadge({ word, oneMoment, session, meterOn, canSpeak }: StateBadgeProps) {
  const strings = useStrings();
  return (
    <div className={`state state-${word}`}>
      <span className="orb" aria-hidden="true">
        <span className="orb-core" />
      </span>
      <div className="state-words">
        <span className="state-word" role="status" data-testid="state" data-state={word}>
          {strings.states[word]}
        </span>
        <span className="state-hint" data-testid="state-hint">
          <span role="status" data-testid="one-moment">
            {oneMoment ? strings.oneMoment : ''}
          </span>
          {!oneMoment && (word === 'speaking' && !canSpeak ? strings.speakingHintWithoutMicrophone : strings.stateHints[word])}
        </span>
      </div>
      <LevelMeter session={session} on={meterOn} />
    </div>
  );
}
