import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { systemClock } from '../../src/kernel/clock.js';
import type { DocumentRow } from '../../src/knowledge/document-register.js';
import { createEmbeddedKnowledge, type EmbeddedKnowledgeOptions } from '../../src/knowledge/embedded/embedded-knowledge.js';
import { createDirectoryFiles } from '../../src/knowledge/files/directory-files.js';
import type { DocumentFiles } from '../../src/knowledge/files/document-files.js';
import type { KnowledgeBase } from '../../src/knowledge/knowledge-base.js';
import { createPdfReader, type PdfReader } from '../../src/knowledge/pdf/pdf-reader.js';
import { createMemoryRegister, type MemoryRegister } from './document-register.js';
import { eventually } from './eventually.js';

/** The embedded knowledge base over a directory of its own and a register in memory. */
export interface KnowledgeBench {
  readonly knowledge: KnowledgeBase;
  readonly register: MemoryRegister;
  readonly reader: PdfReader;
  readonly directory: string;
  /** Everything that is in the directory. */
  files(): readonly string[];
  /** Waits until a document can be found. */
  ready(documentId: string): Promise<DocumentRow | null>;
  /** Another process on the same directory and register, in the place of this one. */
  restarted(): Promise<KnowledgeBench>;
  stop(): Promise<void>;
}

export function knowledgeBench(options: EmbeddedKnowledgeOptions = {}, from: { readonly directory?: string; readonly register?: MemoryRegister; readonly files?: DocumentFiles } = {}): KnowledgeBench {
  const directory = from.directory ?? mkdtempSync(join(tmpdir(), 'voiceter-documents-'));
  const register = from.register ?? createMemoryRegister();
  const reader = createPdfReader({ clock: systemClock });
  const files = from.files ?? createDirectoryFiles({ directory });
  const knowledge = createEmbeddedKnowledge({ clock: systemClock, log: () => undefined, register, files, reader }, options);
  return {
    knowledge,
    register,
    reader,
    directory,
    files: () =>
      readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
        .sort(),
    ready: (documentId) => eventually(() => knowledge.status(documentId), (row) => row?.state === 'ready' || row?.state === 'failed'),
    async restarted() {
      await knowledge.close();
      return knowledgeBench(options, { directory, register });
    },
    async stop() {
      await knowledge.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
