import { expect, it } from '@jest/globals';
import { startConversation } from '../../../src/conversation/conversation.js';
import type { Outcome } from '../../../src/conversation/ports.js';
import { plainAgent, recordingJournal, recordingLink, scriptedModel } from '../../support/conversation-parts.js';
import { createManualClock } from '../../support/manual-clock.js';

it('a participant who leaves while the last answer is being recorded is told what the record says', async () => {
  const model = scriptedModel();
  const client = recordingLink();
  const ended = new Promise<Outcome>((resolve) => {
    const conversation = startConversation(
      {
        clock: createManualClock(),
        model: model.model,
        agent: plainAgent(),
        journal: { ...recordingJournal().journal, close: () => Promise.resolve({ status: 'completed', disposition: 'completed' }) },
        log: () => undefined,
        onEnded: resolve,
      },
      { sessionId: 'session-1', voiceId: 'matthew', inputSampleRateHz: 16000, outputSampleRateHz: 24000 },
      client.link,
    );
    model.emit({ type: 'opened' });
    conversation.end();
    model.emit({ type: 'closed', end: { kind: 'asked' } });
  });
  expect(await ended).toEqual({ status: 'completed', disposition: 'completed' });
  expect(client.messages.at(-1)).toMatchObject({ type: 'ended', outcome: { status: 'completed' } });
});
