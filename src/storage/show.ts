import type { ResponseRow } from './responses.js';
import type { SessionRow } from './sessions.js';
import type { TranscriptRow } from './transcripts.js';

/** Everything that is stored of one session. */
export interface SessionRecord {
  readonly session: SessionRow;
  readonly responses: readonly ResponseRow[];
  readonly transcript: readonly TranscriptRow[];
}

/** One session, readable in a terminal: facts, answers with their corrections, transcript. */
export function textFromRecord({ session, responses, transcript }: SessionRecord): string {
  const start = Date.parse(session.startTime);
  return [
    `Session ${session.sessionId}`,
    ...factsOf(session).map(([name, value]) => `  ${name.padEnd(14)}${value}`),
    '',
    `Answers (${responses.length})`,
    ...(responses.length === 0 ? ['  none'] : responses.flatMap(linesFromResponse)),
    '',
    `Transcript (${transcript.length})`,
    ...(transcript.length === 0 ? ['  none'] : transcript.map((entry) => lineFromEntry(entry, start))),
    '',
  ].join('\n');
}

/** One line a session. */
export function textFromSessions(sessions: readonly SessionRow[]): string {
  if (sessions.length === 0) return 'No sessions yet.\n';
  const rows = [['SESSION', 'STARTED', 'STATUS', 'DISPOSITION', 'QUESTIONNAIRE'], ...sessions.map((row) => [row.sessionId, row.startTime, row.status, row.disposition ?? '-', row.questionnaireId])];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return `${rows.map((row) => row.map((cell, column) => printable(cell).padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')}\n`;
}

function factsOf(session: SessionRow): readonly (readonly [string, string])[] {
  const { usage, consent, recording } = session;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['questionnaire', `${session.questionnaireId} ${session.questionnaireVersion} (${session.questionnaireHash.slice(0, 12)})`],
    ['agent', session.agent],
    ['voice', `${session.voiceId}, ${session.language}`],
    ['participant', session.userId],
    ['consent', consent === undefined ? undefined : `${consent.version}, ${consent.agreedAt}`],
    ['started', session.startTime],
    ['ended', session.endTime === undefined ? undefined : `${session.endTime} (${seconds(session)} s)`],
    ['status', session.disposition === undefined ? session.status : `${session.status} (${session.disposition})`],
    ['recording', recording === undefined ? undefined : 'missing' in recording ? `missing (${recording.missing})` : `${recording.key} (${Math.round(recording.durationMs / 1000)} s${recording.incomplete === true ? ', incomplete' : ''})`],
    ['model streams', String(session.streams)],
    ['tokens', usage === undefined ? undefined : `${usage.totalTokens} (in ${usage.inputTokens}, out ${usage.outputTokens})`],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)] as const]));
}

const seconds = (session: SessionRow): number => Math.round((Date.parse(session.endTime ?? session.startTime) - Date.parse(session.startTime)) / 1000);

function linesFromResponse(row: ResponseRow): readonly string[] {
  const notes = [row.via, row.sentiment, row.provisional ? 'provisional' : undefined, row.revision > 1 ? `revision ${row.revision}` : undefined];
  const earlier = row.revisions.slice(0, -1).map((revision) => revision.label);
  return [
    `  ${printable(row.questionId).padEnd(8)}${printable(row.label)}   [${notes.filter((note) => note !== undefined).join(', ')}]`,
    `          asked: ${printable(row.questionText)}`,
    ...(row.heard === '' ? [] : [`          heard: ${printable(row.heard)}`]),
    ...(earlier.length === 0 ? [] : [`          before: ${printable(earlier.join(' > '))}`]),
  ];
}

function lineFromEntry(entry: TranscriptRow, startMs: number): string {
  const who = entry.role === 'user' ? 'participant' : 'agent';
  const at = ((entry.timestamp - startMs) / 1000).toFixed(1).padStart(7);
  return `  ${at} s  ${who.padEnd(12)}${entry.stage.padEnd(8)} ${printable(entry.content)}`;
}

/** Stored words are data: what would steer a terminal is dropped. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
