import { z } from 'zod';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { InputEventName, OutputEventName } from '../../models/nova-sonic/wire.js';
import { knownExceptions, type KnownException } from './known-exceptions.js';

/*
 * A fault says what goes wrong, on which streams, and at what point of each. Three families, told apart by where they act:
 * at the door (the request is not answered as it should be), cuts (the stream is over) and distortions (the stream lives on, and
 * is not as it should be).
 */

const outputNames = [
  'completionStart', 'contentStart', 'textOutput', 'audioOutput', 'toolUse', 'contentEnd', 'completionEnd', 'usageEvent',
] as const satisfies readonly OutputEventName[];
const inputNames = [
  'sessionStart', 'promptStart', 'contentStart', 'textInput', 'audioInput', 'toolResult', 'contentEnd', 'promptEnd', 'sessionEnd',
] as const satisfies readonly InputEventName[];

/** No fault waits longer than a stream lives. */
const durationMs = z.number().min(0).max(480_000);
const nth = z.int().min(1).max(1_000_000).default(1);

const streams = z.union([
  z.enum(['every', 'live']),
  z.array(z.int().min(1)).min(1).max(1000),
  z.strictObject({ next: z.int().min(1).max(1_000_000) }),
]);
const point = z.union([
  z.literal('open'),
  z.strictObject({ output: z.enum([...outputNames, 'any']), nth }),
  z.strictObject({ input: z.enum([...inputNames, 'any']), nth }),
  z.strictObject({ afterMs: durationMs }),
]);
const defaultStreams = { next: 1 } as const;
const atDoor = z.strictObject({ streams: streams.default(defaultStreams) }).default({ streams: defaultStreams });
const atPoint = z
  .strictObject({ streams: streams.default(defaultStreams), at: point.default('open') })
  .default({ streams: defaultStreams, at: 'open' });

const knownNames = Object.keys(knownExceptions).filter((name): name is KnownException => Object.hasOwn(knownExceptions, name));
const exceptionTypes = [
  'validationException', 'modelTimeoutException', 'modelStreamErrorException', 'throttlingException', 'internalServerException',
  'serviceUnavailableException', 'invalidSignatureException',
] as const;
const resetCodes = [
  'NO_ERROR', 'PROTOCOL_ERROR', 'INTERNAL_ERROR', 'FLOW_CONTROL_ERROR', 'STREAM_CLOSED', 'REFUSED_STREAM', 'CANCEL', 'ENHANCE_YOUR_CALM',
] as const;

const refusalKinds = ['throttled', 'quota', 'unavailable', 'access_denied', 'expired_token', 'not_ready'] as const;
const message = z.string().max(10_000);

const faultSchema = z.discriminatedUnion('kind', [
  // At the door.
  z.strictObject({ kind: z.enum(refusalKinds), message: message.optional(), when: atDoor }),
  z.strictObject({ kind: z.literal('stalled_open'), when: atDoor }),
  z.strictObject({ kind: z.literal('late_first_event'), delayMs: durationMs, when: atDoor }),
  // Cuts.
  z.strictObject({ kind: z.literal('reset'), code: z.enum(resetCodes).default('INTERNAL_ERROR'), when: atPoint }),
  z.strictObject({ kind: z.enum(['goaway', 'tcp_reset', 'clean_end', 'truncated_frame']), when: atPoint }),
  z
    .strictObject({
      kind: z.literal('exception'),
      known: z.enum(knownNames).optional(),
      type: z.enum(exceptionTypes).optional(),
      message: message.optional(),
      when: atPoint,
    })
    .refine(({ known, type }) => (known === undefined) !== (type === undefined), 'give either `known`, or `type` (with a `message`)'),
  // Distortions.
  z.strictObject({ kind: z.literal('silence'), when: atPoint }),
  z.strictObject({ kind: z.literal('slow'), delayMs: durationMs, when: atPoint }),
  z.strictObject({ kind: z.literal('missed_tools'), count: z.int().min(1).optional(), when: atPoint }),
  z.strictObject({ kind: z.enum(['double_encoded', 'duplicate_transcripts']), when: atPoint }),
]);

/** A fault, checked, with every default filled in. */
export type Fault = z.output<typeof faultSchema>;
/** A fault as one writes it: `when` and parts of it may be absent. */
export type FaultInput = z.input<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type FaultStreams = z.output<typeof streams>;
export type FaultPoint = z.output<typeof point>;
export type RefusalKind = (typeof refusalKinds)[number];
export type ResetCode = (typeof resetCodes)[number];

/** Where on its stream a fault acts; those of the door act there. */
export const pointOf = (fault: Fault): FaultPoint => ('at' in fault.when ? fault.when.at : 'open');

/** Reads one fault; the refusal says for each wrong part what would be right. */
export function faultFromInput(input: unknown): Result<Fault, string> {
  const parsed = faultSchema.safeParse(input);
  return parsed.success ? ok(parsed.data) : refuse(textFromIssues(parsed.error.issues));
}

/** Zod's findings as lines that name the place and what would be right there. */
export const textFromIssues = (issues: readonly z.core.$ZodIssue[]): string =>
  issues.map((issue) => `${issue.path.length === 0 ? 'fault' : issue.path.join('.')}: ${issueText(issue)}`).join('\n');

function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  if (issue.path.at(-1) === 'kind') return `one of ${Object.keys(faultKinds).join(', ')}`;
  if (issue.path.at(-1) === 'streams') return 'every, live, a list of numbers from 1 on, or { "next": n }';
  if (issue.path.at(-1) === 'at') return `open, { "output": name, "nth": k }, { "input": name, "nth": k } or { "afterMs": n }, where name is any, ${outputNames.join(', ')}; or any, ${inputNames.join(', ')}`;
  return issue.message;
}

/** Every kind in a few words, for whoever asks what there is. */
export const faultKinds = {
  throttled: 'refused: 429 ThrottlingException',
  quota: 'refused: 400 ServiceQuotaExceededException',
  unavailable: 'refused: 503 ServiceUnavailableException',
  access_denied: 'refused: 403 AccessDeniedException',
  expired_token: 'refused: 403 ExpiredTokenException',
  not_ready: 'refused: 429 ModelNotReadyException',
  stalled_open: 'never answered, not even with headers',
  late_first_event: 'nothing is said before delayMs',
  reset: 'RST_STREAM',
  goaway: 'GOAWAY, then the connection is closed',
  tcp_reset: 'the connection breaks',
  clean_end: 'END_STREAM without a word',
  truncated_frame: 'half a frame, then END_STREAM',
  exception: 'an exception frame',
  silence: 'hears everything, says nothing more',
  slow: 'says everything delayMs later',
  missed_tools: 'tool calls are not sent',
  double_encoded: 'arguments of tools are encoded twice',
  duplicate_transcripts: 'what the user said comes twice',
} as const satisfies Readonly<Record<FaultKind, string>>;
