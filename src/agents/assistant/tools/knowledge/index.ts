import type { ToolSetFactory } from '../../tool-set.js';
import { knowledgePhrasesFor } from './knowledge-phrases.js';
import { listDocuments } from './list-documents.js';
import { searchDocuments } from './search-documents.js';
import type { KnowledgeToolDeps } from './tool-deps.js';

const standing = 'What the documents say you know from search_documents only. What is not found there, you do not know: say so, and never guess.';

/** Answers from uploaded documents. */
export const createKnowledgeTools =
  (deps: Pick<KnowledgeToolDeps, 'knowledge' | 'onFault'>): ToolSetFactory =>
  (session) => {
    const tools = { ...deps, session, phrases: knowledgePhrasesFor(session.language) };
    return { tools: [searchDocuments(tools), listDocuments(tools)], standing: () => standing };
  };
