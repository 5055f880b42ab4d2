/**
 * The event vocabulary of Amazon Nova 2 Sonic: types and literals, no behaviour. Each event travels as UTF-8 JSON
 * `{"event":{"<name>":{…}}}` in `chunk.bytes` of `InvokeModelWithBidirectionalStream`.
 * Source: Nova 2 user guide, "Input events" and "Output events".
 */

export const novaModelId = 'amazon.nova-2-sonic-v1:0';

/** PCM s16le mono; input and output rates are independent of each other. */
export type SampleRateHz = 8000 | 16000 | 24000;

/** Pause before the model takes its turn: HIGH 1.5 s, MEDIUM 1.75 s, LOW about 2 s. */
export type EndpointingSensitivity = 'HIGH' | 'MEDIUM' | 'LOW';

/** The sixteen voices. Tiffany and Matthew speak every language of the model. */
export const novaVoices = [
  { id: 'tiffany', language: 'en-US', gender: 'feminine', polyglot: true },
  { id: 'matthew', language: 'en-US', gender: 'masculine', polyglot: true },
  { id: 'amy', language: 'en-GB', gender: 'feminine', polyglot: false },
  { id: 'olivia', language: 'en-AU', gender: 'feminine', polyglot: false },
  { id: 'kiara', language: 'en-IN', gender: 'feminine', polyglot: false },
  { id: 'arjun', language: 'en-IN', gender: 'masculine', polyglot: false },
  { id: 'ambre', language: 'fr-FR', gender: 'feminine', polyglot: false },
  { id: 'florian', language: 'fr-FR', gender: 'masculine', polyglot: false },
  { id: 'beatrice', language: 'it-IT', gender: 'feminine', polyglot: false },
  { id: 'lorenzo', language: 'it-IT', gender: 'masculine', polyglot: false },
  { id: 'tina', language: 'de-DE', gender: 'feminine', polyglot: false },
  { id: 'lennart', language: 'de-DE', gender: 'masculine', polyglot: false },
  { id: 'lupe', language: 'es-US', gender: 'feminine', polyglot: false },
  { id: 'carlos', language: 'es-US', gender: 'masculine', polyglot: false },
  { id: 'carolina', language: 'pt-BR', gender: 'feminine', polyglot: false },
  { id: 'leo', language: 'pt-BR', gender: 'masculine', polyglot: false },
] as const;

export type NovaVoiceId = (typeof novaVoices)[number]['id'];

// ---------------------------------------------------------------------------------------------- input (client → model)

export interface SessionStart {
  readonly inferenceConfiguration: { readonly maxTokens: number; readonly topP: number; readonly temperature: number };
  readonly turnDetectionConfiguration?: { readonly endpointingSensitivity: EndpointingSensitivity };
}

export interface ToolSpec {
  readonly toolSpec: {
    readonly name: string;
    readonly description: string;
    /** The JSON Schema as a string. */
    readonly inputSchema: { readonly json: string };
  };
}

export interface PromptStart {
  readonly promptName: string;
  readonly textOutputConfiguration: { readonly mediaType: 'text/plain' };
  readonly audioOutputConfiguration: {
    readonly mediaType: 'audio/lpcm';
    readonly sampleRateHertz: SampleRateHz;
    readonly sampleSizeBits: 16;
    readonly channelCount: 1;
    readonly voiceId: string;
    readonly encoding: 'base64';
    readonly audioType: 'SPEECH';
  };
  readonly toolUseOutputConfiguration?: { readonly mediaType: 'application/json' };
  readonly toolConfiguration?: {
    readonly tools: readonly ToolSpec[];
    readonly toolChoice?: { readonly auto: object } | { readonly any: object } | { readonly tool: { readonly name: string } };
  };
}

interface InputBlock {
  readonly promptName: string;
  readonly contentName: string;
}

export interface TextContentStart extends InputBlock {
  readonly type: 'TEXT';
  readonly interactive: boolean;
  readonly role: 'SYSTEM' | 'SYSTEM_SPEECH' | 'USER' | 'ASSISTANT';
  readonly textInputConfiguration: { readonly mediaType: 'text/plain' };
}

export interface AudioContentStart extends InputBlock {
  readonly type: 'AUDIO';
  readonly interactive: true;
  readonly role: 'USER';
  readonly audioInputConfiguration: {
    readonly mediaType: 'audio/lpcm';
    readonly sampleRateHertz: SampleRateHz;
    readonly sampleSizeBits: 16;
    readonly channelCount: 1;
    readonly audioType: 'SPEECH';
    readonly encoding: 'base64';
  };
}

