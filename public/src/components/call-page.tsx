import { useMemo, useRef, useState } from 'react';
import { stateWordOf, type SessionState } from '../client/session-state.js';
import type { VoiceSession } from '../client/voice-session.js';
import { useShortcuts } from '../hooks/use-shortcuts.js';
import { skipWordsIn } from '../strings/skip-words.js';
import { useStrings } from '../strings/strings-context.js';
import { AnswerList } from './answer-list.jsx';
import { AssistantCard } from './assistant-card.jsx';
import { CallControls } from './call-controls.jsx';
import { CallNotices } from './call-notices.jsx';
import { Conversation } from './conversation.jsx';
import { HelpDialog } from './help-dialog.jsx';
import { MessageBox } from './message-box.jsx';
import { OutageBanner } from './outage-banner.jsx';
import { ProgressBar } from './progress-bar.jsx';
import { QuestionCard } from './question-card.jsx';
import { StateBadge } from './state-badge.jsx';

export interface CallPageProps {
  readonly state: Extract<SessionState, { phase: 'connecting' | 'live' | 'ending' }>;
  readonly session: VoiceSession;
  readonly title: string;
}

/** The running conversation: what is asked, what is said, and every way to answer. */
export function CallPage({ state, session, title }: CallPageProps) {
  const { call } = state;
  const strings = useStrings();
  const [helpOpen, setHelpOpen] = useState(false);
  const messageRef = useRef<HTMLInputElement>(null);
  const live = state.phase === 'live';
  const micOn = call.microphone.kind === 'on';

  const shortcuts = useMemo(
    () => ({
      m: () => {
        if (micOn) session.setMuted(!call.muted);
      },
      Escape: () => session.silenceAgent(),
      t: () => messageRef.current?.focus(),
      '?': () => setHelpOpen(true),
    }),
    [session, micOn, call.muted],
  );
  useShortcuts(shortcuts);

  const shownId = call.correcting ?? call.question?.questionId;
  const shown = shownId === undefined ? null : (call.asked[shownId] ?? call.question);

  return (
    <div className="call-page">
      <div className="call-head">
        <h1 className="call-title">{title}</h1>
        {call.progress !== null && <ProgressBar progress={call.progress} />}
      </div>
      <OutageBanner outage={call.outage} begun={call.question !== null || call.assistant !== null || session.isReturn} onTry={() => session.tryNow()} />
      <CallNotices call={call} session={session} />
      <div className="call-columns">
        <div className="call-main">
          <StateBadge word={stateWordOf(state)} oneMoment={live && call.waiting && call.link === 'up'} session={session} meterOn={micOn && !call.muted} canSpeak={micOn && !call.muted} />
          {call.assistant !== null ? (
            <AssistantCard name={call.assistant.name} description={call.assistant.description} language={call.language} />
          ) : shown === null ? (
            <div className="panel question-waiting" aria-hidden="true">
              <span />
              <span />
              <span />
            </div>
          ) : (
            <QuestionCard
              key={shown.questionId}
              question={shown}
              correcting={call.correcting !== null}
              submitted={call.submitted === shown.questionId}
              refusal={call.refusal?.questionId === shown.questionId ? call.refusal.reason : null}
              recorded={call.answers.find((one) => one.questionId === shown.questionId && !one.saving)?.answer ?? null}
              disabled={!live}
              onSubmit={(value) => session.submitAnswer(shown.questionId, value)}
              onSkip={() => session.sendText(skipWordsIn(call.language))}
              onBack={() => session.correct(null)}
            />
          )}
          {call.assistant === null && <AnswerList answers={call.answers} asked={call.asked} onChange={live ? (id) => session.correct(id) : null} />}
        </div>
        <div className="call-side panel">
          <Conversation agent={call.assistant === null ? strings.agent : call.assistant.name} captions={call.captions} played={call.played} received={call.received} />
          <MessageBox inputRef={messageRef} disabled={!live} onSend={(text) => session.sendText(text)} />
        </div>
      </div>
      <CallControls call={call} session={session} ending={state.phase === 'ending'} onHelp={() => setHelpOpen(true)} />
      {helpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
    </div>
  );
}
