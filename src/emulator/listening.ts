import type { Server } from 'node:net';
import { AppError } from '../kernel/errors.js';

/** Makes a server listen and gives its port; 0 takes any free one. Rejects with an `AppError` when that fails, `name` in its words. */
export async function listen(server: Server, name: string, at: { readonly host: string; readonly port: number }): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at.port, at.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw new AppError('INTERNAL_ERROR', `${name} could not listen on ${at.host}:${at.port}`, { cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Such as `http://127.0.0.1:8900`. */
export const urlFrom = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
