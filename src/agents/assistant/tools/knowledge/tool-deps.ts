import type { KnowledgeBase } from '../../../../knowledge/knowledge-base.js';
import type { AssistantSession } from '../../tool-set.js';
import type { KnowledgePhrases } from './knowledge-phrases.js';

/** What every tool of this set works on. */
export interface KnowledgeToolDeps {
  readonly knowledge: Pick<KnowledgeBase, 'search' | 'list'>;
  readonly phrases: KnowledgePhrases;
  readonly session: AssistantSession;
  /** A store or service did not answer; the participant has been told. */
  readonly onFault: (thrown: unknown) => void;
}
