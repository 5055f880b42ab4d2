import { Readable } from 'node:stream';
import type { BedrockRuntimeClientConfig, InvokeModelWithBidirectionalStreamInput } from '@aws-sdk/client-bedrock-runtime';
import type { Clock } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import { createFrameSigner, type FrameSigner } from './signed-frames.js';

type HandlerProvider = NonNullable<BedrockRuntimeClientConfig['eventStreamPayloadHandlerProvider']>;
type InputPart = InvokeModelWithBidirectionalStreamInput;

/** Frames that may wait for the socket, in bytes: some 15 of audio. The rest waits in the stream's own queue, which is bounded. */
const highWaterMark = 32 * 1024;
const authorization = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request.* Signature=([0-9a-f]{64})$/;

/**
 * Makes the body of a bidirectional request, in place of the SDK's own handler: reads the command's events as they come, and frames
 * and signs them at once. The SDK still does all else: the request and its signature, the connection, the output, the errors.
 */
export function createEventStreamBody(deps: { readonly clock: Clock }): HandlerProvider {
  return (options: unknown) => ({
    async handle(next, args) {
      const request: unknown = args.request;
      if (!isSignedRequest(request)) throw new AppError('INTERNAL_ERROR', 'not an event stream request');
      const input: unknown = args.input;
      if (!hasEvents(input)) throw new AppError('INTERNAL_ERROR', 'a request without events');
      const [, region, service, seed] = authorization.exec(request.headers['authorization'] ?? '') ?? [];
      if (region === undefined || service === undefined || seed === undefined || !hasCredentials(options)) throw new AppError('INTERNAL_ERROR', 'the request is not signed');
      const { secretAccessKey } = await options.credentials();
      const body = bodyOf(input.body, createFrameSigner({ secretAccessKey, region, service, seed }), deps.clock);
      // Never read: its events go through ours.
      request.body.destroy();
      request.body = body;
      try {
        return await next(args);
      } catch (thrown) {
        body.destroy();
        throw thrown;
      }
    },
  });
}

function bodyOf(events: AsyncIterable<InputPart>, signer: FrameSigner, clock: Clock): Readable {
  const iterator = events[Symbol.asyncIterator]();
  return new Readable({
    highWaterMark,
    read() {
      iterator.next().then(
        ({ done, value }) => {
          if (this.destroyed) return;
          if (done !== true) return void this.push(value.chunk?.bytes === undefined ? '' : signer.frame(value.chunk.bytes, clock.wallMs()));
          this.push(signer.lastFrame(clock.wallMs()));
          this.push(null);
        },
        (thrown: unknown) => this.destroy(thrown instanceof Error ? thrown : new Error(String(thrown))),
      );
    },
  });
}

interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  body: Readable;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isSignedRequest = (value: unknown): value is SignedRequest => isObject(value) && 'headers' in value && isObject(value.headers) && 'body' in value && value.body instanceof Readable;
const hasEvents = (value: unknown): value is { readonly body: AsyncIterable<InputPart> } => isObject(value) && 'body' in value && isObject(value.body) && Symbol.asyncIterator in value.body;
/** The SDK gives the client's own configuration, of which its types tell less. */
const hasCredentials = (value: unknown): value is { readonly credentials: () => Promise<{ readonly secretAccessKey: string }> } =>
  isObject(value) && 'credentials' in value && typeof value.credentials === 'function';
