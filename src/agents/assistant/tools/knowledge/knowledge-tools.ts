import type { KnowledgeBase } from '../../../../knowledge/knowledge-base.js';
import type { AssistantSession, ToolSetFactory } from '../../tool-set.js';
import { knowledgePhrasesFor, type KnowledgePhrases } from './knowledge-phrases.js';
import { listDocuments } from './list-documents.js';
import { searchDocuments } from './search-documents.js';

/** What every tool of this set works on. */
export interface KnowledgeToolDeps {
  readonly knowledge: Pick<KnowledgeBase, 'search' | 'list'>;
  readonly phrases: KnowledgePhrases;
  readonly session: AssistantSession;
  /** A store or service did not answer; the participant has been told. */
  readonly onFault: (thrown: unknown) => void;
}

const standing = 'What the documents say you know from search_documents only. What is not found there, you do not know: say so, and never guess.';

/** Answers from uploaded documents. */
export const createKnowledgeTools =
  (deps: Pick<KnowledgeToolDeps, 'knowledge' | 'onFault'>): ToolSetFactory =>
  (session) => {
    const tools = { ...deps, session, phrases: knowledgePhrasesFor(session.language) };
    return { tools: [searchDocuments(tools), listDocuments(tools)], standing: () => standing };
  };
