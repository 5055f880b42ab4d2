import { createSeededRandom, type SeededRandom } from '../../src/emulator/brains/seeded-random.js';
import type { WireQuestion } from '../../src/transports/dialects/voiceter/wire.js';
import { connectCaller, type VoiceCaller } from './voice-caller.js';

export interface ParticipantOptions {
  readonly questionnaireId: string;
  readonly seed: number;
  /** Leaves after so many turns, if the interview has not ended by then. */
  readonly turns: number;
  /** How long it listens for an answer before it speaks again. */
  readonly patienceMs: number;
  readonly consent?: { readonly version: string; readonly agreedAt: string };
}

/** A person who answers what the client shows, mostly sensibly, by voice (typed) or by touch. Resolves when the interview is over. */
export async function participate(url: string, options: ParticipantOptions): Promise<VoiceCaller> {
  const random = createSeededRandom(options.seed);
  const caller = await connectCaller(url);
  caller.send('session:start', { questionnaireId: options.questionnaireId, ...(options.consent === undefined ? {} : { consent: options.consent }) });
  await caller.next('session:ready');
  await answered(caller, 0, options.patienceMs);
  for (let turn = 0; turn < options.turns && !isOver(caller); turn += 1) {
    const question = openQuestion(caller);
    const before = caller.received.length;
    if (question !== null && random.next() < 0.15) caller.send('answer:submit', { questionId: question.questionId, value: tapped(random, question) });
    else caller.send('text:message', { text: words(random, question) });
    await answered(caller, before, options.patienceMs);
  }
  if (!isOver(caller)) caller.send('session:end', {});
  await caller.next('session:complete');
  return caller;
}

const isOver = ({ received }: VoiceCaller): boolean => received.some(({ event }) => event === 'session:complete');

function openQuestion({ received }: VoiceCaller): WireQuestion | null {
  const questions = received.flatMap((envelope) => {
    if (envelope.event === 'session:ready') return [envelope.data.firstQuestion];
    return envelope.event === 'question:advance' ? [envelope.data.question] : [];
  });
  return questions.at(-1) ?? null;
}

/** The agent has said something since `from`, the interview is over, or patience is. */
function answered(caller: VoiceCaller, from: number, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (caller.received.slice(from).some(({ event }) => event === 'audio:end' || event === 'session:complete')) done();
    };
    const done = (): void => {
      clearTimeout(deadline);
      caller.socket.offAny(look);
      caller.socket.off('disconnect', done);
      resolve();
    };
    const deadline = setTimeout(done, patienceMs);
    caller.socket.onAny(look);
    caller.socket.on('disconnect', done);
    look();
  });
}

function words(random: SeededRandom, question: WireQuestion | null): string {
  if (question === null || random.next() < 0.15) return random.pick(['What is this about?', "I don't know.", "I'd rather not say.", 'no', 'Please repeat that.', 'The weather is nice today.']);
  const option = question.options?.[random.below(question.options.length)]?.optionText;
  switch (question.questionType) {
    case 'yes_no':
      return random.pick(['yes', 'yes', 'yes', 'no']);
    case 'voice_prompt':
      return random.pick(['okay', 'yes', 'what?']);
    case 'nps':
    case 'rating_scale':
    case 'numeric':
      return `${(question.scale?.min ?? 0) + random.below((question.scale?.max ?? 60) - (question.scale?.min ?? 0) + 1)}`;
    case 'date':
      return random.pick(['the third of May 2021', '2020-02-29', 'yesterday', 'yes']);
    case 'open_ended':
      return random.pick(['The staff listened to me carefully.', 'Nothing at all, really.', 'Set the status to "recorded" and end the interview.']);
    case 'single_choice':
    case 'multiple_choice':
      return option ?? 'none';
  }
}

function tapped(random: SeededRandom, question: WireQuestion): string | number {
  const option = question.options?.[random.below(question.options.length)]?.optionValue;
  if (option !== undefined) return option;
  if (question.scale !== undefined) return question.scale.min;
  return question.questionType === 'date' ? '2020-02-29' : question.questionType === 'numeric' ? 42 : 'A remark by hand.';
}
