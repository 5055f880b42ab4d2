import { newId } from '../../kernel/ids.js';
import type { JsonObject } from '../../kernel/json.js';
import type { StreamRequest } from '../../conversation/ports.js';
import { historyBlocks } from './history.js';
import type { EndpointingSensitivity, InputEvent, SessionStart } from './wire.js';

export interface InferenceOptions {
  readonly maxTokens: number;
  readonly topP: number;
  readonly temperature: number;
  readonly endpointingSensitivity: EndpointingSensitivity;
}

/**
 * Writes one stream's input in the only legal order (Nova 2 guide, "Input events"). Each call gives a whole block, so a
 * block enters the queue at once and no audio can land inside it. What is not legal now gives no events.
 */
export interface InputWriter {
  readonly promptName: string;
  readonly audioContentName: string;
  /** Everything up to and including the open audio container. Once, first. */
  begin(): readonly InputEvent[];
  /** The bytes of one `audioInput`; null unless the container is open. Built by hand: this is the hot path. */
  audio(base64: string): Uint8Array | null;
  /** A typed turn. */
  text(content: string): readonly InputEvent[];
  /** Notes that the model waits for this call, and that exactly one result is owed. */
  toolRequested(toolUseId: string): void;
  toolResult(toolUseId: string, result: JsonObject): readonly InputEvent[];
  /** Closes container, prompt and session. Once. */
  end(): readonly InputEvent[];
}

/** Bytes of one `textInput` of the system prompt. Larger single texts were seen refused, though no limit is documented. */
const systemPieceChars = 4000;

const encoder = new TextEncoder();
export const bytesFromInputEvent = (event: InputEvent): Uint8Array => encoder.encode(JSON.stringify({ event }));

export function createInputWriter(request: StreamRequest, inference: InferenceOptions): InputWriter {
  const promptName = newId();
  const audioContentName = newId();
  const owed = new Set<string>();
  let phase: 'new' | 'open' | 'ended' = 'new';

  const audioHead = `{"event":{"audioInput":{"promptName":"${promptName}","contentName":"${audioContentName}","content":"`;
  const audioTail = '"}}}';

  const textBlock = (role: 'SYSTEM' | 'USER' | 'ASSISTANT', interactive: boolean, pieces: readonly string[]): InputEvent[] => {
    const contentName = newId();
    return [
      { contentStart: { promptName, contentName, type: 'TEXT', interactive, role, textInputConfiguration: { mediaType: 'text/plain' } } },
      ...pieces.map((content): InputEvent => ({ textInput: { promptName, contentName, content } })),
      { contentEnd: { promptName, contentName } },
    ];
  };

  return {
    promptName,
    audioContentName,
    begin() {
      if (phase !== 'new') return [];
      phase = 'open';
      return [
        { sessionStart: sessionStartFrom({ ...inference, endpointingSensitivity: request.endpointingSensitivity ?? inference.endpointingSensitivity }) },
        promptStartFrom(request, promptName),
        ...textBlock('SYSTEM', false, piecesOf(request.systemPrompt)),
        // Not interactive: the model would answer what was answered long ago.
        ...historyBlocks(request.history).flatMap(({ role, text }) => textBlock(role, false, [text])),
        {
          contentStart: {
            promptName,
            contentName: audioContentName,
            type: 'AUDIO',
            interactive: true,
            role: 'USER',
            audioInputConfiguration: {
              mediaType: 'audio/lpcm',
              sampleRateHertz: request.inputSampleRateHz,
              sampleSizeBits: 16,
              channelCount: 1,
              audioType: 'SPEECH',
              encoding: 'base64',
            },
          },
        },
      ];
    },
    audio: (base64) => (phase === 'open' ? encoder.encode(audioHead + base64 + audioTail) : null),
    text: (content) => (phase === 'open' ? textBlock('USER', true, [content]) : []),
    toolRequested: (toolUseId) => void owed.add(toolUseId),
    toolResult(toolUseId, result) {
      if (phase !== 'open' || !owed.delete(toolUseId)) return [];
      const contentName = newId();
      return [
        {
          contentStart: {
            promptName,
            contentName,
            type: 'TOOL',
            interactive: false,
            role: 'TOOL',
            toolResultInputConfiguration: { toolUseId, type: 'TEXT', textInputConfiguration: { mediaType: 'text/plain' } },
          },
        },
        { toolResult: { promptName, contentName, content: JSON.stringify(result) } },
        { contentEnd: { promptName, contentName } },
      ];
    },
    end() {
      if (phase !== 'open') return [];
      phase = 'ended';
      return [{ contentEnd: { promptName, contentName: audioContentName } }, { promptEnd: { promptName } }, { sessionEnd: {} }];
    },
  };
}

const sessionStartFrom = ({ endpointingSensitivity, ...inferenceConfiguration }: InferenceOptions): SessionStart => ({
  inferenceConfiguration,
  // Nested: a flat endpointingSensitivity is refused since June 2026.
  turnDetectionConfiguration: { endpointingSensitivity },
});

const promptStartFrom = (request: StreamRequest, promptName: string): InputEvent => ({
  promptStart: {
    promptName,
    textOutputConfiguration: { mediaType: 'text/plain' },
    audioOutputConfiguration: {
      mediaType: 'audio/lpcm',
      sampleRateHertz: request.outputSampleRateHz,
      sampleSizeBits: 16,
      channelCount: 1,
      voiceId: request.voiceId,
      encoding: 'base64',
      audioType: 'SPEECH',
    },
    ...(request.tools.length === 0
      ? {}
      : {
          toolUseOutputConfiguration: { mediaType: 'application/json' } as const,
          toolConfiguration: {
            tools: request.tools.map(({ name, description, inputSchema }) => ({
              toolSpec: { name, description, inputSchema: { json: JSON.stringify(inputSchema) } },
            })),
          },
        }),
  },
});

/** Cuts at code points, so that no surrogate pair is torn. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of text) {
    if (piece.length + character.length > systemPieceChars) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return piece === '' && pieces.length > 0 ? pieces : [...pieces, piece];
}
