import { assistantNotice } from '../../../agents/assistant/notices.js';
import { interviewNotice, type InterviewNotice } from '../../../agents/interviewer/notices.js';
import type { AgentNotice, ClientMessage } from '../../../conversation/ports.js';
import { AppError, publicErrorFrom } from '../../../kernel/errors.js';
import { unreachable } from '../../../kernel/result.js';
import type { ServerEventName, ServerEvents, Transcription } from './wire.js';

/** One event on its way to the client, before its envelope. */
export type ServerEvent = { [N in ServerEventName]: { readonly event: N; readonly data: ServerEvents[N] } }[ServerEventName];

export interface EncodeContext {
  readonly voiceId: string;
  readonly outputSampleRateHz: 8000 | 16000 | 24000;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** What a message of the conversation is on this wire: none, one or several events, in order. */
export function encode(message: ClientMessage, context: EncodeContext): readonly ServerEvent[] {
  switch (message.type) {
    case 'ready':
      return readyEvents(message.introduction, message.hearsWords, context);
    case 'userText':
      return [turnComplete, { event: 'transcription:user', data: transcription('user', message.text, true, message.epoch, 0) }];
    case 'agentText':
      return [
        {
          event: 'transcription:assistant',
          data: transcription('assistant', message.text, message.stage === 'spoken', message.epoch, message.sentence),
        },
      ];
    case 'audioEnded':
      return [{ event: 'audio:end', data: { epoch: message.epoch } }];
    case 'interrupted':
      return [
        { event: 'audio:interrupt', data: { epoch: message.epoch } },
        { event: 'interruption', data: {} },
        { event: 'barge-in', data: { timestamp: context.timestamp, message: 'The participant interrupted.' } },
      ];
    case 'notice':
      return noticeEvents(message.notice);
    // The page shows what came of a call, by notices.
    case 'toolCalled':
    case 'toolReturned':
      return [];
    case 'oneMoment':
      return [{ event: 'session:waiting', data: {} }];
    case 'fault':
      return [{ event: 'error', data: publicErrorFrom(message.error) }];
    case 'ended': {
      const { status } = message.outcome;
      if (status === 'parked') {
        return [
          { event: 'session:parked', data: {} },
          { event: 'error', data: publicErrorFrom(new AppError('SERVER_STOPPING', 'the conversation is parked')) },
        ];
      }
      const summary = understood(message.summary);
      const { totalQuestions, answeredQuestions, answers, pendingAnswers } = summary?.kind === 'summary' ? summary.data : noQuestions;
      return [
        turnComplete,
        {
          event: 'session:complete',
          data: {
            completionStatus: status,
            totalQuestions,
            answeredQuestions,
            duration: Math.round(message.durationMs / 1000),
            surveyAnswers: answers,
            pendingAnswers,
          },
        },
      ];
    }
    default:
      return unreachable(message);
  }
}

const turnComplete = { event: 'turn:complete', data: { role: 'assistant' } } as const;

/** With an assistant. */
const noQuestions = { totalQuestions: 0, answeredQuestions: 0, answers: [], pendingAnswers: 0 } as const;

const transcription = (role: 'user' | 'assistant', text: string, isFinal: boolean, epoch: number, sentence: number): Transcription => ({
  transcript: text,
  text,
  isFinal,
  role,
  epoch,
  sentence,
});

/** A notice of an agent that this dialect has words for; others are not for its clients. */
function understood(notice: AgentNotice): InterviewNotice | null {
  const parsed = interviewNotice.safeParse(notice);
  return parsed.success ? parsed.data : null;
}

function readyEvents(introduction: AgentNotice, hearsWords: boolean, context: EncodeContext): readonly ServerEvent[] {
  const { voiceId, outputSampleRateHz } = context;
  const line = { voiceId, outputSampleRateHz, hearing: hearsWords ? 'speech' : 'none' } as const;
  const interview = understood(introduction);
  if (interview?.kind === 'interview') {
    const { questionnaireName, language, estimatedDurationMinutes, question, progress } = interview.data;
    return [
      { event: 'session:ready', data: { questionnaireName, estimatedDuration: estimatedDurationMinutes, firstQuestion: question, language, ...line } },
      { event: 'question:advance', data: { question, progress } },
    ];
  }
  const assistant = assistantNotice.safeParse(introduction);
  if (!assistant.success || assistant.data.kind !== 'assistant') return [];
  const { personaId, name, description, language } = assistant.data.data;
  return [{ event: 'session:ready', data: { questionnaireName: name, estimatedDuration: 0, language, assistant: { personaId, name, description }, ...line } }];
}

function noticeEvents(notice: AgentNotice): readonly ServerEvent[] {
  const known = understood(notice);
  switch (known?.kind) {
    case 'question':
      return [{ event: 'question:advance', data: known.data }];
    case 'recorded': {
      const { questionId, question, answer, revision } = known.data;
      return [{ event: 'response:recorded', data: { qid: questionId, questionId, question, answer, revision } }];
    }
    case 'saving':
      return [{ event: 'response:saving', data: known.data }];
    case 'refused':
      return [{ event: 'answer:refused', data: known.data }];
    case 'interview':
    case 'summary':
    case undefined:
      return [];
    default:
      return unreachable(known);
  }
}
