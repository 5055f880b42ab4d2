import type { Connect } from './connection.js';
import type { PageClock } from './page-clock.js';
import type { Place } from './place.js';
import { createVoiceClient } from './voice-client.js';

/** Who leaves without the server hearing of it is waited for; a minute is given to telling it. */
const longestMs = 60_000;

/** Ends a conversation that nobody looks at any more: connects, says so, and waits until the server has understood. */
export function endQuietly(deps: { readonly clock: PageClock; readonly connect: Connect; readonly random: () => number }, place: Place): void {
  const client = createVoiceClient(
    {
      ...deps,
      onEvent(event) {
        if (event.name === 'session:complete') finish();
      },
      onLink(link) {
        if (link === 'gone' || link === 'elsewhere' || link === 'abandoned') finish();
      },
    },
    { place },
  );
  const deadline = deps.clock.setTimer(longestMs, finish);
  client.send('session:end', { reason: 'user_ended' });
  client.takeUp();

  function finish(): void {
    deadline.cancel();
    client.close();
  }
}
