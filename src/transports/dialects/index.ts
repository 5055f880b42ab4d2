import type { Dialect, DialectDeps } from '../dialect.js';
import { createVoiceterDialect, type VoiceterOptions } from './voiceter/voiceter.js';

/** The client protocols that are spoken over Socket.IO. A new one: a folder here, and a row. */
export function socketIoDialects(deps: DialectDeps, options: { readonly voiceter: VoiceterOptions }): { readonly voiceter: Dialect } {
  return { voiceter: createVoiceterDialect(deps, options.voiceter) };
}
