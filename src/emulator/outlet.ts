import { newId } from '../kernel/ids.js';
import type { GenerationStage, OutputEvent, OutputPayloads, SampleRateHz, StopReason } from '../models/nova-sonic/wire.js';

/**
 * Writes the model's events of one stream, ids filled in. Everything that a stream says passes here, on its way to
 * `faults/stream-faults.ts`, which stands between the model and the wire.
 */
export interface Outlet {
  completionStart(): void;
  /** A whole TEXT block. */
  text(role: 'USER' | 'ASSISTANT', stage: GenerationStage, content: string, stopReason: StopReason): void;
  /** Opens an AUDIO block; the caller ends it. */
  openAudio(): AudioOutlet;
  /** A whole TOOL block. */
  toolUse(toolName: string, toolUseId: string, input: string): void;
  usage(numbers: Omit<OutputPayloads['usageEvent'], 'sessionId' | 'promptName' | 'completionId'> | null): void;
  completionEnd(): void;
}

export interface AudioOutlet {
  piece(base64: string): void;
  end(stopReason: StopReason): void;
}

export function createOutlet(
  deps: { readonly send: (event: OutputEvent) => void },
  options: { readonly sessionId: string; readonly promptName: string; readonly sampleRateHz: SampleRateHz },
): Outlet {
  const { send } = deps;
  const common = { sessionId: options.sessionId, promptName: options.promptName, completionId: newId() };
  return {
    completionStart: () => send({ completionStart: common }),
    text(role, stage, content, stopReason) {
      const block = { ...common, contentId: newId() };
      send({
        contentStart: {
          ...block,
          type: 'TEXT',
          role,
          additionalModelFields: JSON.stringify({ generationStage: stage }),
          textOutputConfiguration: { mediaType: 'text/plain' },
        },
      });
      send({ textOutput: { ...block, content, role } });
      send({ contentEnd: { ...block, type: 'TEXT', stopReason } });
    },
    openAudio() {
      const block = { ...common, contentId: newId() };
      send({
        contentStart: {
          ...block,
          type: 'AUDIO',
          role: 'ASSISTANT',
          audioOutputConfiguration: {
            mediaType: 'audio/lpcm',
            sampleRateHertz: options.sampleRateHz,
            sampleSizeBits: 16,
            encoding: 'base64',
            channelCount: 1,
          },
        },
      });
      return {
        piece: (base64) => send({ audioOutput: { ...block, content: base64 } }),
        end: (stopReason) => send({ contentEnd: { ...block, type: 'AUDIO', stopReason } }),
      };
    },
    toolUse(toolName, toolUseId, input) {
      const block = { ...common, contentId: newId() };
      send({ contentStart: { ...block, type: 'TOOL', role: 'TOOL', toolUseOutputConfiguration: { mediaType: 'application/json' } } });
      send({ toolUse: { ...block, toolName, toolUseId, content: input, role: 'TOOL' } });
      send({ contentEnd: { ...block, type: 'TOOL', stopReason: 'TOOL_USE' } });
    },
    usage(numbers) {
      if (numbers !== null) send({ usageEvent: { ...common, ...numbers } });
    },
    completionEnd: () => send({ completionEnd: { ...common, stopReason: 'END_TURN' } }),
  };
}
