import { samplesFromBase64 } from '../../../audio/pcm.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, ClientMessage } from '../../../conversation/ports.js';
import type { Clock } from '../../../kernel/clock.js';
import { publicErrorFrom } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { unreachable } from '../../../kernel/result.js';
import type { WebRtcCall } from '../../carriers/webrtc.js';

/** A conversation on a media call: its voice on the line, everything else on the data channel. */
export interface MediaConversation {
  readonly link: ClientLink;
  /** What the caller said on the data channel. */
  message(message: JsonObject, conversation: Conversation): void;
}

const maxTextChars = 2000;

/** @param over the conversation has ended by itself */
export function createMediaConversation(deps: { readonly clock: Clock }, call: Pick<WebRtcCall, 'speak' | 'cut' | 'send'>, over: () => void): MediaConversation {
  const { clock } = deps;
  /** Of the speech that came last, and of the one that the caller has stopped. */
  let epoch = -1;
  let stoppedEpoch = -1;
  let state = '';
  /** The caller has stopped the voice: what the conversation says of that is known. */
  let isStopping = false;

  function tellState(next: 'listening' | 'speaking' | 'thinking'): void {
    if (next !== state) call.send({ type: 'state', state: next });
    state = next;
  }

  function stop(): void {
    call.cut();
    call.send({ type: 'barge_in', timestamp: clock.wallMs() });
    tellState('listening');
  }

  function send(message: ClientMessage): void {
    switch (message.type) {
      case 'ready':
        return tellState('listening');
      case 'userText':
        if (!message.typed) call.send({ type: 'transcription', role: 'user', text: message.text });
        return;
      case 'agentText':
        if (message.stage === 'planned') call.send({ type: 'transcription', role: 'assistant', text: message.text });
        return;
      case 'audioEnded':
        return tellState('listening');
      case 'interrupted':
        return isStopping ? undefined : stop();
      case 'toolCalled':
        return tellState('thinking');
      case 'fault':
        call.send({ type: 'error', ...publicErrorFrom(message.error) });
        return;
      case 'ended':
        call.send({ type: 'ended', reason: message.outcome.status });
        return over();
      case 'toolReturned':
      case 'notice':
      case 'oneMoment':
        return;
      default:
        return unreachable(message);
    }
  }

  return {
    link: {
      send,
      sendAudio(audio, of) {
        epoch = of;
        if (of === stoppedEpoch) return;
        tellState('speaking');
        call.speak(samplesFromBase64(audio), of);
      },
      sendUsage: () => undefined,
      replaced: over,
    },
    message(message, conversation) {
      switch (message['type']) {
        case 'barge_in':
          stoppedEpoch = epoch;
          stop();
          isStopping = true;
          conversation.bargeIn();
          isStopping = false;
          return;
        case 'text': {
          const { text } = message;
          if (typeof text === 'string' && text.trim() !== '') conversation.text(text.trim().slice(0, maxTextChars));
          return;
        }
        case 'mute':
          return conversation.mute(message['muted'] === true);
        default:
          return;
      }
    },
  };
}
