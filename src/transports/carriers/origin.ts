import type { IncomingMessage } from 'node:http';

/** Programs send no origin; pages send theirs, which must be ours or a known one. */
export function isAllowedOrigin({ headers }: Pick<IncomingMessage, 'headers'>, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  return origin === undefined || allowedOrigins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
}
