import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { FaultInput } from '../../src/emulator/faults/fault.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import type { StreamSummary } from '../../src/emulator/stream-roll.js';
import { systemClock } from '../../src/kernel/clock.js';
import { eventually } from '../support/eventually.js';
import { closing, openTalk, opening, typed, type RawTalk, type Seen } from './emulator-client.js';

/** An emulator without pauses, and what its log tells of faults. */
export interface FaultBench {
  /** The emulator that was started last. */
  readonly emulator: Emulator;
  /** Such as `1 reset`: number of the stream and kind, in order. */
  readonly fired: readonly string[];
  start(faults: readonly FaultInput[], options?: EmulatorOptions): Promise<Emulator>;
  /** Resolves when a fault of the kind has happened. */
  happened(kind: string): Promise<void>;
  /** What became of the newest stream, read when it has got so many events. */
  received(events: number): Promise<StreamSummary | undefined>;
  close(): Promise<void>;
}

const fast = { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity, endpointingMs: 60 };

export function createFaultBench(): FaultBench {
  let emulator: Emulator | null = null;
  let fired: string[] = [];
  let onFired = (): void => undefined;
  const started = (): Emulator => {
    if (emulator === null) throw new Error('no emulator was started');
    return emulator;
  };
  return {
    get emulator() {
      return started();
    },
    get fired() {
      return fired;
    },
    async start(faults, options = {}) {
      await emulator?.close();
      fired = [];
      const log = (event: string, fields: { readonly [key: string]: unknown }): void => {
        if (event !== 'fault_fired') return;
        fired.push(`${String(fields['stream'])} ${String(fields['kind'])}`);
        onFired();
      };
      emulator = await startEmulator({ clock: systemClock, log }, { speech: 'tone', hearing: 'none', timing: fast, faults, ...options });
      return emulator;
    },
    happened: (kind) =>
      new Promise((resolve) => {
        onFired = () => {
          if (fired.some((one) => one.endsWith(` ${kind}`))) resolve();
        };
        onFired();
      }),
    received: (events) => eventually(() => Promise.resolve(started().streams().at(-1)), (stream) => (stream?.eventsIn ?? 0) >= events),
    async close() {
      await emulator?.close();
      emulator = null;
    },
  };
}

export const isTurnEnd = (event: Seen): boolean => event.name === 'contentEnd' && event.type === 'AUDIO' && event.stopReason === 'END_TURN';
export const namesOf = (talk: RawTalk): readonly string[] => talk.seen.map(({ name }) => name);
/** How the SDK's loop ended: `none`, or the error's name and words. */
export const textOf = (error: Error | null): string => (error === null ? 'none' : `${error.name}: ${error.message}`);

/** Says hello, and waits until the stream is over. */
export async function talkToTheEnd(endpoint: string): Promise<{ readonly error: string; readonly talk: RawTalk }> {
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...typed('Hello'));
  return { error: textOf(await talk.over), talk };
}

/** A whole conversation: how it ended. */
export async function talkWell(endpoint: string): Promise<string> {
  const talk = openTalk(endpoint);
  talk.send(...opening(), ...typed('Hello'));
  await talk.find(isTurnEnd);
  talk.send(...closing());
  talk.finish();
  return textOf(await talk.over);
}
