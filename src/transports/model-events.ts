import { unreachable } from '../kernel/result.js';
import type { JsonObject } from '../kernel/json.js';
import { newId } from '../kernel/ids.js';
import type { ClientMessage, SampleRateHz, TokenUsage } from '../conversation/ports.js';

export type ModelEventName = 'completionStart' | 'contentStart' | 'textOutput' | 'audioOutput' | 'toolUse' | 'contentEnd' | 'usageEvent' | 'completionEnd';

/** What a conversation says, told as the output events of Nova Sonic: for clients that were made for a server which passes those on. */
export interface ModelEvents {
  message(message: ClientMessage): void;
  audio(base64: string): void;
  usage(usage: TokenUsage): void;
}

export interface ModelEventsOptions {
  readonly sessionId: string;
  readonly promptName: string;
  readonly outputSampleRateHz: SampleRateHz;
}

/** As the model writes it; clients look for it in text. */
const interruptedMark = '{ "interrupted" : true }';

/**
 * Contents come one after another, never nested, in the order of the real stream: a planned sentence, its sound, its final text. The
 * renewal of a stream is not seen: ids stay those of one completion.
 *
 * Source: Nova Sonic guide, "Handling output events".
 */
export function createModelEvents(emit: (name: ModelEventName, body: JsonObject) => void, options: ModelEventsOptions): ModelEvents {
  const ids = { sessionId: options.sessionId, promptName: options.promptName, completionId: newId() };
  let begun = false;
  let soundId: string | null = null;
  /** The final text whose end waits: whether it ends the turn is known with what comes next. */
  let finalId: string | null = null;
  let turnIsOver = true;
  let told: TokenUsage = { inputTokens: 0, outputTokens: 0, inputSpeechTokens: 0, outputSpeechTokens: 0 };

  const tell = (name: ModelEventName, body: JsonObject): void => {
    if (!begun) emit('completionStart', ids);
    begun = true;
    emit(name, { ...ids, ...body });
  };

  function openText(role: 'USER' | 'ASSISTANT', stage: 'SPECULATIVE' | 'FINAL', content: string): string {
    const contentId = newId();
    tell('contentStart', { contentId, type: 'TEXT', role, additionalModelFields: JSON.stringify({ generationStage: stage }), textOutputConfiguration: { mediaType: 'text/plain' } });
    tell('textOutput', { contentId, role, content, text: content });
    return contentId;
  }

  const endText = (contentId: string, stopReason: string): void => tell('contentEnd', { contentId, type: 'TEXT', stopReason });

  function endFinal(stopReason: string): void {
    if (finalId !== null) endText(finalId, stopReason);
    finalId = null;
  }

  function endSound(stopReason: string): void {
    if (soundId !== null) tell('contentEnd', { contentId: soundId, type: 'AUDIO', stopReason });
    soundId = null;
  }

  return {
    message(message) {
      switch (message.type) {
        case 'ready':
          if (!begun) emit('completionStart', ids);
          begun = true;
          return;
        case 'userText':
          endFinal('PARTIAL_TURN');
          // Typed words the client has shown itself, and the model does not repeat them.
          if (!message.typed) endText(openText('USER', 'FINAL', message.text), 'PARTIAL_TURN');
          return;
        case 'agentText':
          if (message.stage === 'planned') {
            endSound('PARTIAL_TURN');
            endFinal('PARTIAL_TURN');
            turnIsOver = false;
            return endText(openText('ASSISTANT', 'SPECULATIVE', message.text), 'PARTIAL_TURN');
          }
          endFinal('PARTIAL_TURN');
          finalId = openText('ASSISTANT', 'FINAL', message.text);
          if (turnIsOver) endFinal('END_TURN');
          return;
        case 'audioEnded':
          turnIsOver = true;
          endSound('END_TURN');
          return endFinal('END_TURN');
        case 'interrupted':
          turnIsOver = true;
          endSound('INTERRUPTED');
          endFinal('PARTIAL_TURN');
          return endText(openText('ASSISTANT', 'FINAL', interruptedMark), 'INTERRUPTED');
        case 'toolCalled': {
          const contentId = newId();
          const { toolUseId, name: toolName, input } = message;
          endFinal('PARTIAL_TURN');
          tell('contentStart', { contentId, type: 'TOOL', role: 'TOOL', toolUseOutputConfiguration: { mediaType: 'application/json' } });
          tell('toolUse', { contentId, role: 'TOOL', toolUseId, toolName, content: JSON.stringify(input) });
          return tell('contentEnd', { contentId, type: 'TOOL', stopReason: 'TOOL_USE' });
        }
        case 'ended':
          endSound('END_TURN');
          endFinal('END_TURN');
          return tell('completionEnd', { stopReason: 'END_TURN' });
        case 'toolReturned':
        case 'notice':
        case 'oneMoment':
        case 'fault':
          return;
        default:
          return unreachable(message);
      }
    },
    audio(content) {
      if (soundId === null) {
        soundId = newId();
        const audioOutputConfiguration = { mediaType: 'audio/lpcm', sampleRateHertz: options.outputSampleRateHz, sampleSizeBits: 16, channelCount: 1, encoding: 'base64', audioType: 'SPEECH' };
        tell('contentStart', { contentId: soundId, type: 'AUDIO', role: 'ASSISTANT', audioOutputConfiguration });
      }
      tell('audioOutput', { contentId: soundId, role: 'ASSISTANT', content });
    },
    usage(usage) {
      const since = told;
      told = usage;
      tell('usageEvent', {
        details: { delta: tokensOf(difference(usage, since)), total: tokensOf(usage) },
        totalInputTokens: usage.inputTokens,
        totalOutputTokens: usage.outputTokens,
        totalTokens: usage.inputTokens + usage.outputTokens,
      });
    },
  };
}

const tokensOf = ({ inputTokens, outputTokens, inputSpeechTokens, outputSpeechTokens }: TokenUsage): JsonObject => ({
  input: { speechTokens: inputSpeechTokens, textTokens: inputTokens - inputSpeechTokens },
  output: { speechTokens: outputSpeechTokens, textTokens: outputTokens - outputSpeechTokens },
});

const difference = (usage: TokenUsage, since: TokenUsage): TokenUsage => ({
  inputTokens: usage.inputTokens - since.inputTokens,
  outputTokens: usage.outputTokens - since.outputTokens,
  inputSpeechTokens: usage.inputSpeechTokens - since.inputSpeechTokens,
  outputSpeechTokens: usage.outputSpeechTokens - since.outputSpeechTokens,
});
