import { AppError } from '../../kernel/errors.js';
import { unreachable } from '../../kernel/result.js';
import type { ResponseInput, Responses } from '../responses.js';
import type { Sessions } from '../sessions.js';
import type { Transcripts } from '../transcripts.js';
import { answerPlace } from './answer-place.js';
import type { Entry } from './entry.js';

/** What became of an entry. */
export type Delivery =
  /** The database has it. `revision`: of an answer, as it stands there. */
  | { readonly kind: 'recorded'; readonly revision: number | null }
  /** It is not wanted any more; `because` is a code for the log. */
  | { readonly kind: 'dropped'; readonly because: 'superseded' | 'erased' | 'exists' | 'not_found' }
  /** The database will never take it: it is kept beside the log, for people. */
  | { readonly kind: 'set_aside'; readonly because: 'too_many_revisions' | 'unwritable' };

/** The tables as the outbox needs them. */
export interface Tables {
  readonly responses: Pick<Responses, 'get' | 'record'>;
  readonly transcripts: Pick<Transcripts, 'appendAgain'>;
  readonly sessions: Pick<Sessions, 'create' | 'update'>;
  readonly erase: (sessionId: string) => Promise<void>;
}

const recorded: Delivery = { kind: 'recorded', revision: null };

/** Writes an entry to its table, however often it was tried before. Rejects when it is worth another try. */
export async function deliver(tables: Tables, entry: Entry): Promise<Delivery> {
  switch (entry.kind) {
    case 'answer':
      return deliverAnswer(tables.responses, entry.answer);
    case 'transcript':
      await tables.transcripts.appendAgain(entry.line);
      return recorded;
    case 'begin': {
      const created = await tables.sessions.create(entry.row);
      return created.ok ? recorded : { kind: 'dropped', because: created.error.code };
    }
    case 'end': {
      const updated = await tables.sessions.update(entry.sessionId, entry.patch);
      return updated.ok ? recorded : { kind: 'dropped', because: updated.error.code };
    }
    case 'erase':
      await tables.erase(entry.sessionId);
      return recorded;
    default:
      return unreachable(entry);
  }
}

async function deliverAnswer(responses: Tables['responses'], answer: ResponseInput): Promise<Delivery> {
  const place = answerPlace(await responses.get(answer.sessionId, answer.questionId), answer);
  if (place.kind === 'there') return { kind: 'recorded', revision: place.revision };
  if (place.kind === 'superseded') return { kind: 'dropped', because: 'superseded' };
  const written = await responses.record({ ...answer, revision: place.revision });
  if (written.ok) return { kind: 'recorded', revision: place.revision };
  if (written.error.code === 'too_many_revisions') return { kind: 'set_aside', because: 'too_many_revisions' };
  throw new AppError('DB_WRITE_FAILED', 'another writer was faster; the answer is compared again');
}
