import type { Config } from '../config.js';
import type { Clock } from '../kernel/clock.js';
import { createBedrockKnowledge } from './bedrock/bedrock-knowledge.js';
import { createBedrockService } from './bedrock/bedrock-service.js';
import type { DocumentRegister } from './document-register.js';
import { createEmbeddedKnowledge } from './embedded/embedded-knowledge.js';
import { createDirectoryFiles } from './files/directory-files.js';
import type { DocumentFiles } from './files/document-files.js';
import { createS3Files } from './files/s3-files.js';
import type { KnowledgeBase, KnowledgeLog } from './knowledge-base.js';
import { createPdfReader } from './pdf/pdf-reader.js';

export type KnowledgeSettings = Pick<
  Config,
  | 'KNOWLEDGE'
  | 'KNOWLEDGE_BASE_ID'
  | 'DATA_SOURCE_ID'
  | 'KNOWLEDGE_MIN_SCORE'
  | 'DOCUMENTS'
  | 'DOCUMENTS_DIR'
  | 'DOCUMENTS_S3_BUCKET'
  | 'AWS_REGION'
  | 'AWS_ENDPOINT_URL_S3'
  | 'AWS_ENDPOINT_URL_BEDROCK_AGENT'
  | 'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME'
>;

/** The knowledge base that was chosen; null where it is off. At once: what is stored is taken in beside the work. The caller closes it. */
export function createKnowledge(deps: { readonly clock: Clock; readonly log: KnowledgeLog; readonly register: DocumentRegister }, settings: KnowledgeSettings): KnowledgeBase | null {
  if (settings.KNOWLEDGE === 'off') return null;
  const parts = { ...deps, files: filesFrom(deps, settings), reader: createPdfReader(deps) };
  const { KNOWLEDGE_BASE_ID: knowledgeBaseId, DATA_SOURCE_ID: dataSourceId } = settings;
  if (settings.KNOWLEDGE === 'embedded' || knowledgeBaseId === undefined || dataSourceId === undefined) return createEmbeddedKnowledge(parts);
  const service = createBedrockService(deps, {
    knowledgeBaseId,
    dataSourceId,
    region: settings.AWS_REGION,
    ...(settings.AWS_ENDPOINT_URL_BEDROCK_AGENT === undefined ? {} : { agentEndpoint: settings.AWS_ENDPOINT_URL_BEDROCK_AGENT }),
    ...(settings.AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME === undefined ? {} : { runtimeEndpoint: settings.AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME }),
  });
  return createBedrockKnowledge({ ...parts, service }, { minScore: settings.KNOWLEDGE_MIN_SCORE });
}

function filesFrom(deps: { readonly clock: Clock }, settings: KnowledgeSettings): DocumentFiles {
  const bucket = settings.DOCUMENTS_S3_BUCKET;
  if (settings.DOCUMENTS === 'directory' || bucket === undefined) return createDirectoryFiles({ directory: settings.DOCUMENTS_DIR });
  return createS3Files(deps, { bucket, region: settings.AWS_REGION, ...(settings.AWS_ENDPOINT_URL_S3 === undefined ? {} : { endpoint: settings.AWS_ENDPOINT_URL_S3 }) });
}
