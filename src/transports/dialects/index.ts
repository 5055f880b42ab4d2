import type { Dialect, DialectDeps, FrameDialect } from '../dialect.js';
import { createFirstEventChoice } from '../first-event.js';
import { createIntellilearnDialect, type IntellilearnOptions } from './intellilearn/intellilearn.js';
import { createNovaEventsDialect, speaksNovaEvents, type NovaEventsOptions } from './nova-events/nova-events.js';
import { createSandraDialect, type SandraOptions } from './sandra/sandra.js';
import { createS2sFramesDialect, type S2sFramesOptions } from './s2s-frames/s2s-frames.js';
import { createVoiceterDialect, speaksVoiceter, type VoiceterOptions } from './voiceter/voiceter.js';

export interface DialectOptions {
  readonly voiceter: VoiceterOptions;
  readonly novaEvents: NovaEventsOptions;
  readonly s2sFrames: S2sFramesOptions;
  readonly intellilearn: IntellilearnOptions;
  readonly sandra: SandraOptions;
}

/** The client protocols that are spoken over Socket.IO, by namespace. A new one: a folder here, and a row. */
export const socketIoDialects = (deps: DialectDeps, options: DialectOptions): Readonly<Record<string, Dialect>> => ({
  '/': createFirstEventChoice(
    { dialect: createNovaEventsDialect(deps, options.novaEvents), speaks: speaksNovaEvents },
    { dialect: createVoiceterDialect(deps, options.voiceter), speaks: speaksVoiceter },
  ),
  '/sandra': createSandraDialect(deps, options.sandra),
});

/** Those over plain WebSockets; a client's first frame belongs to the first one that recognises it. */
export const frameDialects = (deps: DialectDeps, options: DialectOptions): readonly FrameDialect[] => [createS2sFramesDialect(deps, options.s2sFrames), createIntellilearnDialect(deps, options.intellilearn)];
