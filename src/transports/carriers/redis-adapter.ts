import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { Log } from '../../telemetry/log.js';

/** Lets the Socket.IO servers of several nodes speak to each other's sockets. Never carries audio: that goes to one's own socket alone. */
export interface RedisAdapter {
  readonly adapter: ReturnType<typeof createAdapter>;
  /** After the Socket.IO server. At once. */
  close(): void;
}

/** Messages that stay in Redis for nodes that were away for a moment. */
const maxMessages = 1000;

export function createRedisAdapter(deps: { readonly log: Log }, options: { readonly url: string }): RedisAdapter {
  const clients: Redis[] = [];
  let isAway = false;
  /** The adapter asks again at once when a read fails: its commands wait for Redis instead of failing while it is away. */
  function connect(): Redis {
    const client = new Redis(options.url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(5000, 200 * times) });
    // It duplicates its client, and a client without a listener writes to the console.
    client.duplicate = connect;
    client.on('error', (error: Error) => {
      if (!isAway) deps.log.warn('socket_adapter_away', {}, error);
      isAway = true;
    });
    client.on('ready', () => (isAway = false));
    clients.push(client);
    return client;
  }
  return {
    adapter: createAdapter(connect(), { streamName: 'voiceter:sockets', channelPrefix: 'voiceter:sockets', maxLen: maxMessages }),
    close() {
      for (const client of clients) client.disconnect();
    },
  };
}
