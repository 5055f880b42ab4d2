import { base64FromSamples, base64Pieces, samplesFromBytes } from '../../../audio/pcm.js';
import { wavFromSamples } from '../../../audio/wav.js';
import { createWebmOpus, webmOpusRateHz } from '../../../audio/webm-opus.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, ClientMessage, SampleRateHz } from '../../../conversation/ports.js';
import type { Clock } from '../../../kernel/clock.js';
import { publicErrorFrom, type AppError } from '../../../kernel/errors.js';
import { unreachable } from '../../../kernel/result.js';
import { bytesFromBase64, type ClientFrame } from './decode.js';
import { createLessonVoice } from './lesson-voice.js';
import type { ServerFrame } from './wire.js';

type Sound = Extract<ClientFrame, { type: 'audio_input' }>['body'];

/** A session as one connection of this dialect has it. */
export interface Lesson {
  readonly sessionId: string;
  /** It has ended, or goes on elsewhere. */
  readonly isOver: boolean;
  hear(sound: Sound): void;
  text(text: string): void;
  /** Lets go of the session; it goes on to its end by itself, and says nothing more here. */
  leave(how: 'end' | 'detach'): void;
}

export interface LessonClient {
  tell(frame: ServerFrame): void;
  audio(frame: ServerFrame): void;
  fail(error: AppError): void;
  over(how: 'ended' | 'parked' | 'replaced'): void;
}

export interface LessonOptions {
  readonly sessionId: string;
  /** Of the agent's voice. */
  readonly sampleRateHz: SampleRateHz;
  readonly resumed: boolean;
  /** Sound that comes before the agent's, base64. */
  readonly firstPiece: string | null;
}

/** @param begin gives the conversation of this link; what it throws passes through */
export function openLesson({ clock }: { readonly clock: Clock }, { sessionId, sampleRateHz, resumed, firstPiece }: LessonOptions, client: LessonClient, begin: (link: ClientLink) => Conversation): Lesson {
  let isReady = false;
  let isOver = false;
  let conversation: Conversation | null = null;
  /** The first frame of a session is the one that tells its id: what comes before waits. Null: it has gone out. */
  let early: ClientMessage[] | null = [];
  const microphone = createWebmOpus();
  const voice = createLessonVoice(
    { clock },
    { sampleRateHz },
    {
      piece: (samples) => piece(wavFromSamples(samples, sampleRateHz).toString('base64')),
      played: (epoch, samples) => conversation?.played(epoch, samples),
    },
  );
  const piece = (audioBase64: string): void => client.audio({ type: 'audio_response', sessionId, audioBase64 });

  function close(): void {
    isOver = true;
    voice.close();
    microphone.close();
  }

  function send(message: ClientMessage): void {
    if (isOver) return;
    switch (message.type) {
      case 'ready':
        isReady = true;
        return client.tell({ type: 'nova_session_ready', sessionId, message: 'The conversation is ready.' });
      case 'userText':
        return client.tell({ type: 'transcription', sessionId, text: message.text, transcript: message.text });
      case 'agentText':
        // Planned words come with their sound; what was really said was then read already.
        if (message.stage === 'planned') voice.sentence(() => client.tell({ type: 'text_response', sessionId, text: message.text }));
        return;
      case 'audioEnded':
        return voice.end(() => client.tell({ type: 'inference_complete', sessionId }));
      case 'interrupted':
        voice.cut();
        return client.tell({ type: 'interrupted', sessionId });
      case 'toolCalled':
        return client.tell({ type: 'tool_use', sessionId, toolName: message.name, toolInput: message.input });
      case 'fault': {
        if (!isReady) return client.fail(message.error);
        const { errorCode: code, errorMessage: error } = publicErrorFrom(message.error);
        return client.tell({ type: 'nova_error', sessionId, error, code });
      }
      case 'ended':
        close();
        if (message.outcome.status === 'parked') return client.over('parked');
        client.tell({ type: 'session_ended', sessionId, message: 'The conversation has ended.', reason: message.outcome.status });
        return client.over('ended');
      case 'toolReturned':
      case 'notice':
      case 'oneMoment':
        return;
      default:
        return unreachable(message);
    }
  }

  const link: ClientLink = {
    send(message) {
      if (early === null) send(message);
      else early.push(message);
    },
    sendAudio(audio, epoch) {
      if (!isOver) voice.audio(audio, epoch);
    },
    sendUsage: () => undefined,
    replaced() {
      if (isOver) return;
      close();
      client.over('replaced');
    },
  };

  let mine: Conversation;
  try {
    mine = conversation = begin(link);
  } catch (thrown) {
    close();
    throw thrown;
  }
  const pass = (samples: Int16Array): void => {
    if (samples.length > 0) for (const one of base64Pieces(base64FromSamples(samples), webmOpusRateHz)) mine.audio(one);
  };
  // What came before the decoder was ready must not wait for what comes next.
  void microphone.ready.then(() => {
    if (!isOver) pass(microphone.push(new Uint8Array(0)));
  });
  client.tell({ type: 'session_initialized', sessionId, message: resumed ? 'The session goes on.' : 'Session ready for audio input', mode: 'speech-to-speech', resumed });
  if (firstPiece !== null) piece(firstPiece);
  const waiting = early;
  early = null;
  for (const message of waiting) send(message);

  return {
    sessionId,
    get isOver() {
      return isOver;
    },
    hear({ audioData, isEndOfUtterance }) {
      const base64 = typeof audioData === 'string' ? audioData : (audioData?.base64 ?? '');
      if (base64 !== '') {
        const bytes = bytesFromBase64(base64);
        const isPcm = typeof audioData === 'object' && /pcm|l16/i.test(audioData?.format ?? '');
        pass(isPcm ? samplesFromBytes(bytes) : microphone.push(bytes));
      }
      if (isEndOfUtterance === true) microphone.restart();
    },
    text: (text) => mine.text(text),
    leave(how) {
      close();
      // The link has nobody to tell any more.
      mine.detach(link);
      if (how === 'end') mine.end();
    },
  };
}
