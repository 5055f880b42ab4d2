import { messages } from '../wire/exceptions.js';

/**
 * The rules of order and what the service says when one is broken; each breach ends the stream with a ValidationException.
 * Where no report names the words, the service's general refusal stands. `subject` is the name or id that the words mention.
 */
export const ruleMessages = {
  unreadable_event: () => messages.invalidInput,
  before_session_start: () => messages.invalidInput,
  second_session_start: () => messages.invalidInput,
  second_prompt: () => messages.invalidInput,
  unknown_voice: (voiceId) => messages.invalidVoice(voiceId),
  content_outside_prompt: () => messages.invalidInput,
  wrong_prompt_name: () => messages.invalidInput,
  duplicate_content_name: () => messages.invalidInput,
  too_many_contents: () => messages.invalidInput,
  first_block_not_system: () => messages.invalidInput,
  second_system: () => messages.duplicateSystem,
  history_begins_with_assistant: () => messages.invalidInput,
  history_not_alternating: () => messages.invalidInput,
  history_too_long: () => messages.historyTooLong,
  text_too_long: () => messages.invalidInput,
  second_audio: () => messages.invalidInput,
  audio_inside_text: () => messages.historyNotComplete,
  content_not_open: () => messages.invalidInput,
  empty_content: (contentName) => messages.emptyContent(contentName),
  unknown_tool_use: () => messages.invalidInput,
  tool_result_not_object: () => messages.toolResponse,
  contents_open: () => messages.contentsOpen,
  no_audio_content: (promptName) => messages.noAudioContent(promptName),
  session_end_inside_prompt: () => messages.invalidInput,
} as const satisfies Record<string, (subject: string) => string>;

export type OrderRule = keyof typeof ruleMessages;
