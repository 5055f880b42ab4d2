import { useEffect, useRef } from 'react';
import type { VoiceSession } from '../client/voice-session.js';
import { useStrings } from '../strings/strings-context.js';

const BARS = 12;

/** The microphone's level as bars. Drawn outside React: sixty times a second is not for it. */
export function LevelMeter({ session, on }: { readonly session: VoiceSession; readonly on: boolean }) {
  const strings = useStrings();
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const meter = ref.current;
    if (meter === null) return;
    let request = 0;
    let shown = -1;
    const draw = (): void => {
      const lit = on ? Math.round(session.level * BARS) : 0;
      if (lit !== shown) {
        shown = lit;
        [...meter.children].forEach((bar, index) => bar.classList.toggle('lit', index < lit));
        meter.setAttribute('aria-valuenow', String(Math.round((lit * 100) / BARS)));
      }
      request = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(request);
  }, [session, on]);

  return (
    <div ref={ref} className="level" role="meter" aria-label={strings.level} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0} data-testid="level">
      {Array.from({ length: BARS }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
