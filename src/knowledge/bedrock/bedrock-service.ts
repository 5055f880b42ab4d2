import { BedrockAgentClient, GetIngestionJobCommand, StartIngestionJobCommand } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clock } from '../../kernel/clock.js';
import { nameOf, runRequest } from '../service-fault.js';

export interface BedrockServiceOptions {
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
  readonly region: string;
  /** Other addresses than Bedrock's. */
  readonly agentEndpoint?: string;
  readonly runtimeEndpoint?: string;
  /** Absent: the SDK's provider chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface IngestionJob {
  readonly state: 'running' | 'complete' | 'failed';
  /** What Bedrock says about documents that it could not take in, or about the whole job. */
  readonly failures: readonly string[];
}

export interface RetrievedText {
  readonly text: string;
  /** `s3://bucket/key`; empty: not known. */
  readonly uri: string;
  /** From 1; null: not known. */
  readonly page: number | null;
  readonly score: number;
}

/** What of Bedrock's knowledge bases is used. Rejects with an `AppError` of a `DB_` code. */
export interface BedrockService {
  /** Gives the job's id; null: another one runs for this data source. The same token twice starts one job. */
  startIngestion(clientToken: string): Promise<string | null>;
  ingestion(jobId: string): Promise<IngestionJob>;
  retrieve(query: string, limit: number): Promise<readonly RetrievedText[]>;
  close(): void;
}

const connectTimeoutMs = 3000;
const agentTimeoutMs = 10_000;
/** A tool has 3 s in all. */
const retrieveTimeoutMs = 2500;
/** Bedrock's limit for a question. */
const maxQueryLength = 1000;
const pageField = 'x-amz-bedrock-kb-document-page-number';

export function createBedrockService(deps: { readonly clock: Clock }, options: BedrockServiceOptions): BedrockService {
  const { knowledgeBaseId, dataSourceId } = options;
  const common = { region: options.region, maxAttempts: 3, ...(options.credentials === undefined ? {} : { credentials: options.credentials }) };
  const handler = (): NodeHttpHandler => new NodeHttpHandler({ connectionTimeout: connectTimeoutMs });
  const agent = new BedrockAgentClient({ ...common, requestHandler: handler(), ...(options.agentEndpoint === undefined ? {} : { endpoint: options.agentEndpoint }) });
  const runtime = new BedrockAgentRuntimeClient({ ...common, requestHandler: handler(), ...(options.runtimeEndpoint === undefined ? {} : { endpoint: options.runtimeEndpoint }) });

  return {
    startIngestion: (clientToken) =>
      runRequest(deps, 'start an ingestion job', { code: 'DB_WRITE_FAILED', timeoutMs: agentTimeoutMs }, async (abortSignal) => {
        try {
          const { ingestionJob } = await agent.send(new StartIngestionJobCommand({ knowledgeBaseId, dataSourceId, clientToken }), { abortSignal });
          return ingestionJob?.ingestionJobId ?? null;
        } catch (thrown) {
          if (nameOf(thrown) === 'ConflictException') return null;
          throw thrown;
        }
      }),
    ingestion: (ingestionJobId) =>
      runRequest(deps, 'look at an ingestion job', { code: 'DB_READ_FAILED', timeoutMs: agentTimeoutMs }, async (abortSignal) => {
        const { ingestionJob } = await agent.send(new GetIngestionJobCommand({ knowledgeBaseId, dataSourceId, ingestionJobId }), { abortSignal });
        const failures = ingestionJob?.failureReasons ?? [];
        switch (ingestionJob?.status) {
          case 'COMPLETE':
            return { state: 'complete', failures };
          case 'FAILED':
          case 'STOPPED':
            return { state: 'failed', failures };
          default:
            return { state: 'running', failures };
        }
      }),
    retrieve: (query, limit) =>
      runRequest(deps, 'search the knowledge base', { code: 'DB_READ_FAILED', timeoutMs: retrieveTimeoutMs }, async (abortSignal) => {
        const { retrievalResults = [] } = await runtime.send(
          new RetrieveCommand({
            knowledgeBaseId,
            retrievalQuery: { text: query.slice(0, maxQueryLength) },
            retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: limit } },
          }),
          { abortSignal },
        );
        return retrievalResults.flatMap(({ content, location, metadata, score }) => {
          const page = Number(metadata?.[pageField]);
          return content?.text === undefined ? [] : [{ text: content.text, uri: location?.s3Location?.uri ?? '', page: Number.isInteger(page) && page > 0 ? page : null, score: score ?? 0 }];
        });
      }),
    close() {
      agent.destroy();
      runtime.destroy();
    },
  };
}
