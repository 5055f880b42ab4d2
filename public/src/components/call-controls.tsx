import type { Call } from '../client/session-state.js';
import type { VoiceSession } from '../client/voice-session.js';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface CallControlsProps {
  readonly call: Call;
  readonly session: VoiceSession;
  readonly ending: boolean;
  readonly onHelp: () => void;
}

/** Mute, end, help. */
export function CallControls({ call, session, ending, onHelp }: CallControlsProps) {
  const strings = useStrings();
  const micOn = call.microphone.kind === 'on';
  return (
    <div className="controls" role="toolbar" aria-label={strings.conversation}>
      <button
        type="button"
        className={call.muted ? 'button button-muted' : 'button'}
        data-testid="mute"
        aria-pressed={call.muted}
        disabled={!micOn || ending}
        onClick={() => session.setMuted(!call.muted)}
      >
        <Icon name={call.muted || !micOn ? 'microphone-off' : 'microphone'} />
        {call.muted ? strings.unmute : strings.mute}
      </button>
      <button type="button" className="button button-end" data-testid="end" disabled={ending} onClick={() => session.end()}>
        <Icon name="end" />
        {strings.end}
      </button>
      <button type="button" className="icon-button help-button" aria-label={strings.help} onClick={onHelp}>
        <Icon name="help" />
      </button>
    </div>
  );
}
