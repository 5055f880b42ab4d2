import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import helmet from 'helmet';
import { AppError, appErrorFrom, errorRow, publicErrorFrom } from '../../kernel/errors.js';
import type { Log } from '../../telemetry/log.js';

/** A questionnaire as the start page shows it. */
export interface QuestionnaireCard {
  readonly questionnaireId: string;
  readonly name: string;
  readonly description: string;
  readonly estimatedDurationMinutes: number;
  readonly questionCount: number;
  readonly industry: string;
  readonly researchObjective: string;
  readonly audience: string;
  readonly features: readonly string[];
  readonly language: string;
}

/** An assistant as the start page shows it. */
export interface PersonaCard {
  readonly personaId: string;
  readonly name: string;
  readonly description: string;
  readonly language: string;
  readonly voiceId: string;
  readonly languages: readonly string[];
}

export interface VoiceCard {
  readonly id: string;
  readonly name: string;
  /** BCP-47. */
  readonly language: string;
  readonly gender: 'feminine' | 'masculine';
  readonly polyglot: boolean;
}

export interface Health {
  /** `unready`: begins nothing new; what runs goes on. */
  readonly status: 'ok' | 'unready' | 'stopping';
  /** Why it is unready, for operators. */
  readonly reason?: string;
  readonly sessions: number;
  readonly uptimeSeconds: number;
  /** ISO 8601. */
  readonly timestamp: string;
}

export interface HttpAppDeps {
  readonly log: Log;
  readonly health: () => Health;
  readonly questionnaires: readonly QuestionnaireCard[];
  readonly voices: readonly VoiceCard[];
  readonly personas: readonly PersonaCard[];
  /** Of the assistant that clients of `nova-events` get. */
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  /** Directory of the built page. */
  readonly pageDir: string;
  /** What else answers, and below which path. Default: nothing. */
  readonly routers?: readonly { readonly path: string; readonly router: Router }[];
}

/** Page, lists and health over HTTP. */
export function createHttpApp(deps: HttpAppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          connectSrc: ["'self'", 'ws:', 'wss:'],
          styleSrc: ["'self'"],
          fontSrc: ["'self'"],
          workerSrc: ["'self'", 'blob:'],
          mediaSrc: ["'self'", 'blob:'],
          imgSrc: ["'self'", 'data:'],
          // Plain HTTP on localhost is a supported way to run.
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: false,
    }),
  );

  // Alive is not ready: who is asked for new conversations and cannot take them must not be restarted under the running ones.
  app.get('/livez', (_request, response) => void response.json({ status: 'alive' }));
  app.get('/health', (_request, response) => {
    const health = deps.health();
    response.status(health.status === 'ok' ? 200 : 503).json({ ...health, activeSessions: health.sessions });
  });
  app.get('/api/questionnaires', (_request, response) => void response.json({ questionnaires: deps.questionnaires }));
  app.get('/api/personas', (_request, response) => void response.json({ personas: deps.personas }));
  app.get('/api/tools', (_request, response) => void response.json({ tools: deps.tools }));
  app.get('/api/voices', (_request, response) => void response.json({ voices: deps.voices }));
  for (const { path, router } of deps.routers ?? []) app.use(path, router);
  app.use(express.static(deps.pageDir, { index: 'index.html' }));
  app.use((request, _response, next) => {
    next(new AppError('NOT_FOUND', 'no such page', { detail: `There is nothing at ${request.method} ${request.path.slice(0, 100)}.` }));
  });

  const answerError: ErrorRequestHandler = (thrown, _request, response, next) => {
    const error = isClientFault(thrown) ? new AppError('VALIDATION_ERROR', 'bad request', { cause: thrown, detail: 'The request can not be read.' }) : appErrorFrom(thrown);
    if (error.code === 'INTERNAL_ERROR') deps.log.error('request_failed', {}, thrown);
    if (response.headersSent) return next(thrown);
    response.status(errorRow(error.code).httpStatus).json(publicErrorFrom(error));
  };
  app.use(answerError);
  return app;
}

/** What Express and its parsers throw of a request that they can not read: an address that is not encoded well, a range that is not there. */
export const isClientFault = (thrown: unknown): boolean => typeof thrown === 'object' && thrown !== null && 'status' in thrown && typeof thrown.status === 'number' && thrown.status >= 400 && thrown.status < 500;
