import { isJsonObject, jsonObjectFromText, type JsonObject } from '../../kernel/json.js';
import { ok, refuse, unreachable, type Result } from '../../kernel/result.js';
import { novaVoices, type EndpointingSensitivity } from '../../models/nova-sonic/wire.js';
import type { InputRateHz, ReceivedContentStart, ReceivedEvent, ReceivedPrompt } from './input-events.js';
import { ruleMessages, type OrderRule } from './order-rules.js';

/** What an accepted event means for the session; events that change nothing mean `none`. */
export type Meaning =
  | { readonly kind: 'none' }
  | { readonly kind: 'session_started'; readonly sensitivity: EndpointingSensitivity; readonly maxTokens: number | undefined }
  | { readonly kind: 'prompt_started'; readonly prompt: ReceivedPrompt }
  | { readonly kind: 'system'; readonly text: string }
  | { readonly kind: 'history'; readonly role: 'USER' | 'ASSISTANT'; readonly text: string }
  | { readonly kind: 'audio_opened'; readonly sampleRateHz: InputRateHz; readonly deaf: boolean }
  | { readonly kind: 'audio'; readonly base64: string }
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'tool_result'; readonly toolUseId: string; readonly result: JsonObject; readonly bytes: number }
  | { readonly kind: 'prompt_ended' }
  | { readonly kind: 'session_ended' };

export interface Violation {
  readonly rule: OrderRule;
  readonly message: string;
}

/** The automaton of one stream: accepts each event in its turn, or names the rule that it breaks. Pure but for its own state. */
export interface InputOrder {
  accept(event: ReceivedEvent): Result<Meaning, Violation>;
  /** A tool was asked for: exactly one result with this id will be accepted. */
  expectToolResult(toolUseId: string): void;
}

/** Bytes of text; the service's limits since June 2026. */
const maxTextInputBytes = 50 * 1024;
const maxHistoryBytes = 200 * 1024;
/** Not documented; keeps a client from filling the memory. */
const maxSystemBytes = 256 * 1024;
const maxToolResultBytes = 256 * 1024;
const maxContents = 20_000;

interface OpenBlock {
  readonly start: ReceivedContentStart;
  readonly kind: 'system' | 'history' | 'interactive' | 'ignored' | 'audio' | 'tool';
  text: string;
  bytes: number;
  inputs: number;
}

