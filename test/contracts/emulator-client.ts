import {
  BedrockRuntimeClient,
  InvokeModelWithBidirectionalStreamCommand,
  type InvokeModelWithBidirectionalStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttp2Handler } from '@smithy/node-http-handler';
import { z } from 'zod';

/** Any output event: one name over its fields. Written from the guide; none of our client's code takes part. */
const outputEvent = z.object({ event: z.record(z.string(), z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z.string().optional(),
  contentId: z.string().optional(),
  stopReason: z.string().optional(),
  additionalModelFields: z.string().optional(),
  toolName: z.string().optional(),
  toolUseId: z.string().optional(),
  totalTokens: z.number().optional(),
})) });

export interface Seen {
  readonly name: string;
  readonly type: string;
  readonly role: string;
  readonly stage: string;
  readonly content: string;
  readonly contentId: string;
  readonly stopReason: string;
  readonly toolName: string;
  readonly toolUseId: string;
  readonly totalTokens: number;
}

const fakeCredentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-real-secret' };

/** A conversation over the SDK's own client, event by event. */
export interface RawTalk {
  readonly seen: readonly Seen[];
  send(...events: readonly object[]): void;
  /** Ends the input iterator. */
  finish(): void;
  /** Resolves with the first event, seen or to come, from `after` on, that fits; rejects when the stream is over without it. */
  find(fits: (event: Seen) => boolean, after?: number): Promise<Seen>;
  /** Resolves when the SDK's loop is over: with its error, or `null` for a clean end. */
  readonly over: Promise<Error | null>;
  abort(): void;
}

export function openTalk(
  endpoint: string,
  options: { readonly credentials?: { accessKeyId: string; secretAccessKey: string }; readonly modelId?: string } = {},
): RawTalk {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint,
    credentials: options.credentials ?? fakeCredentials,
    disableClockSkewCorrection: true,
    maxAttempts: 1,
    logger: { trace: () => undefined, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    requestHandler: new NodeHttp2Handler({ requestTimeout: 300_000, sessionTimeout: 300_000 }),
  });
  const queue: object[] = [];
  let wake = (): void => undefined;
  let finished = false;
  const controller = new AbortController();
  async function* body(): AsyncGenerator<{ chunk: { bytes: Uint8Array } }> {
    for (;;) {
      const event = queue.shift();
      if (event !== undefined) yield { chunk: { bytes: Buffer.from(JSON.stringify({ event })) } };
      else if (finished) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const finish = (): void => {
    finished = true;
    wake();
  };

  const seen: Seen[] = [];
  let watchers: (() => void)[] = [];
  let done = false;
  const stages = new Map<string, string>();
  const take = (part: InvokeModelWithBidirectionalStreamOutput): void => {
    const text = Buffer.from(part.chunk?.bytes ?? []).toString('utf8');
    const [entry] = Object.entries(outputEvent.parse(JSON.parse(text)).event);
    if (entry === undefined) return;
    const [name, fields] = entry;
    const contentId = fields.contentId ?? '';
    if (fields.additionalModelFields !== undefined) {
      stages.set(contentId, z.object({ generationStage: z.string() }).parse(JSON.parse(fields.additionalModelFields)).generationStage);
    }
    seen.push({
      name,
      contentId,
      type: fields.type ?? '',
      role: fields.role ?? '',
      stage: stages.get(contentId) ?? '',
      content: fields.content ?? '',
      stopReason: fields.stopReason ?? '',
      toolName: fields.toolName ?? '',
      toolUseId: fields.toolUseId ?? '',
      totalTokens: fields.totalTokens ?? 0,
    });
    for (const watcher of watchers) watcher();
  };

  const over = (async (): Promise<Error | null> => {
    try {
      const response = await client.send(
        new InvokeModelWithBidirectionalStreamCommand({ modelId: options.modelId ?? 'amazon.nova-2-sonic-v1:0', body: body() }),
        { abortSignal: controller.signal },
      );
      for await (const part of response.body ?? []) take(part);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      done = true;
      finish();
      for (const watcher of watchers) watcher();
    }
  })();

  return {
    seen,
    over,
    finish,
    abort: () => controller.abort(),
    send(...events) {
      queue.push(...events);
      wake();
    },
    find: (fits, after = 0) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = seen.slice(after).find(fits);
          if (found === undefined && !done) return;
          watchers = watchers.filter((watcher) => watcher !== look);
          if (found !== undefined) resolve(found);
          else void over.then((error) => reject(new Error(`the stream ended before the event came: ${error?.message ?? 'cleanly'}`)));
        };
        watchers.push(look);
        look();
      }),
  };
}

