import type { WireProgress } from '../../../src/transports/dialects/voiceter/wire.js';
import { useStrings } from '../strings/strings-context.js';

/** How far the interview is. The total is an estimate: the path may shrink or grow. */
export function ProgressBar({ progress }: { readonly progress: WireProgress }) {
  const strings = useStrings();
  const percentage = Math.max(0, Math.min(100, Math.round(progress.percentage)));
  return (
    <div className="progress">
      <span className="progress-text" id="progress-text">
        {strings.questionOf(progress.current, progress.total)}
      </span>
      <progress data-testid="progress" max={100} value={percentage} aria-labelledby="progress-text">
        {percentage} %
      </progress>
    </div>
  );
}
