import type { CaptionLine } from './captions.js';
import type { Summary } from './session-state.js';
import type { Strings } from '../strings/en.js';

export interface SummaryPaper {
  readonly questionnaireName: string;
  /** What the agent is called. */
  readonly agent: string;
  /** Otherwise there are no answers to tell of. */
  readonly isInterview: boolean;
  readonly sessionId: string | null;
  readonly summary: Summary;
  readonly lines: readonly CaptionLine[];
}

/** The summary as plain text, for the clipboard and the download. */
export function summaryText({ questionnaireName, agent, isInterview, sessionId, summary, lines }: SummaryPaper, strings: Strings): string {
  const head = [
    questionnaireName,
    ...(sessionId === null ? [] : [`${strings.sessionNumber}: ${sessionId}`]),
    `${strings.status}: ${strings.statuses[summary.completionStatus]}`,
    ...(isInterview ? [`${strings.answered}: ${strings.answeredOf(summary.answeredQuestions, summary.totalQuestions)}`] : []),
    `${strings.duration}: ${durationText(summary.duration, strings)}`,
  ];
  const answers = summary.surveyAnswers.map((one, index) => `${index + 1}. ${one.question}\n   ${one.answer}`);
  const talk = lines.map((line) => `${line.role === 'user' ? strings.you : agent}: ${line.text}`);
  const parts = [head.join('\n')];
  if (isInterview) parts.push([strings.answersTitle, ...(answers.length > 0 ? answers : [strings.noAnswers])].join('\n\n'));
  if (talk.length > 0) parts.push([strings.transcriptTitle, talk.join('\n')].join('\n\n'));
  return `${parts.join('\n\n')}\n`;
}

export function durationText(durationSeconds: number, strings: Strings): string {
  const whole = Math.max(0, Math.round(durationSeconds));
  return strings.durationText(Math.floor(whole / 60), whole % 60);
}
