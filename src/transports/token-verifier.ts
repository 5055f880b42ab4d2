import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { Jwks } from 'aws-jwt-verify/jwk';
import { AppError } from '../kernel/errors.js';
import { ok, refuse, type Result } from '../kernel/result.js';

/** Tells who a client is by its token. Refused with `UNAUTHORIZED`. Never rejects. */
export type TokenVerifier = (token: string) => Promise<Result<{ readonly userId: string }, AppError>>;

/**
 * Takes id and access tokens of one Cognito user pool and client. Their signing keys are fetched once, and again for a new one.
 *
 * @param options.jwks the keys, where they are known: nothing is fetched then
 */
export function createCognitoVerifier(options: { readonly userPoolId: string; readonly clientId: string; readonly jwks?: Jwks }): TokenVerifier {
  const { userPoolId, clientId, jwks } = options;
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: null });
  if (jwks !== undefined) verifier.cacheJwks(jwks);
  return async (token) => {
    try {
      return ok({ userId: (await verifier.verify(token)).sub });
    } catch (thrown) {
      return refuse(new AppError('UNAUTHORIZED', 'the token is not valid', { cause: thrown, detail: 'The token is not valid, or it has expired: sign in again.' }));
    }
  };
}
