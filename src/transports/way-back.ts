import type { Conversation } from '../conversation/conversation.js';
import type { ClientLink, SampleRateHz } from '../conversation/ports.js';
import { AppError, appErrorFrom } from '../kernel/errors.js';
import { refuse } from '../kernel/result.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Log } from '../telemetry/log.js';

/** The way of one connection back to a session that its client knows by its id: to where it runs, or from its record. */
export interface WayBack {
  /** The session that is read from its record; null: none. */
  readonly coming: string | null;
  /**
   * Goes for it; what became of that is told by the events, at once for a session that runs here.
   *
   * @param owner who asks, where that was verified: as `Sessions.find`
   * @throws AppError `SESSION_NOT_FOUND` for a session of another kind of client, and what `found` throws
   */
  take(sessionId: string, owner?: string): void;
  /** The client does not want it any more, or is gone: nothing is told. */
  leave(): void;
}

export interface WayBackEvents {
  /** `begin` connects it with a link, and throws where that is refused. */
  found(sessionId: string, begin: (link: ClientLink) => Conversation): void;
  failed(error: AppError, sessionId: string): void;
}

/** @param options.inputSampleRateHz at which these clients' audio comes: sessions of others are none of theirs */
export function createWayBack({ sessions, log }: { readonly sessions: Sessions; readonly log: Log }, options: { readonly inputSampleRateHz: SampleRateHz }, events: WayBackEvents): WayBack {
  let coming: string | null = null;
  const ofAnotherKind = (): AppError => new AppError('SESSION_NOT_FOUND', 'a session of another kind of client');

  function errorFrom(thrown: unknown): AppError {
    const error = appErrorFrom(thrown);
    if (error.code === 'INTERNAL_ERROR') log.error('recall_failed', {}, thrown);
    return error;
  }

  async function fromRecord(sessionId: string, owner?: string): Promise<void> {
    const recalled = await sessions.recall(sessionId, owner).catch((thrown: unknown) => refuse(errorFrom(thrown)));
    if (coming !== sessionId) return recalled.ok ? recalled.value.abandon() : undefined;
    coming = null;
    if (!recalled.ok) return events.failed(recalled.error, sessionId);
    const { inputSampleRateHz, begin, abandon } = recalled.value;
    if (inputSampleRateHz !== options.inputSampleRateHz) {
      abandon();
      return events.failed(ofAnotherKind(), sessionId);
    }
    try {
      events.found(sessionId, (link) => {
        const begun = begin(link);
        if (!begun.ok) throw begun.error;
        return begun.value;
      });
    } catch (thrown) {
      events.failed(errorFrom(thrown), sessionId);
    }
  }

  return {
    get coming() {
      return coming;
    },
    take(sessionId, owner) {
      const running = sessions.find(sessionId, owner);
      if (running === null) {
        coming = sessionId;
        return void fromRecord(sessionId, owner);
      }
      if (running.inputSampleRateHz !== options.inputSampleRateHz) throw ofAnotherKind();
      events.found(sessionId, (link) => {
        running.attach(link);
        return running;
      });
    },
    leave() {
      coming = null;
    },
  };
}
