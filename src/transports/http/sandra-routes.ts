import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { errorRow, publicErrorFrom } from '../../kernel/errors.js';
import { isAllowedOrigin } from '../carriers/origin.js';
import type { MediaCalls } from '../dialects/sandra/media-calls.js';
import type { SandraStatistics } from '../dialects/sandra/statistics.js';
import { queryFrom } from '../query.js';
import type { TokenVerifier } from '../token-verifier.js';
import { isClientFault } from './http-app.js';

export interface SandraRoutesDeps {
  readonly clock: Clock;
  readonly statistics: SandraStatistics;
  readonly calls: MediaCalls;
  /** Null: whoever can reach us may call. */
  readonly verifyToken: TokenVerifier | null;
}

const sessionId = z.string().min(1).max(128);
const offerBody = z.object({ offer: z.object({ type: z.string().max(16), sdp: z.string().min(1) }) });
const idBody = z.object({ sessionId });
const iceCandidate = z.object({ candidate: z.string(), sdpMid: z.string().max(64).nullish(), sdpMLineIndex: z.number().int().min(0).max(64).nullish() });
const candidateBody = z.object({ sessionId, candidate: z.union([iceCandidate, z.string().transform((candidate) => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 }))]) });
const tokenBody = z.object({ token: z.string().max(8192) });
const base = '/api/socket-server';

/** What the clients of source 004 ask over HTTP: how the server is, and signalling for media calls. See docs/protocols/sandra.md. */
export function createSandraRoutes(deps: SandraRoutesDeps, options: { readonly allowedOrigins: readonly string[] }): Router {
  const { clock, statistics, calls } = deps;
  const router = express.Router();

  // ------------------------------------------------------------------------------------------------- how the server is

  const open: RequestHandler = (_request, response, next) => {
    response.set('access-control-allow-origin', '*');
    next();
  };
  const health: RequestHandler = (_request, response) =>
    void response.json({
      status: 'ok',
      service: 'Sandra',
      version: '1.0.0',
      timestamp: clock.wallMs(),
      socketIO: { initialized: true, connections: statistics.connections },
      sessions: statistics.sessions,
    });
  router.use(base, open);
  router.get([base, `${base}/health`], health);
  router.get(`${base}/metrics`, (_request, response) => void response.json({ timestamp: clock.wallMs(), connections: statistics.connections, sessions: statistics.sessions }));
  router.use(base, (request, response) => void response.status(404).json({ error: 'Not found', path: request.path.slice(0, 100), availableEndpoints: ['/health', '/metrics'] }));

  // --------------------------------------------------------------------------------------------------------- signalling

  const signalling = express.Router();
  signalling.use((request, response, next) => {
    if (!isAllowedOrigin(request, options.allowedOrigins)) return void response.status(403).json({ success: false, error: 'This page may not call here' });
    const { origin } = request.headers;
    if (origin !== undefined) response.set({ 'access-control-allow-origin': origin, vary: 'origin' });
    if (request.method !== 'OPTIONS') return next();
    response.set({ 'access-control-allow-methods': 'POST, GET, OPTIONS', 'access-control-allow-headers': 'Content-Type, Authorization' });
    return void response.status(200).end();
  });
  signalling.use(express.json({ limit: '64kb', type: () => true }));

  const bad = (response: Response, error: string): void => void response.status(400).json({ error });
  const allow =
    (...methods: readonly string[]): RequestHandler =>
    (request, response, next) =>
      methods.includes(request.method) ? next() : void response.status(405).json({ error: 'Method not allowed' });
  const idOf = (request: Request): string | null => {
    const parsed = idBody.safeParse(request.method === 'GET' ? request.query : request.body);
    return parsed.success ? parsed.data.sessionId : null;
  };

  signalling.use('/offer', allow('POST'), async (request, response) => {
    const offered = offerBody.safeParse(request.body);
    if (!offered.success) return bad(response, 'Invalid offer format');
    const id = idOf(request);
    if (id === null) return bad(response, 'Session ID required');
    const caller = await callerOf(request, deps.verifyToken);
    if (caller === null) return void response.status(401).json({ success: false, error: 'A valid token is needed' });
    const answered = await calls.offer(id, offered.data.offer, { userId: caller.userId, query: queryFrom(request.query) });
    if (answered.ok) {
      return void response.json({ success: true, sessionId: id, status: 'offer_received', message: 'The answer is here, and at /api/webrtc/answer', answer: answered.value });
    }
    const { error } = answered;
    if ('kind' in error) return void response.status(501).json({ success: false, sessionId: id, error: 'WebRTC is not available on this server', install: error.how });
    const { errorCode, errorMessage, detail } = publicErrorFrom(error);
    response.status(errorRow(error.code).httpStatus).json({ success: false, sessionId: id, error: detail ?? errorMessage, code: errorCode });
  });

  signalling.use('/answer', allow('GET', 'POST'), (request, response) => {
    const id = idOf(request);
    if (id === null) return bad(response, 'Session ID required');
    const answer = calls.answer(id);
    if (answer === null) return void response.json({ success: true, sessionId: id, status: 'answer_pending', message: 'There is no answer: send an offer first' });
    response.json({ success: true, sessionId: id, status: 'answer_ready', answer });
  });

  signalling.use('/ice', allow('GET', 'POST'), async (request, response) => {
    if (request.method === 'GET') {
      const id = idOf(request);
      if (id === null) return bad(response, 'Session ID required');
      return void response.json({ success: true, sessionId: id, candidates: calls.candidates(id) });
    }
    const posted = candidateBody.safeParse(request.body);
    if (!posted.success) return bad(response, 'Session ID and candidate required');
    const { sessionId: id, candidate } = posted.data;
    const added = await calls.addCandidate(id, { candidate: candidate.candidate, sdpMid: candidate.sdpMid ?? null, sdpMLineIndex: candidate.sdpMLineIndex ?? null });
    if (!added.ok) return bad(response, added.error);
    response.json({ success: true, sessionId: id, candidatesCount: added.value });
  });
  signalling.use(((thrown, _request, response, next) => {
    // The parser's own: no JSON, too much of it, an unknown encoding.
    if (isClientFault(thrown)) return bad(response, 'Invalid JSON');
    next(thrown);
  }) satisfies ErrorRequestHandler);
  router.use('/api/webrtc', signalling);
  return router;
}

/** Who calls; null: nobody who may. */
async function callerOf(request: Request, verifyToken: TokenVerifier | null): Promise<{ readonly userId: string | null } | null> {
  if (verifyToken === null) return { userId: null };
  const inBody = tokenBody.safeParse(request.body);
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? (inBody.success ? inBody.data.token : null);
  if (token === null) return null;
  const verified = await verifyToken(token);
  return verified.ok ? verified.value : null;
}
