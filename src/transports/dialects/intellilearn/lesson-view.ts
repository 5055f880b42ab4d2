import { flacSilence } from '../../../audio/flac-silence.js';
import type { Query } from '../../dialect.js';
import type { ServerFrame } from './wire.js';

/**
 * The lesson page of the source has two faults of its own, which none can mend but its server, and which it says by its address that it has
 * (`?client=lesson-view`): it records its student only if a session was ready before one was begun; and beside playing each piece it
 * queues it, and plays the first of the queue again and again. So it is told early that its next session is ready, and the first
 * of its queue is silence that does not end.
 */
export interface LessonView {
  /** What it is told when its next session can begin; null for other clients, as below. */
  invitation(sessionId: string): ServerFrame | null;
  /** The first piece of a session that begins, base64. Each is of another length: the page does not notice the same one twice. */
  firstPiece(): string | null;
}

const silenceSeconds = 3600;

export function createLessonView(query: Query): LessonView {
  const isLessonView = query['client'] === 'lesson-view';
  let begun = 0;
  return {
    invitation: (sessionId) => (isLessonView ? { type: 'nova_session_ready', sessionId, message: 'A session can begin.' } : null),
    firstPiece() {
      if (!isLessonView) return null;
      begun += 1;
      return flacSilence(silenceSeconds + 60 * (begun % 60)).toString('base64');
    },
  };
}
