import { z } from 'zod';
import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok } from '../../../../kernel/result.js';
import type { KnowledgeToolDeps } from './tool-deps.js';

/** More would be neither read out nor remembered. */
const maxListed = 20;

export const listDocuments = ({ knowledge, phrases, onFault }: KnowledgeToolDeps): Tool =>
  defineTool({
    name: 'list_documents',
    description: 'Lists the uploaded documents: name, pages, language, and whether they can be searched yet. Call it when the participant asks what there is.',
    input: z.object({}),
    async run() {
      try {
        const rows = await knowledge.list();
        if (rows.length === 0) return ok({ count: 0, documents: [], say: phrases.noDocuments });
        return ok({ count: rows.length, documents: rows.slice(0, maxListed).map(({ name, pages, language, state }) => ({ name, pages, language, searchable: state === 'ready' })) });
      } catch (thrown) {
        onFault(thrown);
        return ok({ count: 0, documents: [], say: phrases.unavailable });
      }
    },
  });
