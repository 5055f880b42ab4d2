import type { Clock, Timer } from '../kernel/clock.js';
import { AppError, appErrorFrom } from '../kernel/errors.js';
import { earconBase64 } from '../audio/earcon.js';
import { bytesFromBase64Length, bytesPerSample, msFromSamples } from '../audio/pcm.js';
import type { JsonObject } from '../kernel/json.js';
import { unreachable } from '../kernel/result.js';
import { decide } from './decide.js';
import { createMicrophone } from './microphone.js';
import { createOutgoing } from './outgoing.js';
import { createPlayout } from './playout.js';
import type { ActionReply, Agent, AgentAction, ClientLink, EndpointingSensitivity, Journal, ModelEvent, Outcome, Position, Recorder, SampleRateHz, SpokenTurn, StreamRequest, ToolContext, VoiceModel } from './ports.js';
import { runTool } from './run-tool.js';
import { createStreams } from './streams.js';
import { defaultLimits, initialState, type ConversationLimits, type ConversationRules, type ConversationState, type Effect, type Input, type Senses, type TimerName } from './state.js';

/** What happens in a conversation, for the log: never text, audio or answers. */
export type ConversationLog = (event: string, fields: Readonly<Record<string, string | number | boolean>>, error?: AppError) => void;

export interface ConversationDeps {
  readonly clock: Clock;
  readonly model: VoiceModel;
  readonly agent: Agent;
  readonly journal: Journal;
  /** Hears what both sides say; closed by its owner. Default: nobody does. */
  readonly recorder?: Recorder;
  readonly log: ConversationLog;
  /** For the jitter of waits. Default `Math.random`. */
  readonly random?: () => number;
  /** Called once, after everything is written and the client was told. The owner lets go of the conversation here. */
  readonly onEnded: (outcome: Outcome) => void;
}

export interface ConversationOptions {
  readonly sessionId: string;
  readonly voiceId: string;
  readonly inputSampleRateHz: SampleRateHz;
  readonly outputSampleRateHz: SampleRateHz;
  /** Default: as the model is set up. */
  readonly endpointingSensitivity?: EndpointingSensitivity;
  /** What was said before, in a conversation that goes on from its record. Default none. */
  readonly history?: readonly SpokenTurn[];
  readonly limits?: Partial<ConversationLimits>;
}

/** One conversation. No call waits or throws; after the end, calls do nothing. */
export interface Conversation {
  /** The participant's audio: base64 PCM s16le mono at the input rate. The hot path: to the model's queue at once. */
  audio(base64: string): void;
  mute(muted: boolean): void;
  /** @param about what the client showed when it was typed, in its own words; absent: that is not known */
  text(text: string, about?: string): void;
  /** The participant has stopped the agent's voice by hand: nothing of this utterance goes out any more. */
  bargeIn(): void;
  act(action: AgentAction): void;
  /** Samples of the epoch that the client has played, at the output rate. */
  played(epoch: number, samples: number): void;
  /** Whether a client that has everything up to this place can be given the rest. */
  canReplay(after: Position): boolean;
  /** The participant is (again) at this link, which gets the messages after that place; one that was there before is told that it is replaced. */
  attach(link: ClientLink, after?: Position | null): void;
  /** Does nothing when another link has taken over since. */
  detach(link: ClientLink): void;
  end(): void;
  /** The server is about to stop: park at the next quiet moment. */
  drain(): void;
  /** Say nothing more, close politely, and leave the rest to whoever goes on from the record. */
  park(): void;
  /** Another process has the conversation now: as `park`, and the client is told that it goes on elsewhere. */
  letGo(): void;
  /** Of the participant's audio. */
  readonly inputSampleRateHz: SampleRateHz;
  readonly voiceId: string;
  readonly state: ConversationState;
}

/** Inputs wait only while another one is being decided; more than this at once is a loop, that is a bug. */
const maxMailbox = 1000;

/** The first new stream comes at once; then ever later, and at random, so that a thousand sessions do not come back as one. */
function backoffMs(failures: number, busy: boolean, random: () => number): number {
  if (failures <= 1 && !busy) return 0;
  const ceilingMs = Math.min(busy ? 5_000 : 4_000, (busy ? 500 : 150) * 2 ** failures);
  return ceilingMs / 4 + random() * ceilingMs * 0.75;
}

