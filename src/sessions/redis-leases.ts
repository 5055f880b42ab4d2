import { Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { jsonObjectFromText } from '../kernel/json.js';
import { withDeadline } from '../kernel/retry.js';
import type { Log } from '../telemetry/log.js';
import type { Leases, NodePresence } from './leases.js';

export interface RedisLeasesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Another node has taken this session. */
  readonly onLost: (sessionId: string) => void;
}

export interface RedisLeasesOptions {
  readonly url: string;
  readonly node: string;
  /** In front of every key. Default `voiceter:`. */
  readonly prefix?: string;
}

/** A lease whose node has died is gone after this; nobody waits for it: the newest takes it anyway. */
const leaseMs = 30_000;
const renewMs = 10_000;
const commandMs = 500;
/** Keys that one round trip renews. */
const batch = 500;

/** Takes a lease, whoever has it, and tells everybody. The fence rises with each owner; it is a time, so that it does also when Redis has lost its memory. */
const takeScript = `
local time = redis.call('TIME')
local fence = math.max(time[1] * 1000 + math.floor(time[2] / 1000), tonumber(redis.call('GET', KEYS[2]) or '0') + 1)
redis.call('SET', KEYS[2], string.format('%.0f', fence), 'PX', 86400000)
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. string.format('%.0f', fence), 'PX', ARGV[2])
redis.call('PUBLISH', KEYS[3], cjson.encode({ sessionId = ARGV[3], node = ARGV[1], fence = fence }))
return fence`;
/** Takes a lease as of the time at which it was wanted, while Redis was away; 0 when somebody has taken it since. */
const takeLateScript = `
if tonumber(redis.call('GET', KEYS[2]) or '0') > tonumber(ARGV[4]) then return 0 end
redis.call('SET', KEYS[2], ARGV[4], 'PX', 86400000)
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[4], 'PX', ARGV[2])
redis.call('PUBLISH', KEYS[3], cjson.encode({ sessionId = ARGV[3], node = ARGV[1], fence = tonumber(ARGV[4]) }))
return tonumber(ARGV[4])`;
/** Renews a lease that is still ours, that nobody has (Redis was away), or that somebody before us has renewed then; 0 when a later owner has it. */
const renewScript = `
local value = redis.call('GET', KEYS[1])
if value and tonumber(string.match(value, '%d+$')) > tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;
const releaseScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

const announcement = z.object({ sessionId: z.string(), node: z.string(), fence: z.number() });
const presence = z.object({ node: z.string(), sessions: z.number() });

/**
 * Leases in Redis. Without Redis (it is away, or was never there) this node goes on as if it were alone; the fences in the database
 * keep two owners from writing over each other. The opener closes it.
 */
export function createRedisLeases(deps: RedisLeasesDeps, options: RedisLeasesOptions): Leases {
  const { clock, log } = deps;
  const prefix = options.prefix ?? 'voiceter:';
  const channel = `${prefix}leases`;
  const keyOf = (sessionId: string): string => `${prefix}lease:${sessionId}`;
  const nodeKey = `${prefix}node:${options.node}`;
  /** The fence of each lease; of one that could not be taken yet the negative of the time at which it was wanted. */
  const held = new Map<string, number>();
  let closed = false;

  const connect = (): Redis =>
    new Redis(options.url, {
      connectTimeout: 2000,
      maxRetriesPerRequest: 1,
      // A command that cannot be sent now is of no use later.
      enableOfflineQueue: false,
      retryStrategy: (times) => Math.min(5000, 200 * 2 ** Math.min(times, 5)) * (0.5 + Math.random() / 2),
    });
  const commands = connect();
  const listener = connect();

  let wasAway = false;
  /** We would have heard of every other node's claim: both connections stand, and what was missed before was looked up. */
  let inTouch = false;
  let subscribed = false;
  const away = (error: Error): void => {
    if (!wasAway && !closed) log.warn('redis_away', {}, error);
    wasAway = true;
    inTouch = false;
  };
  const lostTouch = (): void => {
    inTouch = false;
  };
  commands.on('close', lostTouch);
  listener.on('close', () => {
    subscribed = false;
    lostTouch();
  });
  commands.on('error', away);
  listener.on('error', away);
  commands.on('ready', () => {
    if (wasAway) log.info('redis_back', { leases: held.size });
    wasAway = false;
    void renew();
  });
  listener.on('ready', () => {
    listener.subscribe(channel).then(() => {
      subscribed = true;
      return renew();
    }, away);
  });
  listener.on('message', (_channel, text) => {
    const taken = announcement.safeParse(jsonObjectFromText(text));
    if (!taken.success || taken.data.node === options.node) return;
    const fence = held.get(taken.data.sessionId);
    if (fence !== undefined && Math.abs(fence) < taken.data.fence) lose(taken.data.sessionId);
  });

  function lose(sessionId: string): void {
    held.delete(sessionId);
    try {
      deps.onLost(sessionId);
    } catch (thrown) {
      log.error('lease_lost_failed', { sessionId }, thrown);
    }
  }

  const within = <T>(work: Promise<T>): Promise<T> => withDeadline(clock, commandMs, work, () => new AppError('TIMEOUT_ERROR', 'Redis did not answer in time'));

  async function renew(): Promise<void> {
    try {
      await within(commands.set(nodeKey, JSON.stringify({ node: options.node, sessions: held.size }), 'PX', leaseMs));
      // What could not be taken while Redis was away. Whoever wanted it last has it, whoever is the first to be back.
      for (const [sessionId, fence] of [...held]) if (fence < 0) await takeLate(sessionId, -fence);
      const leases = [...held].filter(([, fence]) => fence > 0);
      for (let at = 0; at < leases.length; at += batch) {
        const some = leases.slice(at, at + batch);
        const pipeline = commands.pipeline();
        for (const [sessionId, fence] of some) pipeline.eval(renewScript, 1, keyOf(sessionId), `${options.node} ${fence}`, leaseMs, fence);
        const results = (await within(pipeline.exec())) ?? [];
        some.forEach(([sessionId, fence], index) => {
          if (results[index]?.[1] === 0 && held.get(sessionId) === fence) lose(sessionId);
        });
      }
      inTouch = commands.status === 'ready' && subscribed;
    } catch (thrown) {
      away(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  async function takeNow(sessionId: string): Promise<void> {
    const fence = z.number().parse(await within(commands.eval(takeScript, 3, keyOf(sessionId), `${prefix}fence:${sessionId}`, channel, options.node, leaseMs, sessionId)));
    if (held.has(sessionId)) held.set(sessionId, fence);
  }

  async function takeLate(sessionId: string, wantedMs: number): Promise<void> {
    const fence = z.number().parse(await within(commands.eval(takeLateScript, 3, keyOf(sessionId), `${prefix}fence:${sessionId}`, channel, options.node, leaseMs, sessionId, wantedMs)));
    if (held.get(sessionId) !== -wantedMs) return;
    if (fence === 0) lose(sessionId);
    else held.set(sessionId, fence);
  }

  let timer = clock.setTimer(renewMs, beat);
  function beat(): void {
    void renew().finally(() => {
      if (!closed) timer = clock.setTimer(renewMs, beat);
    });
  }

  return {
    async take(sessionId) {
      held.set(sessionId, -clock.wallMs());
      try {
        await takeNow(sessionId);
      } catch (thrown) {
        log.warn('lease_not_taken', { sessionId }, thrown);
      }
    },
    holds: (sessionId) => inTouch && (held.get(sessionId) ?? 0) > 0,
    release(sessionId) {
      const fence = held.get(sessionId);
      held.delete(sessionId);
      if (fence === undefined || closed) return;
      within(commands.eval(releaseScript, 1, keyOf(sessionId), `${options.node} ${fence}`)).catch(away);
    },
    async nodes() {
      const found: NodePresence[] = [];
      let cursor = '0';
      do {
        const [next, keys] = await within(commands.scan(cursor, 'MATCH', `${prefix}node:*`, 'COUNT', 100));
        cursor = next;
        const texts = keys.length === 0 ? [] : await within(commands.mget(keys));
        found.push(...texts.flatMap((text) => presence.safeParse(jsonObjectFromText(text ?? '')).data ?? []));
      } while (cursor !== '0');
      return found.sort((a, b) => (a.node < b.node ? -1 : 1));
    },
    async close() {
      closed = true;
      timer.cancel();
      await within(commands.del(nodeKey)).catch(() => undefined);
      commands.disconnect();
      listener.disconnect();
    },
  };
}
