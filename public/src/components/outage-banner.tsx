import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { browserClock } from '../client/page-clock.js';
import type { Outage } from '../client/link-keeper.js';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface OutageBannerProps {
  /** Null while the page is connected. */
  readonly outage: Outage | null;
  /** There is a conversation to come back to. */
  readonly begun: boolean;
  readonly onTry: () => void;
}

/** A hiccup that is shorter is not worth a word. */
const SHOWN_AFTER_MS = 400;

/** The way back to the server: that it is under way, when the next try is, and a button for the impatient. */
export function OutageBanner({ outage, begun, onTry }: OutageBannerProps) {
  const strings = useStrings();
  const isOut = outage !== null;
  const [shown, setShown] = useState(false);

  useEffect(() => {
    if (!isOut) return setShown(false);
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isOut]);

  const visible = shown && outage !== null;
  return (
    <div className="outage">
      {/* It stands there before it says something: only then do screen readers speak it. The countdown is for the eye. */}
      <div role="status" className={visible ? 'notice notice-warn' : ''} data-testid={visible ? 'banner' : undefined}>
        {visible && (
          <>
            <Icon name="link" />
            <p>
              {begun ? strings.reconnecting : strings.connectingAgain}
              <Countdown outage={outage} />
            </p>
            <TryButton onTry={onTry} />
          </>
        )}
      </div>
    </div>
  );
}

/** It vanishes when the link is back; who stood on it is put before the question, not at the top of the page. */
function TryButton({ onTry }: { readonly onTry: () => void }) {
  const strings = useStrings();
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = ref.current;
    return () => {
      if (document.activeElement === button) (document.getElementById('question-heading') ?? document.getElementById('content'))?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <button ref={ref} type="button" className="button button-small" data-testid="try-now" onClick={onTry}>
      {strings.tryNow}
    </button>
  );
}

/** Which try this is, or when it will be. */
function Countdown({ outage: { tries, nextTryAtMs } }: { readonly outage: Outage }) {
  const strings = useStrings();
  const [nowMs, setNowMs] = useState(() => browserClock.nowMs());
  useEffect(() => {
    setNowMs(browserClock.nowMs());
    const timer = setInterval(() => setNowMs(browserClock.nowMs()), 250);
    return () => clearInterval(timer);
  }, [nextTryAtMs]);
  const seconds = nextTryAtMs === null ? 0 : Math.ceil((nextTryAtMs - nowMs) / 1000);
  // Whole seconds only: shorter waits are over before they are read.
  return (
    <span className="outage-try" aria-hidden="true">
      {strings.tryNumber(tries)}
      {seconds > 1 && `, ${strings.nextTryIn(seconds)}`}
    </span>
  );
}
