import { msFromSamples, samplesFromBase64 } from '../audio/pcm.js';
import type { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import type { JsonObject } from '../kernel/json.js';
import { unreachable } from '../kernel/result.js';
import { novaVoices, type EndpointingSensitivity, type OutputEvent } from '../models/nova-sonic/wire.js';
import { brainEventFromTyped, languageExpected, type Brain, type BrainAction, type BrainEvent, type BrainPrompt, type Expectation } from './brains/brain.js';
import { createEar, type Ear, type EarEvent } from './hearing/ear.js';
import type { Recognizer } from './hearing/recognizer.js';
import type { InputRateHz, ReceivedEvent, ReceivedPrompt } from './input/input-events.js';
import { createInputOrder, type Meaning } from './input/input-order.js';
import { createMouth, type Mouth } from './mouth.js';
import { endpointingMsFrom, type EmulatorLimits, type EmulatorTiming } from './options.js';
import { createOutlet, type Outlet } from './outlet.js';
import type { SpeechSynthesizer } from './speech/speech.js';
import { createTimers } from './timers.js';
import { createUsage } from './usage.js';
import { messages, type StreamException } from './wire/exceptions.js';

/** One stream's model: what Nova 2 Sonic does between the first event and the last. */
export interface Session {
  /** One input event; `null` for a frame that held none that can be read. */
  receive(event: ReceivedEvent | null): void;
  /** The client sends nothing more. */
  inputEnded(): void;
  /** Ends the stream with an exception. */
  fail(exception: StreamException): void;
  /** Releases everything; nothing is sent after it. */
  close(): void;
}

export interface SessionDeps {
  readonly clock: Clock;
  readonly speech: SpeechSynthesizer;
  readonly recognizer: Recognizer | null;
  readonly brainFor: (prompt: BrainPrompt) => Brain;
  readonly log: (event: string, fields: JsonObject) => void;
  readonly send: (event: OutputEvent) => void;
  /** Ends the stream, with an exception or cleanly. Called once. */
  readonly end: (exception: StreamException | null) => void;
}

export interface SessionOptions {
  readonly timing: EmulatorTiming;
  readonly limits: EmulatorLimits;
  readonly keypad: boolean;
  readonly silenceCounts: boolean;
}

/** Audio that a container must have got before the model answers typed text: 64-66 ms fail, 68 ms are enough. */
const primingMs = 68;
/** Input audio between two usage events. */
const usageEveryMs = 10_000;

export function createSession(deps: SessionDeps, options: SessionOptions): Session {
  const { clock, log } = deps;
  const { timing, limits } = options;
  const sessionId = newId();
  const abort = new AbortController();
  const order = createInputOrder();
  const usage = createUsage();
  const history: { role: 'USER' | 'ASSISTANT'; text: string }[] = [];
  const toolNames = new Map<string, string>();
  /** Results that came while the user was talking: the answer waits for the end of the turn. */
  let heldResults: BrainEvent[] = [];
  let sensitivity: EndpointingSensitivity = 'MEDIUM';
  let prompt: ReceivedPrompt | null = null;
  let systemPrompt = '';
  let outlet: Outlet | null = null;
  let talk: {
    readonly brain: Brain;
    readonly mouth: Mouth;
    readonly ear: Ear | null;
    readonly rateHz: InputRateHz;
    readonly recognizer: Recognizer | null;
    readonly understands: (expectation: Expectation) => boolean;
  } | null = null;
  let userTalking = false;
  /** Number of the user's utterance: one whose words come late must not end a newer one. */
  let utterance = 0;
  let heardMs = 0;
  let usageDueMs = usageEveryMs;
  let idleSinceMs = clock.nowMs();
  let over = false;

  const close = (): void => {
    over = true;
    talk?.mouth.close();
    abort.abort();
    timers.close();
  };

  const end = (exception: StreamException | null): void => {
    if (over) return;
    close();
    deps.end(exception);
  };

  const fail = (exception: StreamException): void => {
    log('stream_failed', { sessionId, type: exception.type, message: exception.message });
    end({ ...exception, message: `RequestId=${newId()} : ${exception.message}` });
  };

  const bug = (thrown: unknown): void => {
    log('emulator_bug', { sessionId, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
    fail({ type: 'internalServerException', message: messages.internal });
  };

  const timers = createTimers(clock, { onThrow: bug });
  timers.after(limits.sessionMs, () => end({ type: 'modelTimeoutException', message: messages.modelTimeout }));
  const watchIdle = (): void => {
    const leftMs = idleSinceMs + limits.idleMs - clock.nowMs();
    if (leftMs > 0) timers.after(leftMs, watchIdle);
    else fail({ type: 'validationException', message: messages.idle(limits.idleMs) });
  };
  watchIdle();

  const tell = (event: BrainEvent): void => {
    if (talk === null || over) return;
    talk.mouth.answer(talk.brain.on(event));
  };

  const act = (action: Exclude<BrainAction, { kind: 'say' | 'wait' }>): void => {
    if (action.kind === 'fail') return fail(action.exception);
    const toolUseId = action.toolUseId ?? newId();
    toolNames.set(toolUseId, action.tool);
    order.expectToolResult(toolUseId);
    const input = typeof action.input === 'string' ? action.input : JSON.stringify(action.input);
    usage.textOut(input.length);
    outlet?.toolUse(action.tool, toolUseId, input);
  };

  const interrupt = (): void => {
    const spokenText = talk?.mouth.interrupt() ?? null;
    if (spokenText !== null) tell({ kind: 'interrupted', spokenText });
  };

  const yieldFloor = (ended: number): void => {
    if (ended !== utterance) return;
    userTalking = false;
    const results = heldResults;
    heldResults = [];
    for (const result of results) tell(result);
    talk?.mouth.release();
  };

  /** The user's words are known: they appear as text, and the brain answers. */
  const userSaid = (text: string, source: 'heard' | 'keys', ended: number): void => {
    timers.after(timing.transcriptMs, () => {
      outlet?.text('USER', 'FINAL', text, 'PARTIAL_TURN');
      usage.textOut(text.length);
      outlet?.usage(usage.take());
      tell({ kind: 'userText', text, source, overlapped: talk?.mouth.preparing ?? false });
      yieldFloor(ended);
    });
  };

  const onEar = (event: EarEvent): void => {
    switch (event.kind) {
      case 'voice_started':
        userTalking = true;
        utterance += 1;
        talk?.mouth.hold();
        if (talk?.mouth.speaking === true) interrupt();
        return;
      case 'utterance': {
        const ended = utterance;
        if (event.keys !== '') return userSaid(event.keys, 'keys', ended);
        const expectation = talk?.brain.expectation();
        if (talk === null || talk.recognizer === null || expectation === undefined || !talk.understands(expectation)) return yieldFloor(ended);
        void talk.recognizer.recognize(event.samples, talk.rateHz, expectation, abort.signal).then((text) =>
          timers.after(0, () => {
            if (text !== '') return userSaid(text, 'heard', ended);
            if (talk?.mouth.preparing !== true) tell({ kind: 'notHeard' });
            yieldFloor(ended);
          }),
        );
        return;
      }
      default:
        unreachable(event);
    }
  };

  const hear = (base64: string): void => {
    if (talk === null || base64 === '') return;
    const samples = samplesFromBase64(base64);
    const durationMs = msFromSamples(samples.length, talk.rateHz);
    if (options.silenceCounts || samples.some((sample) => sample !== 0)) idleSinceMs = clock.nowMs();
    heardMs += durationMs;
    usage.speechIn(durationMs);
    talk.ear?.push(samples);
    if (heardMs >= usageDueMs) {
      usageDueMs = heardMs + usageEveryMs;
      outlet?.usage(usage.take());
    }
  };

  const openAudio = (rateHz: InputRateHz, deaf: boolean): void => {
    if (prompt === null || outlet === null) return;
    const { voiceId, sampleRateHertz } = prompt.audioOutputConfiguration;
    const voice = novaVoices.find(({ id }) => id === voiceId) ?? novaVoices[0];
    // To a voice of another language nobody speaks English; the polyglot ones are spoken to in both.
    const understands = (expectation: Expectation): boolean => voice.language.startsWith(languageExpected(expectation)) || (voice.polyglot && languageExpected(expectation) === 'es');
    const recognizer = /^(?:en|es)/.test(voice.language) ? deps.recognizer : null;
    const brain = deps.brainFor({
      systemPrompt,
      history,
      voiceId,
      tools: (prompt.toolConfiguration?.tools ?? []).map(({ toolSpec }) => ({
        name: toolSpec.name,
        description: toolSpec.description ?? '',
        inputSchema: toolSpec.inputSchema.json,
      })),
    });
    const mouth = createMouth(
      { clock, timers, speech: deps.speech, outlet, usage, act },
      { voice: voice.id, sampleRateHz: sampleRateHertz, timing },
    );
    const ear = deaf
      ? null
      : createEar(
          { onEvent: onEar },
          {
            sampleRateHz: rateHz,
            endpointingMs: endpointingMsFrom(timing, sensitivity),
            collect: recognizer !== null,
            keypad: options.keypad,
          },
        );
    talk = { brain, mouth, ear, rateHz, recognizer, understands };
    idleSinceMs = clock.nowMs();
    tell({ kind: 'started' });
  };

  const startCompletion = (): void => {
    timers.after(timing.completionStartMs, () => {
      outlet?.completionStart();
      outlet?.usage(usage.take());
    });
  };

  const take = (meaning: Meaning): void => {
    switch (meaning.kind) {
      case 'none':
        return;
      case 'session_started':
        sensitivity = meaning.sensitivity;
        return;
      case 'prompt_started':
        prompt = meaning.prompt;
        outlet = createOutlet(
          { send: deps.send },
          { sessionId, promptName: prompt.promptName, sampleRateHz: prompt.audioOutputConfiguration.sampleRateHertz },
        );
        return;
      case 'system':
        systemPrompt = meaning.text;
        usage.textIn(meaning.text.length);
        return startCompletion();
      case 'history':
        history.push({ role: meaning.role, text: meaning.text });
        usage.textIn(meaning.text.length);
        return;
      case 'audio_opened':
        return openAudio(meaning.sampleRateHz, meaning.deaf);
      case 'audio':
        return hear(meaning.base64);
      case 'typed':
        idleSinceMs = clock.nowMs();
        usage.textIn(meaning.text.length);
        // Seen from the real model: before the container was fed, text is billed and yields nothing.
        if (heardMs < primingMs) return log('text_before_priming', { sessionId, heardMs });
        if (talk?.ear === null) return log('audio_without_role', { sessionId });
        interrupt();
        // A client that stops its audio in the middle of a word would else never get its answer.
        yieldFloor(utterance);
        return tell(brainEventFromTyped(meaning.text));
      case 'tool_result': {
        usage.textIn(meaning.bytes);
        const { toolUseId, result } = meaning;
        const event: BrainEvent = { kind: 'toolResult', tool: toolNames.get(toolUseId) ?? '', toolUseId, result };
        if (userTalking) heldResults.push(event);
        else tell(event);
        return;
      }
      case 'prompt_ended':
        talk?.mouth.finish();
        talk = null;
        outlet?.usage(usage.take());
        outlet?.completionEnd();
        return;
      case 'session_ended':
        return end(null);
      default:
        unreachable(meaning);
    }
  };

  return {
    receive(event) {
      if (over) return;
      try {
        if (event === null) {
          log('rule_broken', { sessionId, rule: 'unreadable_event' });
          return fail({ type: 'validationException', message: messages.invalidInput });
        }
        const accepted = order.accept(event);
        if (accepted.ok) return take(accepted.value);
        log('rule_broken', { sessionId, rule: accepted.error.rule, event: event.name });
        fail({ type: 'validationException', message: accepted.error.message });
      } catch (thrown) {
        bug(thrown);
      }
    },
    inputEnded: () => end(null),
    fail,
    close,
  };
}
