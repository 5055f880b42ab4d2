import { base64Pieces } from '../../../audio/pcm.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, ClientMessage, SampleRateHz } from '../../../conversation/ports.js';
import type { JsonObject } from '../../../kernel/json.js';
import { AppError, publicErrorFrom } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { unreachable } from '../../../kernel/result.js';
import type { AgentChoice } from '../../../sessions/sessions.js';
import { agentFromQuery, assistantChoice } from '../../agent-choice.js';
import type { Dialect, DialectConnection, DialectDeps, Peer } from '../../dialect.js';
import { createModelEvents, type ModelEventName } from '../../model-events.js';
import { createStartLimit } from '../../start-limit.js';
import { voiceFromName } from '../../voices.js';
import { decode, isClientEventName, type ClientEvent } from './decode.js';
import type { ConnectionSettings } from './wire.js';

export interface NovaEventsOptions {
  readonly voices: ReadonlySet<string>;
  /** The assistant of clients that name none. */
  readonly personaId: string;
  /** Longest system prompt of a client, in characters; 0: the persona's own is spoken, whatever clients send. */
  readonly maxPromptChars: number;
}

/** Whether a client that begins with this event speaks this dialect. */
export const speaksNovaEvents = isClientEventName;

/**
 * Some clients start a second time by nothing but their audio. What comes after an end without a pause of this length is not that: the
 * client has not noticed the end yet.
 */
const restartPauseMs = 500;
/** Sources that a client may choose between; there is one. */
const knowledgeSources: ReadonlySet<string> = new Set(['bedrock']);

/** The dialect of source 000 and of AWS's Node samples. */
export function createNovaEventsDialect(deps: DialectDeps, options: NovaEventsOptions): Dialect {
  return { name: 'nova-events', audioEvents: new Set(['audioInput']), connect: (peer) => connect(deps, options, peer) };
}

/** One conversation between start and stop. `muted`: the client has begun another one; what this one still says is nobody's. */
interface Talk {
  readonly sessionId: string;
  readonly conversation: Conversation;
  readonly mute: () => void;
}