export function createInputOrder(): InputOrder {
  let phase: 'new' | 'session' | 'prompt' | 'prompt_over' | 'over' = 'new';
  let promptName = '';
  const usedNames = new Set<string>();
  const open = new Map<string, OpenBlock>();
  const awaitedToolUses = new Set<string>();
  let systemSeen = false;
  let audioSeen = false;
  let lastHistoryRole: 'USER' | 'ASSISTANT' | null = null;
  let historyBytes = 0;

  const none = ok<Meaning>({ kind: 'none' });
  const broken = (rule: OrderRule, subject = ''): Result<Meaning, Violation> => refuse({ rule, message: ruleMessages[rule](subject) });

  const openBlock = (start: ReceivedContentStart): Result<Meaning, Violation> => {
    if (phase !== 'prompt') return broken('content_outside_prompt');
    if (start.promptName !== promptName) return broken('wrong_prompt_name');
    if (usedNames.has(start.contentName)) return broken('duplicate_content_name');
    if (usedNames.size >= maxContents) return broken('too_many_contents');
    const kind = kindOf(start);
    if (typeof kind !== 'string') return broken(kind.rule);
    usedNames.add(start.contentName);
    open.set(start.contentName, { start, kind, text: '', bytes: 0, inputs: 0 });
    if (kind === 'system') systemSeen = true;
    if (kind === 'history' && (start.role === 'USER' || start.role === 'ASSISTANT')) lastHistoryRole = start.role;
    if (start.type === 'TOOL') awaitedToolUses.delete(start.toolResultInputConfiguration.toolUseId);
    if (start.type !== 'AUDIO') return none;
    audioSeen = true;
    return ok({ kind: 'audio_opened', sampleRateHz: start.audioInputConfiguration.sampleRateHertz, deaf: start.role === undefined });
  };

  const kindOf = (start: ReceivedContentStart): OpenBlock['kind'] | { readonly rule: OrderRule } => {
    switch (start.type) {
      case 'TEXT':
        if (start.role === 'SYSTEM') return systemSeen ? { rule: 'second_system' } : 'system';
        if (!systemSeen) return { rule: 'first_block_not_system' };
        if (audioSeen) return start.role === 'USER' && start.interactive ? 'interactive' : 'ignored';
        if (start.role === 'SYSTEM_SPEECH') return 'ignored';
        if (start.role === 'ASSISTANT' && lastHistoryRole === null) return { rule: 'history_begins_with_assistant' };
        return start.role === lastHistoryRole ? { rule: 'history_not_alternating' } : 'history';
      case 'AUDIO':
        if (!systemSeen) return { rule: 'first_block_not_system' };
        if (audioSeen) return { rule: 'second_audio' };
        return textIsOpen() ? { rule: 'audio_inside_text' } : 'audio';
      case 'TOOL':
        return awaitedToolUses.has(start.toolResultInputConfiguration.toolUseId) ? 'tool' : { rule: 'unknown_tool_use' };
      default:
        return unreachable(start);
    }
  };

  const textIsOpen = (): boolean => [...open.values()].some((block) => block.start.type === 'TEXT');

  const inputBlock = (
    input: { readonly promptName: string; readonly contentName: string },
    type: ReceivedContentStart['type'],
  ): OpenBlock | null => {
    const block = open.get(input.contentName);
    return input.promptName === promptName && block?.start.type === type ? block : null;
  };

  const addText = (block: OpenBlock, text: string): Result<Meaning, Violation> => {
    const bytes = Buffer.byteLength(text, 'utf8');
    if (block.kind === 'history') {
      historyBytes += bytes;
      if (bytes > maxTextInputBytes || historyBytes > maxHistoryBytes) return broken('history_too_long');
    }
    if (block.kind === 'interactive' && bytes > maxTextInputBytes) return broken('text_too_long');
    block.bytes += bytes;
    if (block.bytes > (block.kind === 'tool' ? maxToolResultBytes : maxSystemBytes)) return broken('text_too_long');
    block.inputs += 1;
    // History blocks whose text is ignored need not be kept.
    if (block.kind !== 'ignored') block.text += text;
    return none;
  };

  const endBlock = (contentName: string): Result<Meaning, Violation> => {
    const block = open.get(contentName);
    if (block === undefined) return broken('content_not_open');
    if (block.inputs === 0) return broken('empty_content', contentName);
    open.delete(contentName);
    const { text, start } = block;
    switch (block.kind) {
      case 'system':
        return ok({ kind: 'system', text });
      case 'history':
        return ok({ kind: 'history', role: start.role === 'ASSISTANT' ? 'ASSISTANT' : 'USER', text });
      case 'interactive':
        return ok({ kind: 'typed', text });
      case 'tool': {
        const result: unknown = jsonObjectFromText(text);
        if (start.type !== 'TOOL' || !isJsonObject(result)) return broken('tool_result_not_object');
        return ok({ kind: 'tool_result', toolUseId: start.toolResultInputConfiguration.toolUseId, result, bytes: block.bytes });
      }
      case 'audio':
      case 'ignored':
        return none;
      default:
        return unreachable(block.kind);
    }
  };

  return {
    expectToolResult(toolUseId) {
      awaitedToolUses.add(toolUseId);
    },
    accept(event) {
      if (phase === 'over') return none;
      switch (event.name) {
        case 'sessionStart':
          if (phase !== 'new') return broken('second_session_start');
          phase = 'session';
          return ok({
            kind: 'session_started',
            sensitivity: event.payload.turnDetectionConfiguration?.endpointingSensitivity ?? 'MEDIUM',
            maxTokens: event.payload.inferenceConfiguration?.maxTokens,
          });
        case 'promptStart': {
          if (phase !== 'session') return broken(phase === 'new' ? 'before_session_start' : 'second_prompt');
          const { voiceId } = event.payload.audioOutputConfiguration;
          if (!novaVoices.some((voice) => voice.id === voiceId)) return broken('unknown_voice', voiceId);
          phase = 'prompt';
          promptName = event.payload.promptName;
          return ok({ kind: 'prompt_started', prompt: event.payload });
        }
        case 'contentStart':
          return openBlock(event.payload);
        case 'textInput': {
          const block = inputBlock(event.payload, 'TEXT');
          return block === null ? broken('content_not_open') : addText(block, event.payload.content);
        }
        case 'audioInput': {
          const block = inputBlock(event.payload, 'AUDIO');
          if (textIsOpen()) return broken('audio_inside_text');
          if (block === null) return broken('content_not_open');
          if (event.payload.content.length > 0) block.inputs += 1;
          return ok({ kind: 'audio', base64: event.payload.content });
        }
        case 'toolResult': {
          const block = inputBlock(event.payload, 'TOOL');
          return block === null ? broken('content_not_open') : addText(block, event.payload.content);
        }
        case 'contentEnd':
          return event.payload.promptName === promptName ? endBlock(event.payload.contentName) : broken('wrong_prompt_name');
        case 'promptEnd':
          if (phase !== 'prompt' || event.payload.promptName !== promptName) return broken('wrong_prompt_name');
          if (open.size > 0) return broken('contents_open');
          if (!audioSeen) return broken('no_audio_content', promptName);
          phase = 'prompt_over';
          return ok({ kind: 'prompt_ended' });
        case 'sessionEnd':
          if (phase === 'prompt') return broken('session_end_inside_prompt');
          if (phase === 'new') return broken('before_session_start');
          phase = 'over';
          return ok({ kind: 'session_ended' });
        default:
          return unreachable(event);
      }
    },
  };
}
