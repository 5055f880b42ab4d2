import { newId } from '../../kernel/ids.js';
import type { OutputEvent } from '../../models/nova-sonic/wire.js';

/** What is wrong with the events of a stream right now. */
export interface Distortions {
  /** Asked once for each tool call, at its start: true takes the whole block away. */
  missesTool(): boolean;
  readonly doubleEncoded: boolean;
  readonly duplicateTranscripts: boolean;
}

/** Turns each event that the model says into those that leave instead: none, one, or more. Keeps blocks whole. */
export function createDistortion(now: Distortions): (event: OutputEvent) => readonly OutputEvent[] {
  /** Of the TOOL block that is taken away. */
  let missedId: string | null = null;
  /** The USER block that is being said; its three events come in one go. */
  let transcript: { readonly contentId: string; readonly events: OutputEvent[] } | null = null;

  return (event) => {
    if ('contentStart' in event) {
      const { contentId, type, role } = event.contentStart;
      transcript = type === 'TEXT' && role === 'USER' ? { contentId, events: [] } : null;
      missedId = type === 'TOOL' && now.missesTool() ? contentId : null;
    }
    const contentId = contentIdOf(event);
    if (contentId !== null && contentId === missedId) return [];
    if ('toolUse' in event && now.doubleEncoded) {
      return [{ toolUse: { ...event.toolUse, content: JSON.stringify(event.toolUse.content) } }];
    }
    if (transcript === null || contentId !== transcript.contentId) return [event];
    transcript.events.push(event);
    if (!('contentEnd' in event)) return [event];
    const again = newId();
    const copies = transcript.events.map((part) => withContentId(part, again));
    transcript = null;
    return now.duplicateTranscripts ? [event, ...copies] : [event];
  };
}

function contentIdOf(event: OutputEvent): string | null {
  if ('contentStart' in event) return event.contentStart.contentId;
  if ('textOutput' in event) return event.textOutput.contentId;
  if ('toolUse' in event) return event.toolUse.contentId;
  return 'contentEnd' in event ? event.contentEnd.contentId : null;
}

function withContentId(event: OutputEvent, contentId: string): OutputEvent {
  if ('contentStart' in event) return { contentStart: { ...event.contentStart, contentId } };
  if ('textOutput' in event) return { textOutput: { ...event.textOutput, contentId } };
  return 'contentEnd' in event ? { contentEnd: { ...event.contentEnd, contentId } } : event;
}
