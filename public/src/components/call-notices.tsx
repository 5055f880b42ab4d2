import type { Call, OffReason } from '../client/session-state.js';
import type { VoiceSession } from '../client/voice-session.js';
import { faultText } from '../strings/fault-text.js';
import { useStrings } from '../strings/strings-context.js';
import { Notice } from './notice.jsx';

export interface CallNoticesProps {
  readonly call: Call;
  readonly session: VoiceSession;
}

/** There a second try is of no use. */
const WITHOUT_RETRY: ReadonlySet<OffReason> = new Set(['insecure', 'unsupported']);

/** Everything that stands in the way, each with its next step. */
export function CallNotices({ call, session }: CallNoticesProps) {
  const strings = useStrings();
  const { microphone, fault } = call;
  return (
    <div className="notices">
      {fault !== null && (
        <Notice kind="bad" icon="warning" testId="error" action={{ label: strings.dismiss, run: () => session.dismissFault() }}>
          {faultText(fault, strings)}
        </Notice>
      )}
      {call.sound === 'none' && (
        <Notice kind="info" icon="sound">
          {strings.soundNone}
        </Notice>
      )}
      {call.sound === 'paused' && (
        <Notice kind="warn" icon="sound" action={{ label: strings.playSound, run: () => session.resumeSound() }}>
          {strings.soundPaused}
        </Notice>
      )}
      {microphone.kind === 'asking' && (
        <Notice kind="info" icon="microphone" action={{ label: strings.goOnWithout, run: () => session.declineMicrophone() }}>
          {strings.microphoneAsking}
        </Notice>
      )}
      {microphone.kind === 'off' && (
        <Notice
          kind="info"
          icon="microphone-off"
          testId="listen-only"
          title={strings.offTitle}
          {...(WITHOUT_RETRY.has(microphone.reason)
            ? {}
            : { action: { label: strings.tryMicrophone, run: () => session.retryMicrophone() } })}
        >
          {strings.off[microphone.reason]}
        </Notice>
      )}
      {call.silentDevice && (
        <Notice kind="warn" icon="microphone-off" testId="silent-device">
          {strings.silentDevice}
        </Notice>
      )}
      {call.hearing === 'none' && microphone.kind === 'on' && (
        <Notice kind="info" icon="keyboard" testId="hearing">
          {call.browserHears ? strings.browserHears : strings.noWords}
        </Notice>
      )}
    </div>
  );
}
