import { base64Pieces } from '../../../audio/pcm.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, ClientMessage } from '../../../conversation/ports.js';
import { AppError, publicErrorFrom } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import type { JsonObject } from '../../../kernel/json.js';
import { unreachable } from '../../../kernel/result.js';
import { agentFromQuery } from '../../agent-choice.js';
import { base64FromAudioData } from '../../audio-data.js';
import type { DialectDeps, FrameConnection, FrameDialect, FramePeer } from '../../dialect.js';
import { createModelEvents } from '../../model-events.js';
import { createStartLimit } from '../../start-limit.js';
import { voiceFromName } from '../../voices.js';
import { decode, isAudioFrame, type ClientEvent } from './decode.js';
import { newSetup, withHistory, type Setup } from './setup.js';

export interface S2sFramesOptions {
  readonly voices: ReadonlySet<string>;
  /** The assistant of clients that name none. Its tools are the server's, whatever a client declares. */
  readonly personaId: string;
  /** Longest system prompt of a client, in characters, where clients may have one. Default 0: the persona's own is spoken. */
  readonly maxPromptChars: number;
}

/** Text contents that may be open at a time. */
const maxOpenTexts = 16;

/** The dialect of source 001 and of AWS's workshops. */
export function createS2sFramesDialect(deps: DialectDeps, options: S2sFramesOptions): FrameDialect {
  return {
    name: 's2s-frames',
    path: '/s2s',
    recognises: (first) => 'event' in first || 'body' in first || first['type'] === 'config',
    isAudio: isAudioFrame,
    connect: (peer) => connect(deps, options, peer),
  };
}

type TextRole = 'SYSTEM' | 'USER' | 'ASSISTANT';

