import type { HttpRefusal } from '../wire/exceptions.js';
import { messages } from '../wire/exceptions.js';
import type { RefusalKind } from './fault.js';

/** What the service answers instead of opening a stream. */
export const refusals: Readonly<Record<RefusalKind, HttpRefusal>> = {
  throttled: { status: 429, type: 'ThrottlingException', message: messages.throttled },
  quota: { status: 400, type: 'ServiceQuotaExceededException', message: 'Your request exceeds the service quota for your account.' },
  unavailable: { status: 503, type: 'ServiceUnavailableException', message: "The service isn't currently available. Try again later." },
  access_denied: { status: 403, type: 'AccessDeniedException', message: "You don't have access to the model with the specified model ID." },
  expired_token: { status: 403, type: 'ExpiredTokenException', message: 'The security token included in the request is expired' },
  not_ready: { status: 429, type: 'ModelNotReadyException', message: 'The model specified in the request is not ready to serve inference requests.' },
};