export function startConversation(deps: ConversationDeps, options: ConversationOptions, firstLink: ClientLink): Conversation {
  const { clock, agent, log, recorder } = deps;
  const rules: ConversationRules = {
    ...defaultLimits,
    ...options.limits,
    opening: agent.opening,
    resumption: (after, unsaid) => agent.resumption(after, unsaid),
    backoffMs: (failures, busy) => backoffMs(failures, busy, deps.random ?? Math.random),
    idlePrompt: (given) => agent.idlePrompt(given),
    dispositionOf: (end) => agent.dispositionOf(end),
  };
  const requestFrom = (history: readonly SpokenTurn[]): StreamRequest => ({
    sessionId: options.sessionId,
    voiceId: options.voiceId,
    systemPrompt: state.turn === 0 && history.length === 0 ? agent.systemPrompt : [agent.systemPrompt, agent.standing()].filter((part) => part !== '').join('\n\n'),
    tools: agent.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
    history,
    inputSampleRateHz: options.inputSampleRateHz,
    outputSampleRateHz: options.outputSampleRateHz,
    ...(options.endpointingSensitivity === undefined ? {} : { endpointingSensitivity: options.endpointingSensitivity }),
  });

  let state = initialState(clock.nowMs(), options.history);
  const outgoing = createOutgoing(firstLink);
  let muted = false;
  let lastSoundMs = 0;
  const playout = createPlayout();
  const microphone = createMicrophone({ sampleRateHz: options.inputSampleRateHz, hasStream: () => streams.hasCurrent });
  const streams = createStreams({ model: deps.model, microphone, nowMs: () => clock.nowMs(), onEvent: onModelEvent });
  const timers = new Map<TimerName, Timer>();
  const mailbox: Input[] = [];
  let deciding = false;

  // ---- the mailbox: one input at a time, never awaiting -------------------------------------------------------------

  function put(input: Input): void {
    if (mailbox.length >= maxMailbox) throw new Error('mailbox overflow');
    mailbox.push(input);
    if (deciding) return;
    deciding = true;
    try {
      for (let next = mailbox.shift(); next !== undefined; next = mailbox.shift()) take(next);
    } finally {
      deciding = false;
    }
  }

  function take(input: Input): void {
    guarded(input, () => {
      const before = state.phase;
      const decision = decide(rules, state, input, clock.nowMs());
      state = decision.state;
      if (state.phase !== before) log('conversation_phase', { from: before, to: state.phase, because: input.type });
      // Each for itself: one that fails must not take with it those that end the session.
      for (const effect of decision.effects) guarded(input, () => perform(effect));
    });
  }

  function guarded(input: Input, work: () => void): void {
    try {
      work();
    } catch (thrown) {
      const error = appErrorFrom(thrown);
      log('conversation_bug', { input: input.type }, error);
      if (input.type !== 'bug') mailbox.unshift({ type: 'bug', error });
    }
  }

  // ---- effects ------------------------------------------------------------------------------------------------------

  const context = (): ToolContext => ({
    moment: {
      heardCount: state.heardCount,
      epoch: state.epoch,
      atMs: clock.nowMs(),
      ...(state.heardAbout === null ? {} : { about: state.heardAbout }),
      ...(state.heardFromMs === null ? {} : { wordsFromMs: state.heardFromMs }),
    },
    heard: state.heard,
    notify: (notice) => put({ type: 'notice', notice }),
    finish: (outcome) => put({ type: 'finish', outcome }),
  });

  /** What the agent does by itself comes back as an input. */
  function follow(work: Promise<ActionReply>): void {
    work.then(
      ({ tellModel }) => put({ type: 'actionReply', tellModel }),
      (thrown: unknown) => put({ type: 'bug', error: appErrorFrom(thrown) }),
    );
  }

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'openStream':
        log('stream_opening', { stream: effect.stream, role: effect.role });
        return streams.open(effect.stream, effect.role, requestFrom(effect.history));
      case 'handOver':
        log('stream_handed_over', { from: effect.from, to: effect.to });
        return streams.handOver(effect.from, effect.to);
      case 'closeStream':
        return streams.close(effect.stream, effect.how);
      case 'tellModel':
        return streams.text(effect.text);
      case 'toolResult':
        return streams.toolResult(effect.toolUseId, effect.result);
      case 'bridge':
        return toClient(earconBase64(options.outputSampleRateHz), state.epoch);
      case 'tellClient':
        if (effect.message.type === 'interrupted') recorder?.cut(effect.message.epoch);
        return outgoing.send(effect.message);
      case 'ready':
        return outgoing.send({ type: 'ready', introduction: agent.introduction(), hearsWords: deps.model.hearsWords });
      case 'tellUsage':
        return outgoing.usage(effect.usage);
      case 'runTool': {
        const startedMs = clock.nowMs();
        const tellLate = (result: JsonObject): void => put({ type: 'actionReply', tellModel: agent.lateResult(result) });
        void runTool(clock, agent, effect.name, effect.input, context(), tellLate).then(({ result, fault }) => {
          // A name that the model invented may hold anything, so it stays out of the log.
          const tool = agent.tools.some(({ name }) => name === effect.name) ? effect.name : 'unknown';
          log('tool_ran', { tool, ms: Math.round(clock.nowMs() - startedMs), refused: 'error' in result }, fault ?? undefined);
          put({ type: 'toolReply', toolUseId: effect.toolUseId, result });
        });
        return;
      }
      case 'remind': {
        const tellModel = agent.missedTool(effect.heard);
        return put(tellModel === null ? { type: 'nothingMissed' } : { type: 'reminder', text: tellModel });
      }
      case 'recover':
        return follow(agent.recover(effect.heard, context()));
      case 'act':
        return follow(agent.act(effect.action, context()));
      case 'record':
        return deps.journal.transcript(effect.entry);
      case 'setTimer':
        timers.get(effect.timer)?.cancel();
        timers.set(effect.timer, clock.setTimer(effect.delayMs, () => put({ type: 'timer', timer: effect.timer, senses: senses() })));
        return;
      case 'clearTimer':
        timers.get(effect.timer)?.cancel();
        timers.delete(effect.timer);
        return;
      case 'closeJournal':
        void deps.journal
          .close(effect.outcome, { ...state.usage, streams: state.line.opened })
          .then(
            (outcome) => put({ type: 'journalClosed', outcome }),
            (thrown: unknown) => {
              log('journal_failed', {}, appErrorFrom(thrown, 'DB_WRITE_FAILED'));
              put({ type: 'journalClosed' });
            },
          );
        return;
      case 'finish':
        try {
          outgoing.send({ type: 'ended', outcome: effect.outcome, durationMs: effect.durationMs, summary: agent.summary() });
        } finally {
          for (const timer of timers.values()) timer.cancel();
          timers.clear();
          outgoing.close();
          deps.onEnded(effect.outcome);
        }
        return;
      default:
        return unreachable(effect);
    }
  }

  // ---- the model ----------------------------------------------------------------------------------------------------

  /** The sentence that is arriving, and the epoch that it belongs to. Frames of a sentence from before a cut die here. */
  const noEpoch = -1;
  let arriving = { stream: 0, contentId: '', epoch: noEpoch };
  /** True while the sentence that was announced last belongs to an utterance that we cut: its sound is not played, however late. */
  let announcedIsMuffled = false;

  const senses = (): Senses => ({ voice: microphone.voice, unnoticed: microphone.unnoticed, quietMs: microphone.quietMs, lastSoundMs, audibleUntilMs: playout.audibleUntilMs });

  function onModelEvent(stream: number, event: ModelEvent): void {
    switch (event.type) {
      case 'audio':
        return agentAudio(stream, event.contentId, event.audio);
      case 'opened':
        return put({ type: 'opened', stream, audibleUntilMs: playout.audibleUntilMs });
      case 'closed':
        log('stream_closed', { stream, kind: event.end.kind }, event.end.kind === 'asked' ? undefined : event.end.error);
        return put({ type: 'streamClosed', stream, end: event.end, audibleUntilMs: playout.audibleUntilMs });
      case 'planned':
        microphone.noticed();
        announcedIsMuffled = clock.nowMs() < state.muffledUntilMs;
        return put(event);
      case 'userText':
        microphone.noticed();
        return put({ ...event, fromMs: microphone.voiceFromMs });
      case 'interrupted':
      case 'toolRequest':
        microphone.noticed();
        return put(event);
      case 'turnEnded':
        return put({ type: 'turnEnded', audibleUntilMs: playout.audibleUntilMs });
      case 'spoken':
      case 'usage':
        return put(event);
      default:
        return unreachable(event);
    }
  }

  function agentAudio(stream: number, contentId: string, audio: string): void {
    const nowMs = clock.nowMs();
    const isNew = contentId !== arriving.contentId || stream !== arriving.stream;
    if (isNew) arriving = { stream, contentId, epoch: announcedIsMuffled || nowMs < state.muffledUntilMs ? noEpoch : state.epoch };
    if (arriving.epoch !== state.epoch) return;
    lastSoundMs = nowMs;
    toClient(audio, state.epoch);
    if (isNew) put({ type: 'sounded' });
  }

  function toClient(audio: string, epoch: number): void {
    const samples = bytesFromBase64Length(audio) / bytesPerSample;
    playout.sent(epoch, msFromSamples(samples, options.outputSampleRateHz), clock.nowMs());
    if (outgoing.audio(audio, epoch)) recorder?.agent(audio, epoch);
  }

  put({ type: 'start' });

  return {
    audio(base64) {
      if (muted || state.phase === 'ending' || state.phase === 'ended') return;
      streams.audio(base64);
      recorder?.participant(base64);
      if (microphone.push(base64, clock.nowMs())) put({ type: 'voice' });
    },
    mute(value) {
      muted = value;
    },
    text: (text, about) => put({ type: 'text', text, ...(about === undefined ? {} : { about }) }),
    bargeIn: () => put({ type: 'bargeIn' }),
    act: (action) => put({ type: 'action', action }),
    played(epoch, samples) {
      recorder?.played(epoch, samples);
      playout.played(epoch, msFromSamples(samples, options.outputSampleRateHz), clock.nowMs());
      put({ type: 'audibleUntil', audibleUntilMs: playout.audibleUntilMs });
    },
    canReplay: (after) => outgoing.canReplay(after),
    attach(link, after = null) {
      // The mute button was another page's.
      muted = false;
      outgoing.attach(link, after);
      put({ type: 'attached', unheardMs: playout.unheardMs });
    },
    detach(link) {
      if (outgoing.detach(link)) put({ type: 'detached' });
    },
    end: () => put({ type: 'end' }),
    drain: () => put({ type: 'drain' }),
    park: () => put({ type: 'park' }),
    letGo() {
      outgoing.replaced();
      put({ type: 'park' });
    },
    inputSampleRateHz: options.inputSampleRateHz,
    voiceId: options.voiceId,
    get state() {
      return state;
    },
  };
}
