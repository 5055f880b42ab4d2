import { createInterview } from './agents/interviewer/interview.js';
import { createInterviewer } from './agents/interviewer/interviewer.js';
import { outcomeFrom } from './agents/interviewer/tools/tool-deps.js';
import type { Journal, Recorder, SampleRateHz } from './conversation/ports.js';
import { isoFromWallMs, type Clock } from './kernel/clock.js';
import { AppError } from './kernel/errors.js';
import { ok, refuse, type Result } from './kernel/result.js';
import { withDeadline } from './kernel/retry.js';
import { novaVoices } from './models/nova-sonic/wire.js';
import type { QuestionnaireCatalogue } from './sessions/questionnaires.js';
import { pastOf, type Past } from './sessions/past.js';
import type { AgentChoice, SessionParts, SessionRequest } from './sessions/sessions.js';
import { createRecorder, noRecorder } from './sessions/recording.js';
import { createStorageJournal } from './sessions/storage-journal.js';
import type { Recordings } from './storage/recordings/recordings.js';
import type { ResponseRow } from './storage/responses.js';
import type { SessionRow } from './storage/sessions.js';
import type { Storage } from './storage/storage.js';
import type { Questionnaire } from './survey/questionnaire.js';
import type { Log } from './telemetry/log.js';

export interface InterviewsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly catalogue: QuestionnaireCatalogue;
  /** Null: sound is not kept. */
  readonly recordings: Recordings | null;
}

export interface InterviewsOptions {
  /** Where the participant chose none. */
  readonly defaultVoice: string;
  /** Of interviews that are taken up again. */
  readonly outputSampleRateHz: SampleRateHz;
  /** How long after its last sign of life an interview may be taken up again. Default 30 min. */
  readonly resumableMs?: number;
}

export interface Interviews {
  /** Refused with `QUESTIONNAIRE_NOT_FOUND`, or `SERVER_BUSY` while nothing could be recorded. */
  prepare(request: SessionRequest, choice: Extract<AgentChoice, { kind: 'interviewer' }>): Result<SessionParts, AppError>;
  /** Takes up an interview from its record. As `SessionsDeps.recall`. */
  recall(found: SessionRow): Promise<Result<SessionParts, AppError>>;
  /**
   * Ends interviews for good that nobody came back to, begun after `since` (ISO 8601), and gives their number. One that runs, here
   * or on another node, has had a sign of life not long ago. Rejects when the record cannot be read.
   */
  expire(since: string, stop: AbortSignal): Promise<number>;
}

/** How long the end of a conversation waits for an answer that is being recorded. */
const lastAnswerMs = 4000;
/** And then for those that are kept and not recorded yet: mostly they are at once, and the client can be told so. */
const savingMs = 2000;
const defaultResumableMs = 30 * 60_000;

