import type { RequestListener } from 'node:http';
import { requestAddress } from '../request-address.js';
import type { Health } from './http-app.js';

/** What source 001 answers on a port of its own: whether the server is well, and nothing else. */
export function createProbe(health: () => Health): RequestListener {
  return (request, response) => {
    const { pathname } = requestAddress(request);
    const isKnown = (request.method === 'GET' || request.method === 'HEAD') && (pathname === '/' || pathname === '/health');
    const isWell = health().status === 'ok';
    response.writeHead(!isKnown ? 404 : isWell ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { status: isWell ? 'healthy' : 'unhealthy' } : { error: 'NOT_FOUND' }));
  };
}
