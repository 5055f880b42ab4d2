import type { IncomingMessage } from 'node:http';

/** Path and query of a request. What is no address (`//`, which Node's parser lets through) is the root. */
export function requestAddress({ url = '/' }: Pick<IncomingMessage, 'url'>): URL {
  const base = 'http://server';
  return URL.canParse(url, base) ? new URL(url, base) : new URL(base);
}
