import type { ServerEventName, ServerEvents } from '../../../src/transports/dialects/voiceter/wire.js';

/** A server event without its envelope. */
export type ServerEvent = { [N in ServerEventName]: { readonly name: N; readonly data: ServerEvents[N] } }[ServerEventName];

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'present';

/** The fields that the page relies on. An event without them is not shown to anybody: a page must not break on a newer server. */
const requiredFields: Record<ServerEventName, Readonly<Record<string, Kind>>> = {
  'session:assigned': { sessionId: 'string', reconnected: 'boolean' },
  'session:ready': { questionnaireName: 'string', language: 'string', outputSampleRateHz: 'number' },
  'transcription:user': { text: 'string', isFinal: 'boolean', epoch: 'number', sentence: 'number' },
  'transcription:assistant': { text: 'string', isFinal: 'boolean', epoch: 'number', sentence: 'number' },
  'turn:complete': {},
  'audio:chunk': { audioData: 'present', epoch: 'number' },
  'audio:end': { epoch: 'number' },
  'question:advance': { question: 'object', progress: 'object' },
  'response:recorded': { questionId: 'string', question: 'string', answer: 'string' },
  'response:saving': { questionId: 'string', question: 'string', answer: 'string' },
  'answer:refused': { questionId: 'string', reason: 'string' },
  'audio:interrupt': { epoch: 'number' },
  interruption: {},
  'barge-in': {},
  'session:complete': { completionStatus: 'string', surveyAnswers: 'object' },
  'session:waiting': {},
  'session:parked': {},
  error: { errorCode: 'string', errorMessage: 'string', recoverable: 'boolean' },
};

/** The event of an envelope `{event, sessionId, timestamp, data}`; null where it is not one that this page knows. */
export function serverEventFrom(name: string, envelope: unknown): ServerEvent | null {
  const data = isRecord(envelope) && isRecord(envelope['data']) ? envelope['data'] : null;
  const event = { name, data };
  return isServerEvent(event) ? event : null;
}

/** The number of an event; null for audio, refusals, and servers that do not count. */
export function numberFrom(envelope: unknown): { readonly run: string; readonly seq: number } | null {
  if (!isRecord(envelope)) return null;
  const { run, seq } = envelope;
  return typeof run === 'string' && typeof seq === 'number' ? { run, seq } : null;
}

function isServerEvent(event: { name: string; data: unknown }): event is ServerEvent {
  const { name, data } = event;
  if (!isServerEventName(name) || !isRecord(data)) return false;
  return Object.entries(requiredFields[name]).every(([field, kind]) => {
    const value = data[field];
    if (kind === 'present') return value !== undefined && value !== null;
    return typeof value === kind && value !== null;
  });
}

const isServerEventName = (name: string): name is ServerEventName => Object.hasOwn(requiredFields, name);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
