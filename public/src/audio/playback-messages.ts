import type { PlaybackReport } from './playback-engine.js';

/** Page to playback worklet. */
export type PlaybackCommand =
  | { readonly type: 'frame'; readonly samples: Int16Array; readonly epoch: number }
  | { readonly type: 'end'; readonly epoch: number }
  | { readonly type: 'interrupt'; readonly epoch: number }
  | { readonly type: 'silence' }
  | { readonly type: 'forgetEpochs' }
  | { readonly type: 'target'; readonly targetMs: number }
  /** Asks for a report at once. */
  | { readonly type: 'report' }
  | { readonly type: 'close' };

/** Playback worklet to page: about four times a second while it plays, at every beginning and stop, and on request. */
export interface PlaybackNews extends PlaybackReport {
  readonly type: 'report';
  /** True for the report that follows a beginning or a stop. */
  readonly changed: boolean;
}