function connect({ clock, sessions }: DialectDeps, options: NovaEventsOptions, peer: Peer): DialectConnection {
  let settings: ConnectionSettings = {};
  let voiceId: string | null = null;
  let prompt: string | null = null;
  let outputSampleRateHz: SampleRateHz = 24000;
  let talk: Talk | null = null;
  /** Still saying goodbye. */
  let ending: Talk | null = null;
  let lastAudioMs = Number.NEGATIVE_INFINITY;
  const checkStart = createStartLimit({ clock });

  function agentChoice(): AgentChoice {
    const { questionnaireId, personaId, enabledTools = null } = settings;
    if (questionnaireId !== undefined) return { kind: 'interviewer', questionnaireId };
    const wish = { prompt: options.maxPromptChars === 0 ? null : prompt, enabledTools };
    return personaId === undefined ? agentFromQuery(peer.query, { personaId: options.personaId, ...wish }) : assistantChoice({ personaId, ...wish });
  }

  /** Opens a stream with what was set last: clients do not repeat it after a stop. */
  function begin(): Talk {
    checkStart();
    ending?.mute();
    ending = null;
    const sessionId = newId();
    let isMuted = false;
    const events = createModelEvents((name, body) => emit(name, body), { sessionId, promptName: newId(), outputSampleRateHz });
    const link: ClientLink = {
      send(message) {
        if (isMuted) return;
        events.message(message);
        besides(message, sessionId);
      },
      sendAudio(audio) {
        if (!isMuted) events.audio(audio);
      },
      sendUsage(usage) {
        if (!isMuted) events.usage(usage);
      },
      replaced: () => undefined,
    };
    const endpointingSensitivity = settings.turnDetectionConfig?.endpointingSensitivity;
    const started = sessions.start(
      { sessionId, agent: agentChoice(), ...(endpointingSensitivity == null ? {} : { endpointingSensitivity }), voiceId, inputSampleRateHz: 16000, outputSampleRateHz, userId: null, language: settings.language ?? peer.query['language'] ?? null, consent: null },
      link,
    );
    if (!started.ok) throw started.error;
    const mute = (): void => void (isMuted = true);
    return (talk = { sessionId, conversation: started.value, mute });
  }

  /** What this dialect says besides the model's own events. */
  function besides(message: ClientMessage, sessionId: string): void {
    switch (message.type) {
      case 'interrupted':
        return peer.emit('bargeIn', { interrupted: true });
      case 'toolReturned': {
        const { toolUseId, name, result, durationMs } = message;
        const failure = typeof result['error'] === 'string' ? { error: result['error'] } : {};
        return peer.emit('toolResult', { toolUseId, toolName: name, result, success: !('error' in failure), executionTimeMs: durationMs, ...failure });
      }
      case 'fault':
        return fail(message.error);
      case 'ended': {
        if (message.outcome.status === 'parked') fail(new AppError('SERVER_STOPPING', 'the conversation is parked'));
        if (talk?.sessionId === sessionId) talk = null;
        peer.emit('streamComplete', { sessionId });
        return peer.emit('sessionClosed', { sessionId, reason: message.outcome.status });
      }
      default:
        return;
    }
  }

  function emit(name: ModelEventName, body: JsonObject): void {
    switch (name) {
      case 'audioOutput':
        return peer.emitAudio(name, body);
      case 'completionStart':
      case 'usageEvent':
      case 'completionEnd':
        // The sample servers pass these three on with their wrapping.
        return peer.emit(name, { [name]: body });
      case 'contentEnd':
        // The samples' servers keep the end of a tool's content to themselves.
        return body['type'] === 'TOOL' ? undefined : peer.emit(name, body);
      case 'contentStart':
      case 'textOutput':
      case 'toolUse':
        return peer.emit(name, body);
      default:
        return unreachable(name);
    }
  }

  function fail(error: AppError): void {
    const { errorCode, errorMessage, recoverable, detail } = publicErrorFrom(error);
    peer.emit('error', { message: errorMessage, details: detail ?? errorMessage, errorCode, recoverable });
  }

  function stop(): void {
    if (talk === null) return;
    ending = talk;
    talk = null;
    ending.conversation.end();
  }

  function set(next: ConnectionSettings): void {
    settings = { ...settings, ...next };
    if (next.voiceId !== undefined) voiceId = voiceFromName(next.voiceId, options.voices);
  }

  function setPrompt(next: string | null): void {
    if (next !== null && options.maxPromptChars > 0 && next.length > options.maxPromptChars) {
      throw new AppError('WS_MESSAGE_INVALID', 'prompt too long', { detail: `systemPrompt: ${next.length} characters. At most ${options.maxPromptChars}.` });
    }
    prompt = next === null || next.trim() === '' ? null : next;
  }

  function receive(event: ClientEvent, acknowledge: ((answer: object) => void) | null): void {
    switch (event.event) {
      case 'initializeConnection':
        set(event.settings);
        // The middle version's clients want the id with the answer; the others do not mind a stream that opens with the sound.
        if (event.settings.questionnaireId !== undefined) return acknowledge?.({ success: true, sessionId: (talk ?? begin()).sessionId });
        return acknowledge?.({ success: true });
      case 'startNewChat':
        stop();
        return set(event.settings);
      case 'promptStart':
        if (event.voiceId !== null) voiceId = voiceFromName(event.voiceId, options.voices);
        if (event.outputSampleRateHz !== null) ({ outputSampleRateHz } = event);
        return;
      case 'systemPrompt':
        if (event.voiceId !== null) voiceId = voiceFromName(event.voiceId, options.voices);
        return setPrompt(event.prompt);
      case 'audioStart': {
        const { sessionId } = talk ?? begin();
        return peer.emit('audioReady', { sessionId });
      }
      case 'audioInput': {
        const pauseMs = clock.nowMs() - lastAudioMs;
        lastAudioMs = clock.nowMs();
        if (talk === null && pauseMs < restartPauseMs) return;
        const { conversation } = talk ?? begin();
        for (const piece of base64Pieces(event.audio, 16000)) conversation.audio(piece);
        return;
      }
      case 'textInput':
        return (talk ?? begin()).conversation.text(event.text);
      case 'stopAudio':
        return stop();
      case 'setKnowledgeSource':
        if (!knowledgeSources.has(event.source)) {
          throw new AppError('WS_MESSAGE_INVALID', 'unknown knowledge source', { detail: `setKnowledgeSource: there is no source of this name. There is: ${[...knowledgeSources].join(', ')}.` });
        }
        return peer.emit('knowledgeSourceSet', { source: event.source });
      case 'userText':
        return;
      case 'updateCredentials':
        throw new AppError('FORBIDDEN', 'credentials from a client', { detail: 'The server has its own credentials; clients cannot change them.' });
      default:
        return unreachable(event);
    }
  }

  return {
    receive(event, [payload], acknowledge) {
      try {
        // `initializeConnection` may come with the acknowledgement alone.
        receive(decode(event, payload), acknowledge);
      } catch (thrown) {
        if (acknowledge !== null && thrown instanceof AppError) acknowledge({ success: false, error: thrown.detail ?? publicErrorFrom(thrown).errorMessage });
        throw thrown;
      }
    },
    fail,
    closed() {
      talk?.mute();
      stop();
    },
  };
}
