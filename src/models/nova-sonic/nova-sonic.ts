import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttp2Handler } from '@smithy/node-http-handler';
import type { Clock } from '../../kernel/clock.js';
import type { VoiceModel } from '../../conversation/ports.js';
import { createEventStreamBody } from './event-stream-body.js';
import type { InferenceOptions } from './input-writer.js';
import { openNovaStream } from './nova-stream.js';

export interface NovaSonicOptions {
  readonly modelId: string;
  readonly region: string;
  /** Another address than Bedrock's: the emulator. */
  readonly endpoint?: string;
  /** Default: the SDK's own chain. */
  readonly credentials?: NonNullable<BedrockRuntimeClientConfig['credentials']>;
  readonly inference: InferenceOptions;
  readonly hearsWords: boolean;
}

/** Amazon Nova 2 Sonic as a voice model. */
export interface NovaSonic extends VoiceModel {
  /** Lets go of the SDK's client. Streams are closed by their owners: the client's own `destroy` does not reach them. */
  close(): void;
}

const nothing = (): void => undefined;
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

export function createNovaSonic(deps: { readonly clock: Clock }, options: NovaSonicOptions): NovaSonic {
  const client = new BedrockRuntimeClient({
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    // Bedrock refuses API keys for this operation, and the SDK would prefer one that it finds in the environment.
    authSchemePreference: ['aws.auth#sigv4'],
    // The first event may come late without any clock being wrong; the SDK would date all later signatures back.
    disableClockSkewCorrection: true,
    // Idle limits, not deadlines: real deadlines are in nova-stream.ts. A live stream gets audio ten times a second, so neither comes
    // to it. Node revives the timer of a stream that has ended, which keeps the stream, and all that hangs on it, for so long.
    requestHandler: new NodeHttp2Handler({ requestTimeout: 30_000, sessionTimeout: 600_000 }),
    maxAttempts: 1,
    eventStreamPayloadHandlerProvider: createEventStreamBody({ clock: deps.clock }),
    // The SDK would tell the console about each failed stream; the one who opened it hears of it through its events.
    logger: silent,
  });
  const streamOptions = {
    modelId: options.modelId,
    inference: options.inference,
    firstEventMs: 5_000,
    closeMs: 3_000,
  };
  return {
    hearsWords: options.hearsWords,
    open: (request, onEvent) => openNovaStream({ clock: deps.clock, client }, streamOptions, request, onEvent),
    close: () => client.destroy(),
  };
}