export const promptName = 'prompt-1';
const pcm = { mediaType: 'audio/lpcm', sampleSizeBits: 16, channelCount: 1, encoding: 'base64', audioType: 'SPEECH' };

export const sessionStart = (sensitivity = 'HIGH'): object => ({
  sessionStart: {
    inferenceConfiguration: { maxTokens: 1024, topP: 0.9, temperature: 0.7 },
    turnDetectionConfiguration: { endpointingSensitivity: sensitivity },
  },
});

export interface ToolDeclaration {
  readonly name: string;
  readonly schema: object;
}

export const promptStart = (options: { voiceId?: string; sampleRateHertz?: number; tools?: readonly ToolDeclaration[] } = {}): object => ({
  promptStart: {
    promptName,
    textOutputConfiguration: { mediaType: 'text/plain' },
    audioOutputConfiguration: { ...pcm, sampleRateHertz: options.sampleRateHertz ?? 24000, voiceId: options.voiceId ?? 'matthew' },
    ...(options.tools === undefined
      ? {}
      : {
          toolUseOutputConfiguration: { mediaType: 'application/json' },
          toolConfiguration: {
            tools: options.tools.map(({ name, schema }) => ({
              toolSpec: { name, description: name, inputSchema: { json: JSON.stringify(schema) } },
            })),
          },
        }),
  },
});

export const textStart = (contentName: string, role: string, interactive = false): object => ({
  contentStart: { promptName, contentName, type: 'TEXT', interactive, role, textInputConfiguration: { mediaType: 'text/plain' } },
});
export const textInput = (contentName: string, content: string): object => ({ textInput: { promptName, contentName, content } });
export const contentEnd = (contentName: string): object => ({ contentEnd: { promptName, contentName } });

let blocks = 0;
export function textBlock(role: string, content: string, interactive = false): readonly object[] {
  blocks += 1;
  const contentName = `text-${blocks}`;
  return [textStart(contentName, role, interactive), textInput(contentName, content), contentEnd(contentName)];
}
export const typed = (content: string): readonly object[] => textBlock('USER', content, true);

export const audioName = 'audio-1';
export const audioStart = (sampleRateHertz = 16000): object => ({
  contentStart: {
    promptName,
    contentName: audioName,
    type: 'AUDIO',
    interactive: true,
    role: 'USER',
    audioInputConfiguration: { ...pcm, sampleRateHertz },
  },
});
export const audio = (samples: Int16Array): object => ({
  audioInput: {
    promptName,
    contentName: audioName,
    content: Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64'),
  },
});
/** Samples in frames of 32 ms. */
export function audioFrames(samples: Int16Array, sampleRateHz = 16000): readonly object[] {
  const size = Math.round(sampleRateHz * 0.032);
  const frames: object[] = [];
  for (let at = 0; at < samples.length; at += size) frames.push(audio(samples.subarray(at, at + size)));
  return frames;
}
export const silence = (durationMs: number, sampleRateHz = 16000): Int16Array => new Int16Array((durationMs * sampleRateHz) / 1000);

export function toolResult(toolUseId: string, content: string): readonly object[] {
  blocks += 1;
  const contentName = `tool-${blocks}`;
  return [
    {
      contentStart: {
        promptName,
        contentName,
        interactive: false,
        type: 'TOOL',
        role: 'TOOL',
        toolResultInputConfiguration: { toolUseId, type: 'TEXT', textInputConfiguration: { mediaType: 'text/plain' } },
      },
    },
    { toolResult: { promptName, contentName, content } },
    contentEnd(contentName),
  ];
}

/** Everything up to an open and primed audio container. */
export const opening = (options: Parameters<typeof promptStart>[0] & { sensitivity?: string; inputRateHz?: number } = {}): readonly object[] => [
  sessionStart(options.sensitivity),
  promptStart(options),
  ...textBlock('SYSTEM', 'You are a friendly assistant.'),
  audioStart(options.inputRateHz),
  audio(silence(100, options.inputRateHz)),
];
export const closing = (): readonly object[] => [contentEnd(audioName), { promptEnd: { promptName } }, { sessionEnd: {} }];
