import { useEffect, useRef } from 'react';
import { heardParts, type Captions } from '../client/captions.js';
import type { Call } from '../client/session-state.js';
import { useStrings } from '../strings/strings-context.js';

export interface ConversationProps {
  /** What the agent is called. */
  readonly agent: string;
  readonly captions: Captions;
  readonly played: Call['played'];
  readonly received: Call['received'];
}

/** Closer to the end than this, the list follows what is new; further up, somebody is reading. */
const FOLLOW_PX = 80;

/** What was said, in final words (a log for screen readers); under it what is being said, for the eye only. */
export function Conversation({ agent, captions, played, received }: ConversationProps) {
  const strings = useStrings();
  const { lines, planned, partial } = captions;
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);

  useEffect(() => {
    const box = scroller.current;
    if (box !== null && following.current) box.scrollTop = box.scrollHeight;
  }, [lines, planned, partial]);

  // Notices above come and go, and the keyboard of a phone: what is new stays in sight.
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const observer = new ResizeObserver(() => {
      if (following.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const parts =
    planned === null
      ? []
      : heardParts(
          planned.sentences,
          played.epoch === planned.epoch ? played.samples : played.epoch > planned.epoch ? Infinity : 0,
          received.epoch === planned.epoch ? received.samples : 0,
        );

  return (
    <section className="conversation" aria-labelledby="conversation-title">
      <h2 id="conversation-title">{strings.conversation}</h2>
      <div
        ref={scroller}
        className="conversation-scroll"
        tabIndex={0}
        role="group"
        aria-labelledby="conversation-title"
        onScroll={(event) => {
          const box = event.currentTarget;
          following.current = box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOW_PX;
        }}
      >
        {lines.length === 0 && planned === null && partial === '' && <p className="quiet">{strings.conversationEmpty}</p>}
        <div role="log" aria-live="polite" aria-relevant="additions" aria-labelledby="conversation-title" data-testid="log">
          {lines.map((line) => (
            <p key={line.key} className={`line line-${line.role}`}>
              <span className="line-who">{line.role === 'user' ? strings.you : agent}</span>
              <span className="line-text">{line.text}</span>
            </p>
          ))}
        </div>
        {partial !== '' && (
          <p className="line line-user line-partial" aria-hidden="true">
            <span className="line-who">{strings.you}</span>
            <span className="line-text">{partial}</span>
          </p>
        )}
        <p className="line line-assistant line-planned" aria-hidden="true" data-testid="planned" hidden={planned === null}>
          {planned !== null && (
            <>
              <span className="line-who">{agent}</span>
              <span className="line-text">
                {parts.map((part, index) => (
                  <span key={planned.sentences[index]?.sentence ?? index}>
                    <span className="heard">{part.heard}</span>
                    {planned.interrupted ? <s>{part.ahead}</s> : <span className="ahead">{part.ahead}</span>}{' '}
                  </span>
                ))}
              </span>
            </>
          )}
        </p>
      </div>
    </section>
  );
}
