import { z } from 'zod';
import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import type { Clock } from '../../../../kernel/clock.js';
import { ok, refuse } from '../../../../kernel/result.js';

export const getDateAndTime = ({ clock }: { readonly clock: Clock }, language: string): Tool =>
  defineTool({
    name: 'get_date_and_time',
    description: 'Tells the date and the time of day, now, in a time zone.',
    input: z.object({ timeZone: z.string().max(64).optional().describe('IANA name, such as Europe/Madrid. Default: UTC.') }),
    run({ timeZone = 'UTC' }) {
      const now = new Date(clock.wallMs());
      try {
        const text = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(now);
        return Promise.resolve(ok({ timeZone, text, iso: now.toISOString() }));
      } catch {
        return Promise.resolve(refuse({ code: 'TOOL_INVALID_PARAMS' as const, message: `timeZone: there is no "${timeZone}". Use an IANA name, such as America/Argentina/Buenos_Aires.` }));
      }
    },
  });