/** Makes agent and journal of each interview: of a new one from what was asked for, of one that goes on from its record. */
export function createInterviews(deps: InterviewsDeps, options: InterviewsOptions): Interviews {
  const { clock, storage, catalogue, recordings } = deps;
  const resumableMs = options.resumableMs ?? defaultResumableMs;

  function parts(questionnaire: Questionnaire, row: SessionRow, outputSampleRateHz: SampleRateHz, before: { readonly rows: readonly ResponseRow[]; readonly history: Past['history'] } | null) {
    const { sessionId, voiceId, inputSampleRateHz = 16000 } = row;
    const log = deps.log.with({ sessionId });
    const interview = createInterview(
      { clock, responses: storage.recorder, quotas: storage.quotas, onFault: (error) => log.error('quota_not_counted', {}, error) },
      { sessionId, questionnaire, seed: row.seed, rows: before?.rows ?? [] },
    );
    const agent = createInterviewer({ interview, onFault: (error) => log.error('answer_not_saved', {}, error) }, { resumed: before !== null });
    const journal = createStorageJournal({ clock, log, recorder: storage.recorder }, { row, resumed: before !== null, consented: () => interview.consented });
    let recorder: Recorder = noRecorder;
    const startRecorder = (): Recorder => {
      if (recordings !== null) recorder = createRecorder({ recordings }, { sessionId, inputSampleRateHz, outputSampleRateHz });
      return recorder;
    };
    // However the conversation ended, nobody keeps a seat who has left for good. An answer that was still being recorded then may
    // have been the last one: the record says what came of it.
    const close: Journal['close'] = async (outcome, usage) => {
      // A database that hangs does not keep the conversation from ending.
      await withDeadline(clock, lastAnswerMs, interview.stop(), () => new AppError('DB_WRITE_FAILED', 'the last answer was not written in time')).catch((error: unknown) => log.warn('last_answer_not_awaited', {}, error));
      // What still waits then is told as `pendingAnswers`.
      if (outcome.status !== 'parked') await withDeadline(clock, savingMs, interview.saved(), () => new AppError('DB_WRITE_FAILED', 'still waiting')).catch(() => undefined);
      const ended = outcomeFrom(interview.path) ?? outcome;
      // Earlier parts of the call may be stored already, which consent that was taken back takes along.
      if (before !== null && !interview.consented) await recordings?.delete(sessionId).catch((error: unknown) => log.error('recording_not_deleted', {}, error));
      await recorder.close(interview.consented);
      const [recorded] = await Promise.all([journal.close(ended, usage), ended.status === 'parked' ? undefined : interview.leave()]);
      return recorded;
    };
    const isOurs = async (): Promise<boolean> => {
      const found = await storage.sessions.get(sessionId);
      return found === null || (found.fence ?? 1) === (row.fence ?? 1);
    };
    return {
      interview,
      parts: { subject: questionnaire.questionnaireId, voiceId, userId: row.userId ?? null, inputSampleRateHz, outputSampleRateHz, agent, journal: { ...journal, close }, startRecorder, history: before?.history ?? [], isOurs } satisfies SessionParts,
    };
  }

  function prepare(request: SessionRequest, choice: Extract<AgentChoice, { kind: 'interviewer' }>): Result<SessionParts, AppError> {
    const voiceId = request.voiceId ?? options.defaultVoice;
    const language = request.language ?? novaVoices.find((voice) => voice.id === voiceId)?.language;
    const questionnaire = catalogue.find(choice.questionnaireId, language);
    if (questionnaire === null) return refuse(new AppError('QUESTIONNAIRE_NOT_FOUND', 'unknown questionnaire'));
    const readiness = storage.ready();
    if (!readiness.ready) return refuse(new AppError('SERVER_BUSY', `not ready: ${readiness.reason}`));
    const row: SessionRow = {
      sessionId: request.sessionId,
      questionnaireId: questionnaire.questionnaireId,
      questionnaireVersion: questionnaire.version,
      questionnaireHash: questionnaire.hash,
      agent: 'interviewer',
      voiceId,
      language: questionnaire.language,
      startTime: isoFromWallMs(clock.wallMs()),
      status: 'active',
      streams: 1,
      seed: Math.floor(Math.random() * 2 ** 31),
      inputSampleRateHz: request.inputSampleRateHz,
      ...(request.userId === null ? {} : { userId: request.userId }),
      ...(request.consent === null ? {} : { consent: request.consent }),
    };
    return ok(parts(questionnaire, row, request.outputSampleRateHz, null).parts);
  }

  async function recall(found: SessionRow): Promise<Result<SessionParts, AppError>> {
    const { sessionId } = found;
    const questionnaire = catalogue.find(found.questionnaireId, found.language);
    // Answers were given to the questionnaire as it was.
    if (questionnaire === null || questionnaire.hash !== found.questionnaireHash) return refuse(new AppError('SESSION_EXPIRED', 'the questionnaire has changed'));
    const past = await pastOf(storage, found);
    if (clock.wallMs() - past.seenAtMs > resumableMs) return refuse(new AppError('SESSION_EXPIRED', 'the session was left too long ago'));
    const row = await storage.sessions.claim(sessionId);
    if (row === null) return refuse(new AppError('SESSION_EXPIRED', 'the session is over'));
    // After the claim: nobody else records any more.
    const rows = await storage.answersOf(sessionId);
    const resumed = parts(questionnaire, row, options.outputSampleRateHz, { rows, history: past.history });
    await resumed.interview.takeUp();
    // It had come to its end, and died before that was recorded.
    if (resumed.interview.path.next === null) {
      await resumed.parts.journal.close({ status: 'parked', disposition: '' }, nothingUsed);
      return refuse(new AppError('SESSION_EXPIRED', 'the session is over'));
    }
    return ok(resumed.parts);
  }

  async function expire(since: string, stop: AbortSignal): Promise<number> {
    let expired = 0;
    for (const { questionnaireId } of catalogue.cards) {
      for await (const row of storage.sessions.eachOf(questionnaireId, { since })) {
        if (stop.aborted) return expired;
        if ((row.status !== 'active' && row.status !== 'parked') || storage.isEnding(row.sessionId)) continue;
        if (clock.wallMs() - (await pastOf(storage, row)).seenAtMs <= resumableMs) continue;
        if (await endForGood(row.sessionId)) expired += 1;
      }
    }
    return expired;
  }

  async function endForGood(sessionId: string): Promise<boolean> {
    const row = await storage.sessions.claim(sessionId);
    if (row === null) return false;
    const questionnaire = catalogue.find(row.questionnaireId, row.language);
    if (questionnaire === null || questionnaire.hash !== row.questionnaireHash) {
      await storage.sessions.update(sessionId, { status: 'abandoned', disposition: 'break_off', endTime: isoFromWallMs(clock.wallMs()) });
      return true;
    }
    const { agent, journal } = parts(questionnaire, row, options.outputSampleRateHz, { rows: await storage.answersOf(sessionId), history: [] }).parts;
    await journal.close({ status: 'abandoned', disposition: agent.dispositionOf('left') }, nothingUsed);
    return true;
  }

  return { prepare, recall, expire };
}

const nothingUsed = { inputTokens: 0, outputTokens: 0, streams: 0 };
