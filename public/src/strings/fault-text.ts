import type { PublicFault } from '../client/session-state.js';
import type { Strings } from './en.js';

/** The server's own words for a fault; ours for those that the page itself finds. */
export function faultText(fault: PublicFault, strings: Strings): string {
  if (fault.errorMessage !== '') return fault.errorMessage;
  return strings.faults[fault.errorCode] ?? strings.unknownFault;
}
