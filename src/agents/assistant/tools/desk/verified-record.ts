import { refuse, ok, type Result } from '../../../../kernel/result.js';
import type { DeskWords } from './desk-words.js';
import type { IdentityCheck, IdentityClaim, Owner } from './identity.js';
import { idFromSpoken } from './spoken-id.js';

/** What is said of a record that is not shown. */
export interface RecordPhrases {
  readonly missingId: string;
  readonly noIdentity: string;
  readonly notFound: (id: string) => string;
}

interface Conversation {
  readonly check: IdentityCheck;
  readonly language: string;
  readonly words: DeskWords;
  readonly phrases: RecordPhrases;
}

interface Records<R> {
  get(id: string): Promise<R | null>;
  ownerOf(record: R): Owner;
}

/** The record, when who asks is really its owner; else what to say. Of a record that is somebody else's nothing is told. */
export async function verifiedRecord<R>({ check, language, words, phrases }: Conversation, given: { readonly id: string | number | undefined } & IdentityClaim, records: Records<R>): Promise<Result<R, string>> {
  const id = idFromSpoken(given.id, language);
  if (id === null) return refuse(phrases.missingId);
  if (check.isLocked) return refuse(words.tooManyChecks);
  if (given.name === undefined && given.dni === undefined) return refuse(phrases.noIdentity);
  const record = await records.get(id);
  if (record === null) return refuse(phrases.notFound(id));
  switch (check.verify(given, records.ownerOf(record))) {
    case 'verified':
      return ok(record);
    case 'mismatch':
      return refuse(check.isLocked ? words.tooManyChecks : words.notVerified);
    case 'incomplete':
      return refuse(phrases.noIdentity);
    case 'locked':
      return refuse(words.tooManyChecks);
  }
}
