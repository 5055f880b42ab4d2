import type { IncomingMessage } from 'node:http';
import type { Log } from '../../telemetry/log.js';

/** Programs send no origin; pages send theirs, which must be ours or a known one. */
export function isAllowedOrigin({ headers }: Pick<IncomingMessage, 'headers'>, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  return origin === undefined || allowedOrigins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
}

/** Each of so many refused origins is logged once: the page itself learns nothing, and whoever runs the server may have meant it. */
const maxLogged = 20;
const maxOriginChars = 200;

/** The same for the upgrades of one carrier, which answers a refusal with its status alone. */
export function createOriginCheck({ log }: { readonly log: Log }, { allowedOrigins }: { readonly allowedOrigins: readonly string[] }): (request: Pick<IncomingMessage, 'headers'>) => boolean {
  const logged = new Set<string>();
  return (request) => {
    if (isAllowedOrigin(request, allowedOrigins)) return true;
    const origin = (request.headers.origin ?? '').slice(0, maxOriginChars);
    if (logged.size < maxLogged && !logged.has(origin)) {
      logged.add(origin);
      log.warn('origin_refused', { origin, setting: 'ALLOWED_ORIGINS' });
    }
    return false;
  };
}
