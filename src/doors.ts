import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.js';
import type { Clock } from './kernel/clock.js';
import { AppError } from './kernel/errors.js';
import { ok, refuse, type Result } from './kernel/result.js';
import type { Sessions } from './sessions/sessions.js';
import type { Log } from './telemetry/log.js';
import { createRedisAdapter } from './transports/carriers/redis-adapter.js';
import { createSocketIoCarrier } from './transports/carriers/socket-io.js';
import { createWebSocketCarrier } from './transports/carriers/web-socket.js';
import { createWebRtc, type WebRtc } from './transports/carriers/webrtc.js';
import { loadWrtc } from './transports/carriers/wrtc.js';
import { createMediaCalls } from './transports/dialects/sandra/media-calls.js';
import { frameDialects, socketIoDialects, type DialectOptions } from './transports/dialects/index.js';
import { createHttpApp, type HttpAppDeps } from './transports/http/http-app.js';
import { createSandraRoutes } from './transports/http/sandra-routes.js';
import { createProbe } from './transports/http/probe.js';

export interface DoorsDeps extends HttpAppDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: Sessions;
}

export interface Doors {
  /** Where the page is. */
  readonly url: string;
  /** Which other ports are open, for the first lines of output. */
  readonly parts: readonly string[];
  /** Refuses new sockets from now on. */
  refuseNew(): void;
  /** Closes every socket and every port: a second later at most. */
  close(): Promise<void>;
}

/** Opens the ports of the server: everything on one, and more where clients have a fixed one. */
export async function openDoors(deps: DoorsDeps, dialectOptions: DialectOptions, config: Pick<Config, 'HOST' | 'PORT' | 'S2S_PORT' | 'HEALTH_PORT' | 'REDIS_URL' | 'ALLOWED_ORIGINS' | 'WEBRTC' | 'WEBRTC_ICE_SERVERS' | 'WEBRTC_PORTS'>): Promise<Doors> {
  const { clock, log } = deps;
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (let next = closers.pop(); next !== undefined; next = closers.pop()) await next();
  };
  try {
    const options = { allowedOrigins: config.ALLOWED_ORIGINS };
    const redisAdapter = config.REDIS_URL === undefined ? null : createRedisAdapter({ log }, { url: config.REDIS_URL });
    if (redisAdapter !== null) closers.push(() => redisAdapter.close());
    const { statistics, verifyToken } = dialectOptions.sandra;
    const calls = createMediaCalls({ clock, log, sessions: deps.sessions, webRtc: () => openWebRtc({ clock, log }, dialectOptions.sandra.outputSampleRateHz, config) }, dialectOptions.sandra);
    closers.push(() => calls.close());
    const httpServer = createServer(createHttpApp({ ...deps, routers: [...(deps.routers ?? []), { path: '/', router: createSandraRoutes({ clock, statistics, calls, verifyToken }, options) }] }));
    const socketIo = createSocketIoCarrier({ clock, log, httpServer, namespaces: socketIoDialects(deps, dialectOptions), ...(redisAdapter === null ? {} : { adapter: redisAdapter.adapter }) }, options);
    const webSockets = createWebSocketCarrier({ clock, log, dialects: frameDialects(deps, dialectOptions) }, options);
    webSockets.serve(httpServer);
    await listen(httpServer, config.PORT, config.HOST);
    closers.push(() => socketIo.close());

    const parts: string[] = [];
    const openExtra = async (name: string, port: number, listener: RequestListener): Promise<Server> => {
      const server = createServer(listener);
      await listen(server, port, config.HOST);
      closers.push(() => closeServer(server));
      parts.push(`${name}: port ${addressOf(server).port}`);
      return server;
    };
    const probe = createProbe(deps.health);
    if (config.S2S_PORT !== undefined) webSockets.serve(await openExtra('WebSocket', config.S2S_PORT, probe));
    if (config.HEALTH_PORT !== undefined) await openExtra('health', config.HEALTH_PORT, probe);
    closers.push(() => webSockets.close());

    const host = config.HOST === '0.0.0.0' || config.HOST === '127.0.0.1' ? 'localhost' : config.HOST;
    return {
      url: `http://${host}:${addressOf(httpServer).port}`,
      parts,
      refuseNew() {
        socketIo.refuseNew();
        webSockets.refuseNew();
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Loads what is optional, at the first call. */
async function openWebRtc(deps: { readonly clock: Clock; readonly log: Log }, agentRateHz: number, config: Pick<Config, 'WEBRTC' | 'WEBRTC_ICE_SERVERS' | 'WEBRTC_PORTS'>): Promise<Result<WebRtc, string>> {
  if (!config.WEBRTC) return refuse('WebRTC is switched off: set WEBRTC=true');
  const wrtc = await loadWrtc();
  if (!wrtc.ok) return wrtc;
  const [min, max] = (config.WEBRTC_PORTS ?? '').split('-').map(Number);
  return ok(
    createWebRtc(
      { ...deps, wrtc: wrtc.value },
      { agentRateHz, iceServers: config.WEBRTC_ICE_SERVERS.map((urls) => ({ urls })), ...(min === undefined || max === undefined ? {} : { portRange: { min, max } }) },
    ),
  );
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new AppError('INTERNAL_ERROR', 'the server has no address');
  return address;
}