export interface ToolContentStart extends InputBlock {
  readonly type: 'TOOL';
  readonly interactive: false;
  readonly role: 'TOOL';
  readonly toolResultInputConfiguration: {
    readonly toolUseId: string;
    readonly type: 'TEXT';
    readonly textInputConfiguration: { readonly mediaType: 'text/plain' };
  };
}

export type InputContentStart = TextContentStart | AudioContentStart | ToolContentStart;

export interface InputPayloads {
  readonly sessionStart: SessionStart;
  readonly promptStart: PromptStart;
  readonly contentStart: InputContentStart;
  readonly textInput: InputBlock & { readonly content: string };
  /** `content` is base64 PCM s16le; 32 ms (1,024 bytes at 16 kHz) is the recommended size. */
  readonly audioInput: InputBlock & { readonly content: string };
  /** `content` is a string that holds one JSON object. */
  readonly toolResult: InputBlock & { readonly content: string };
  readonly contentEnd: InputBlock;
  readonly promptEnd: { readonly promptName: string };
  readonly sessionEnd: object;
}

export type InputEventName = keyof InputPayloads;
/** One event as it stands under `event`: exactly one key. */
export type InputEvent = { [N in InputEventName]: { readonly [K in N]: InputPayloads[N] } }[InputEventName];

// --------------------------------------------------------------------------------------------- output (model → client)

/** SPECULATIVE: planned text, before its audio. FINAL: what was really said, or what was heard from the user. */
export type GenerationStage = 'SPECULATIVE' | 'FINAL';
export type StopReason = 'PARTIAL_TURN' | 'END_TURN' | 'INTERRUPTED' | 'TOOL_USE';

/** Content of the `textOutput` that announces a barge-in, to the letter. */
export const interruptedMarker = '{ "interrupted" : true }';

interface OutputCommon {
  readonly sessionId: string;
  readonly promptName: string;
  readonly completionId: string;
}

interface OutputBlock extends OutputCommon {
  readonly contentId: string;
}

export type OutputContentStart = OutputBlock &
  (
    | {
        readonly type: 'TEXT';
        readonly role: 'USER' | 'ASSISTANT';
        /** JSON inside a string: `{"generationStage":"FINAL"}`. */
        readonly additionalModelFields?: string;
        readonly textOutputConfiguration: { readonly mediaType: 'text/plain' };
      }
    | {
        readonly type: 'AUDIO';
        readonly role: 'ASSISTANT';
        readonly audioOutputConfiguration: {
          readonly mediaType: 'audio/lpcm';
          readonly sampleRateHertz: SampleRateHz;
          readonly sampleSizeBits: 16;
          readonly encoding: 'base64';
          readonly channelCount: 1;
        };
      }
    | {
        readonly type: 'TOOL';
        readonly role: 'TOOL';
        readonly toolUseOutputConfiguration: { readonly mediaType: 'application/json' };
      }
  );

export interface TokenCounts {
  readonly input: { readonly speechTokens: number; readonly textTokens: number };
  readonly output: { readonly speechTokens: number; readonly textTokens: number };
}

export interface OutputPayloads {
  readonly completionStart: OutputCommon;
  readonly contentStart: OutputContentStart;
  readonly textOutput: OutputBlock & { readonly content: string; readonly role: 'USER' | 'ASSISTANT' };
  readonly audioOutput: OutputBlock & { readonly content: string };
  /** `content` is the arguments as a JSON string; sometimes encoded twice. */
  readonly toolUse: OutputBlock & {
    readonly toolName: string;
    readonly toolUseId: string;
    readonly content: string;
    readonly role: 'TOOL';
  };
  readonly contentEnd: OutputBlock & { readonly type: 'TEXT' | 'AUDIO' | 'TOOL'; readonly stopReason: StopReason };
  /** `details.total` is cumulative for the session: never sum totals. */
  readonly usageEvent: OutputCommon & {
    readonly details: { readonly delta: TokenCounts; readonly total: TokenCounts };
    readonly totalInputTokens: number;
    readonly totalOutputTokens: number;
    readonly totalTokens: number;
  };
  readonly completionEnd: OutputCommon & { readonly stopReason: StopReason };
}

export type OutputEventName = keyof OutputPayloads;
export type OutputEvent = { [N in OutputEventName]: { readonly [K in N]: OutputPayloads[N] } }[OutputEventName];
