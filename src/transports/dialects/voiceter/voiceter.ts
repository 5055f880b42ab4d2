import { base64Pieces } from '../../../audio/pcm.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { AgentAction, ClientLink, Position, SampleRateHz } from '../../../conversation/ports.js';
import { isoFromWallMs } from '../../../kernel/clock.js';
import type { AgentChoice } from '../../../sessions/sessions.js';
import { AppError, appErrorFrom, publicErrorFrom } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { unreachable } from '../../../kernel/result.js';
import { assistantChoice } from '../../agent-choice.js';
import { base64FromAudioData } from '../../audio-data.js';
import type { Dialect, DialectConnection, DialectDeps, Peer } from '../../dialect.js';
import { decode, isClientEventName, type ClientEvent } from './decode.js';
import { encode, type ServerEvent } from './encode.js';
import { voiceFromName } from '../../voices.js';

export interface VoiceterOptions {
  readonly voices: ReadonlySet<string>;
  readonly defaultVoice: string;
  readonly outputSampleRateHz: SampleRateHz;
}

const audioFormats = { 8000: 'pcm_8000', 16000: 'pcm_16000', 24000: 'pcm_24000' } as const;

/** Whether an event is one of this dialect's clients. */
export const speaksVoiceter = isClientEventName;

/** The dialect of source 003 and of our own page. */
export function createVoiceterDialect(deps: DialectDeps, options: VoiceterOptions): Dialect {
  return { name: 'voiceter', audioEvents: new Set(['audio:chunk']), connect: (peer) => connect(deps, options, peer) };
}

function connect(deps: DialectDeps, options: VoiceterOptions, peer: Peer): DialectConnection {
  const { clock, log, sessions } = deps;
  let isClosed = false;
  let sessionId = newId();
  let conversation: Conversation | null = null;
  /** True once a conversation of this connection has ended or gone elsewhere: its id is used up, and its late sounds are no error. */
  let spent = false;
  let inputSampleRateHz: SampleRateHz = 16000;
  /** Null until the client has said, or shown by its own audio, how it wants ours. */
  let audioEncoding: 'base64' | 'binary' | null = null;
  let selected: { questionnaireId?: string; voiceId?: string } = {};
  /** Of the conversation that runs; before it is known, what was asked for. */
  let voiceId: string | null = null;
  let sequenceNumber = 0;

  const envelope = (event: string, data: object, position: Position | null = null) => ({ event, sessionId, timestamp: isoFromWallMs(clock.wallMs()), ...position, data });
  const tell = ({ event, data }: ServerEvent, position: Position | null = null): void => peer.emit(event, envelope(event, data, position));

  const link: ClientLink = {
    send(message, position) {
      const context = { voiceId: conversation?.voiceId ?? voiceId ?? options.defaultVoice, outputSampleRateHz: options.outputSampleRateHz, timestamp: isoFromWallMs(clock.wallMs()) };
      for (const event of encode(message, context)) tell(event, position);
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
    sendUsage: () => undefined,
    replaced() {
      conversation = null;
      spent = true;
      const error = new AppError('SESSION_INVALID', 'taken over', { detail: 'This conversation goes on in another connection.' });
      tell({ event: 'error', data: publicErrorFrom(error) });
    },
  };

  function assign(reconnected: boolean, recovered = false): void {
    tell({ event: 'session:assigned', data: { sessionId, reconnected, recovered } });
  }

  function comeBack({ sessionId: asked, after }: NonNullable<Peer['returning']>): void {
    const running = sessions.find(asked);
    if (running !== null) {
      sessionId = asked;
      conversation = running;
      ({ inputSampleRateHz, voiceId } = running);
      assign(true, after !== null && running.canReplay(after));
      return running.attach(link, after);
    }
    // Until it is known what became of the session, what the client sends has nowhere to go.
    spent = true;
    sessions.recall(asked).then(
      (recalled) => {
        if (!recalled.ok) return isClosed ? undefined : beginAnew(recalled.error);
        if (isClosed) return recalled.value.abandon();
        sessionId = asked;
        ({ inputSampleRateHz, voiceId } = recalled.value);
        assign(true);
        const resumed = recalled.value.begin(link);
        if (resumed.ok) {
          conversation = resumed.value;
          spent = false;
        } else beginAnew(resumed.error);
      },
      (thrown: unknown) => {
        log.error('recall_failed', {}, thrown);
        if (!isClosed) beginAnew(appErrorFrom(thrown));
      },
    );
  }

  function beginAnew(error: AppError): void {
    sessionId = newId();
    spent = false;
    assign(false);
    tell({ event: 'error', data: publicErrorFrom(error) });
  }

  if (peer.returning === null) assign(false);
  else comeBack(peer.returning);

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
    const agent = agentFrom(data);
    if (spent) {
      sessionId = newId();
      spent = false;
      assign(false);
    }
    inputSampleRateHz = data.sampleRateHz ?? 16000;
    audioEncoding = data.audioEncoding ?? null;
    sequenceNumber = 0;
    voiceId = voiceFromName(data.voiceId ?? selected.voiceId, options.voices) ?? null;
    const started = sessions.start(
      {
        sessionId,
        agent,
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

  function agentFrom({ personaId, questionnaireId = selected.questionnaireId, details = {} }: Extract<ClientEvent, { event: 'session:start' }>['data']): AgentChoice {
    if (personaId !== undefined) return assistantChoice({ personaId, details });
    if (questionnaireId === undefined) throw new AppError('WS_MESSAGE_INVALID', 'no questionnaire', { detail: 'session:start needs a questionnaireId.' });
    return { kind: 'interviewer', questionnaireId };
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
        return running().text(event.data.text, event.data.questionId);
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
      case 'mock:response':
        return running().text(event.data.response, event.data.questionId);
      case 'pong':
      case 'user:speaking':
      case 'transcript:update':
        return;
      default:
        return unreachable(event);
    }
  }

  return {
    receive: (event, [data]) => receive(decode(event, data)),
    fail: (error) => tell({ event: 'error', data: publicErrorFrom(error) }),
    closed() {
      isClosed = true;
      conversation?.detach(link);
      conversation = null;
    },
  };
}