function connect({ clock, sessions }: DialectDeps, options: S2sFramesOptions, peer: FramePeer): FrameConnection {
  let setup: Setup = newSetup;
  let conversation: Conversation | null = null;
  /** Between `sessionEnd` and the next `sessionStart`: what comes then is left over. */
  let isOver = false;
  const checkStart = createStartLimit({ clock });
  const openTexts = new Map<string, { readonly role: TextRole; text: string }>();

  const tell = (event: JsonObject): void => peer.send({ event, timestamp: clock.wallMs() });
  function fail(error: AppError): void {
    const { errorCode: code, errorMessage: message, recoverable, detail } = publicErrorFrom(error);
    tell({ error: { code, message, recoverable, ...(detail === undefined ? {} : { detail }) } });
  }

  function begin(): Conversation {
    checkStart();
    const sessionId = newId();
    const { promptName, voiceId, inputSampleRateHz, outputSampleRateHz, endpointingSensitivity, history } = setup;
    const events = createModelEvents(
      (name, body) => (name === 'audioOutput' ? peer.sendAudio({ event: { [name]: body }, timestamp: clock.wallMs() }) : tell({ [name]: body })),
      { sessionId, promptName, outputSampleRateHz },
    );
    /** False once the client has gone on to another one. */
    let mine: Conversation | null = null;
    const isCurrent = (): boolean => mine === null || conversation === mine;
    const link: ClientLink = {
      send(message) {
        if (!isCurrent()) return;
        events.message(message);
        if (message.type === 'fault') fail(message.error);
        if (message.type === 'ended') over(message);
      },
      sendAudio: (audio) => (isCurrent() ? events.audio(audio) : undefined),
      sendUsage: (usage) => (isCurrent() ? events.usage(usage) : undefined),
      replaced: () => undefined,
    };
    const prompt = options.maxPromptChars > 0 ? setup.prompt : null;
    const started = sessions.start(
      { sessionId, agent: agentFromQuery(peer.query, { personaId: options.personaId, prompt, history }), ...(endpointingSensitivity === null ? {} : { endpointingSensitivity }), voiceId, inputSampleRateHz, outputSampleRateHz, userId: null, language: peer.query['language'] ?? null, consent: null },
      link,
    );
    if (!started.ok) throw started.error;
    return (conversation = mine = started.value);
  }

  /** An end that the client did not ask for ends the connection too: it has no other word for it. */
  function over({ outcome }: Extract<ClientMessage, { type: 'ended' }>): void {
    conversation = null;
    if (isOver) return;
    isOver = true;
    if (outcome.status === 'parked') return peer.close(1012, 'the server is restarting');
    peer.close(outcome.status === 'error' ? 1011 : 1000, outcome.status);
  }

  function textEnded(role: TextRole, text: string): void {
    if (text.trim() === '') return;
    if (role === 'SYSTEM') {
      if (options.maxPromptChars > 0 && text.length > options.maxPromptChars) {
        throw new AppError('WS_MESSAGE_INVALID', 'prompt too long', { detail: `The system prompt has ${text.length} characters. At most ${options.maxPromptChars}.` });
      }
      setup = { ...setup, prompt: text };
    } else if (conversation === null) {
      // The pages say `interactive: true` of all that they send, their history too. Before the sound, nobody speaks with anybody.
      setup = withHistory(setup, role === 'USER' ? 'user' : 'assistant', text);
    } else if (role === 'USER') {
      conversation.text(text.slice(0, maxTypedChars));
    }
  }

  function contentStarted({ contentName, type, role = 'USER', audioInputConfiguration }: Extract<ClientEvent, { name: 'contentStart' }>['body']): void {
    if (type === 'AUDIO') {
      if (conversation !== null) return;
      setup = { ...setup, inputSampleRateHz: audioInputConfiguration?.sampleRateHertz ?? 16000 };
      begin();
    }
    // Results of tools are the server's own.
    if (type !== 'TEXT' || (role !== 'SYSTEM' && role !== 'USER' && role !== 'ASSISTANT')) return;
    if (openTexts.size >= maxOpenTexts) throw new AppError('WS_MESSAGE_INVALID', 'too many contents', { detail: `At most ${maxOpenTexts} text contents may be open at a time.` });
    openTexts.set(contentName, { role, text: '' });
  }

  function receive(event: ClientEvent): void {
    switch (event.name) {
      case 'sessionStart':
        // What was going on is left for what begins now.
        conversation?.end();
        conversation = null;
        isOver = false;
        setup = { ...newSetup, endpointingSensitivity: event.body.turnDetectionConfiguration?.endpointingSensitivity ?? null };
        return openTexts.clear();
      case 'promptStart': {
        const { promptName, audioOutputConfiguration } = event.body;
        setup = { ...setup, promptName, voiceId: voiceFromName(audioOutputConfiguration?.voiceId, options.voices), outputSampleRateHz: audioOutputConfiguration?.sampleRateHertz ?? 24000 };
        return;
      }
      case 'contentStart':
        return contentStarted(event.body);
      case 'textInput': {
        const open = openTexts.get(event.body.contentName);
        if (open === undefined) throw new AppError('WS_MESSAGE_INVALID', 'no such content', { detail: 'textInput: there is no open text content of this contentName. Send contentStart first.' });
        if (open.text.length + event.body.content.length > maxTextChars) throw new AppError('WS_MESSAGE_INVALID', 'text too long', { detail: `A text content has at most ${maxTextChars} characters.` });
        open.text += event.body.content;
        return;
      }
      case 'contentEnd': {
        const open = openTexts.get(event.body.contentName);
        openTexts.delete(event.body.contentName);
        return open === undefined ? undefined : textEnded(open.role, open.text);
      }
      case 'audioInput': {
        if (conversation === null) throw new AppError('SESSION_NOT_FOUND', 'no conversation', { detail: 'audioInput: send contentStart of type AUDIO first.' });
        const to = conversation;
        for (const piece of base64Pieces(base64FromAudioData(event.body.content), to.inputSampleRateHz)) to.audio(piece);
        return;
      }
      case 'promptEnd':
        return;
      case 'sessionEnd':
        isOver = true;
        return conversation?.end();
      default:
        return unreachable(event);
    }
  }

  return {
    receive(frame) {
      const event = decode(frame);
      if (event !== null && (!isOver || event.name === 'sessionStart')) receive(event);
    },
    fail,
    closed() {
      isOver = true;
      conversation?.end();
      conversation = null;
    },
  };
}

const maxTextChars = 100_000;
const maxTypedChars = 2000;
