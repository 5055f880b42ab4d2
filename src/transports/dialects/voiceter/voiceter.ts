import { base64Pieces } from '../../../audio/pcm.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { AgentAction, ClientLink, SampleRateHz } from '../../../conversation/ports.js';
import { isoFromWallMs } from '../../../kernel/clock.js';
import { AppError, publicErrorFrom } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { unreachable } from '../../../kernel/result.js';
import type { Dialect, DialectConnection, DialectDeps, Peer } from '../../dialect.js';
import { base64FromAudioData, decode, type ClientEvent } from './decode.js';
import { encode, type ServerEvent } from './encode.js';
import { voiceFromName } from './voices.js';

export interface VoiceterOptions {
  readonly voices: ReadonlySet<string>;
  readonly defaultVoice: string;
  readonly outputSampleRateHz: SampleRateHz;
}

const audioFormats = { 8000: 'pcm_8000', 16000: 'pcm_16000', 24000: 'pcm_24000' } as const;

/** The dialect of source 003 and of our own page. */
export function createVoiceterDialect(deps: DialectDeps, options: VoiceterOptions): Dialect {
  return { name: 'voiceter', connect: (peer) => connect(deps, options, peer) };
}

function connect(deps: DialectDeps, options: VoiceterOptions, peer: Peer): DialectConnection {
  const { clock, sessions } = deps;
  let sessionId = newId();
  let conversation: Conversation | null = null;
  /** True once a conversation of this connection has ended or gone elsewhere: its id is used up, and its late sounds are no error. */
  let spent = false;
  let inputSampleRateHz: SampleRateHz = 16000;
  /** Null until the client has said, or shown by its own audio, how it wants ours. */
  let audioEncoding: 'base64' | 'binary' | null = null;
  let selected: { questionnaireId?: string; voiceId?: string } = {};
  let voiceId = options.defaultVoice;
  let sequenceNumber = 0;

  const envelope = (event: string, data: object) => ({ event, sessionId, timestamp: isoFromWallMs(clock.wallMs()), data });
  const tell = ({ event, data }: ServerEvent): void => peer.emit(event, envelope(event, data));

  const link: ClientLink = {
    send(message) {
      const context = { voiceId, outputSampleRateHz: options.outputSampleRateHz, timestamp: isoFromWallMs(clock.wallMs()) };
      for (const event of encode(message, context)) tell(event);
      if (message.type === 'ended') {
        conversation = null;
        spent = true;
      }
    },
    sendAudio(audio, epoch) {
      const audioData = audioEncoding === 'binary' ? Buffer.from(audio, 'base64') : audio;
      const format = audioFormats[options.outputSampleRateHz];
      peer.emitAudio('audio:chunk', envelope('audio:chunk', { audioData, sequenceNumber: sequenceNumber++, format, epoch }));
    },
    replaced() {
      conversation = null;
      spent = true;
      const error = new AppError('SESSION_INVALID', 'taken over', { detail: 'This conversation goes on in another connection.' });
      tell({ event: 'error', data: publicErrorFrom(error) });
    },
  };

  function assign(reconnected: boolean): void {
    tell({ event: 'session:assigned', data: { sessionId, reconnected } });
  }

  const returning = peer.askedSessionId === null ? null : sessions.find(peer.askedSessionId);
  if (peer.askedSessionId !== null && returning !== null) {
    sessionId = peer.askedSessionId;
    conversation = returning;
    ({ inputSampleRateHz, voiceId } = returning);
    assign(true);
    returning.attach(link);
  } else {
    assign(false);
  }

  function running(): Conversation {
    if (conversation === null) {
      throw new AppError('SESSION_NOT_FOUND', 'no conversation', { detail: 'Send session:start first, and wait for session:ready.' });
    }
    return conversation;
  }

  function beforeStart(what: string): void {
    if (conversation !== null) {
      throw new AppError('SESSION_INVALID', `${what} during a conversation`, { detail: `The ${what} is fixed during a conversation. Send session:end, then session:start.` });
    }
  }

  function start(data: Extract<ClientEvent, { event: 'session:start' }>['data']): void {
    beforeStart('start');
    const questionnaireId = data.questionnaireId ?? selected.questionnaireId;
    if (questionnaireId === undefined) {
      throw new AppError('WS_MESSAGE_INVALID', 'no questionnaire', { detail: 'session:start needs a questionnaireId.' });
    }
    if (spent) {
      sessionId = newId();
      spent = false;
      assign(false);
    }
    inputSampleRateHz = data.sampleRateHz ?? 16000;
    audioEncoding = data.audioEncoding ?? null;
    sequenceNumber = 0;
    voiceId = voiceFromName(data.voiceId ?? selected.voiceId, options.voices) ?? options.defaultVoice;
    const started = sessions.start(
      {
        sessionId,
        questionnaireId,
        voiceId,
        inputSampleRateHz,
        outputSampleRateHz: options.outputSampleRateHz,
        userId: data.userId ?? null,
        language: data.language ?? null,
        consent: data.consent ?? null,
      },
      link,
    );
    if (!started.ok) throw started.error;
    conversation = started.value;
  }

  function receive(event: ClientEvent): void {
    switch (event.event) {
      case 'audio:chunk': {
        if (spent) return;
        const to = running();
        audioEncoding ??= typeof event.data.audioData === 'string' ? 'base64' : 'binary';
        for (const piece of base64Pieces(base64FromAudioData(event.data.audioData), inputSampleRateHz)) to.audio(piece);
        return;
      }
      case 'session:start':
        return start(event.data);
      case 'session:end':
        return spent ? undefined : running().end();
      case 'config:update':
        if (event.data.voiceId !== undefined) {
          beforeStart('voice');
          selected = { ...selected, voiceId: event.data.voiceId };
        }
        return;
      case 'questionnaire:select':
        beforeStart('questionnaire');
        if (!sessions.offers(event.data.questionnaireId)) {
          throw new AppError('QUESTIONNAIRE_NOT_FOUND', 'unknown questionnaire');
        }
        selected = { ...selected, questionnaireId: event.data.questionnaireId };
        return;
      case 'text:message':
      case 'speech:recognised':
        return running().text(event.data.text);
      case 'answer:submit': {
        const action: AgentAction = { kind: 'answer', data: event.data };
        return running().act(action);
      }
      case 'playback:progress':
        return conversation?.played(event.data.epoch, event.data.playedSamples);
      case 'mic:mute':
        return spent ? undefined : running().mute(event.data.muted);
      case 'pong':
      case 'user:speaking':
        return;
      default:
        return unreachable(event);
    }
  }

  return {
    receive: (event, data) => receive(decode(event, data)),
    fail: (error) => tell({ event: 'error', data: publicErrorFrom(error) }),
    closed() {
      conversation?.detach(link);
      conversation = null;
    },
  };
}
