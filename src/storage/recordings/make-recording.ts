import { open, rename, type FileHandle } from 'node:fs/promises';
import { createAgentTrack, type AgentTrack } from '../../audio/agent-track.js';
import { createParticipantTrack, type ParticipantTrack } from '../../audio/participant-track.js';
import { bytesFromSamples, bytesPerSample, samplesFromMs } from '../../audio/pcm.js';
import { createTrackRenderer } from '../../audio/track-renderer.js';
import { wavHeader, wavHeaderBytes } from '../../audio/wav.js';
import { AppError } from '../../kernel/errors.js';
import { spoolStart, type SpoolStart } from './spool-format.js';
import { createSoundReader, spoolRecords } from './spool-reader.js';

/**
 * Of every recording. What the participant said is the evidence, and 16 kHz is what microphones deliver here: it stays as it
 * came, bit for bit. The agent's 24 kHz lose what lies above 8 kHz, and files are a third smaller.
 */
export const recordingSampleRateHz = 16_000;
const channels = 2;

export interface SpoolSummary {
  readonly start: SpoolStart;
  readonly durationMs: number;
  /** False: the process died in the middle of the call. */
  readonly ended: boolean;
  /** Something could not be written, or the call did not come to its end. */
  readonly incomplete: boolean;
}

interface SpoolContent extends SpoolSummary {
  readonly participant: ParticipantTrack;
  readonly agent: AgentTrack;
}

export interface MadeRecording extends SpoolSummary {
  /** Of the whole file. */
  readonly bytes: number;
}

/**
 * Makes the WAV file of a spool: stereo, left the participant, right the agent as heard, as long as the call was. Reads twice and
 * writes once, a second of sound at a time, and lets others work in between. The file appears under its name when it is whole
 * and on the disk. Null: the spool holds nothing, or was not allowed to become a recording.
 */
export async function makeRecording(spoolPath: string, wavPath: string, allowed: (summary: SpoolSummary) => Promise<boolean>): Promise<MadeRecording | null> {
  const source = await open(spoolPath, 'r');
  try {
    const content = await contentOf(source);
    if (content === null || !(await allowed(content))) return null;
    const target = await open(`${wavPath}.part`, 'w', 0o600);
    let bytes = 0;
    try {
      bytes = await writeWav(source, target, content);
      await target.sync();
    } finally {
      await target.close();
    }
    await rename(`${wavPath}.part`, wavPath);
    const { start, durationMs, ended, incomplete } = content;
    return { start, durationMs, ended, incomplete, bytes };
  } finally {
    await source.close();
  }
}

async function contentOf(handle: FileHandle): Promise<SpoolContent | null> {
  let start: SpoolStart | null = null;
  let tracks: { readonly participant: ParticipantTrack; readonly agent: AgentTrack } | null = null;
  let durationMs = 0;
  let ended = false;
  let lost = false;
  for await (const { kind, atMs, value, payloadAt, payloadBytes, payload } of spoolRecords(handle)) {
    durationMs = Math.max(durationMs, atMs);
    const samples = Math.floor(payloadBytes / bytesPerSample);
    if (kind === 'start') {
      start = startFrom(payload);
      tracks = { participant: createParticipantTrack({ sampleRateHz: start.inputSampleRateHz }), agent: createAgentTrack({ sampleRateHz: start.outputSampleRateHz }) };
    } else if (kind === 'participant') tracks?.participant.add(atMs, payloadAt, samples);
    else if (kind === 'agent') tracks?.agent.sent(atMs, value, payloadAt, samples);
    else if (kind === 'played') tracks?.agent.played(atMs, value, payload.readUInt32LE(0));
    else if (kind === 'cut') tracks?.agent.cut(atMs, value);
    else if (kind === 'lost') lost = true;
    else {
      ended = true;
      lost ||= value !== 0;
    }
  }
  if (start === null || tracks === null) return null;
  return { start, ...tracks, durationMs: Math.round(durationMs), ended, incomplete: lost || !ended };
}

function startFrom(payload: Buffer): SpoolStart {
  try {
    const json: unknown = JSON.parse(payload.toString());
    return spoolStart.parse(json);
  } catch (thrown) {
    throw new AppError('DB_READ_FAILED', 'a spool begins with what is no beginning', { cause: thrown });
  }
}

async function writeWav(source: FileHandle, target: FileHandle, { start, durationMs, participant, agent }: SpoolContent): Promise<number> {
  const toHz = recordingSampleRateHz;
  const frames = samplesFromMs(durationMs, toHz);
  const dataBytes = frames * channels * bytesPerSample;
  const left = createTrackRenderer(participant.placed(), createSoundReader(source), { fromHz: start.inputSampleRateHz, toHz });
  const right = createTrackRenderer(agent.placed(), createSoundReader(source), { fromHz: start.outputSampleRateHz, toHz });
  await writeAll(target, wavHeader({ dataBytes, sampleRateHz: toHz, channels }), 0);
  const block = new Int16Array(toHz * channels);
  for (let done = 0; done < frames; ) {
    const part = block.subarray(0, Math.min(toHz, frames - done) * channels);
    await left.fill(part, 0);
    await right.fill(part, 1);
    await writeAll(target, bytesFromSamples(part), wavHeaderBytes + done * channels * bytesPerSample);
    done += part.length / channels;
  }
  return wavHeaderBytes + dataBytes;
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
