import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { createCognitoVerifier } from '../../../src/transports/token-verifier.js';

const userPoolId = 'us-east-1_AbCdEfGhI';
const clientId = 'client1';
const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { n = '', e = '' } = ours.publicKey.export({ format: 'jwk' });
const verify = createCognitoVerifier({ userPoolId, clientId, jwks: { keys: [{ kid: 'key-1', kty: 'RSA', alg: 'RS256', use: 'sig', n, e }] } });

function token(claims: object, key: KeyObject = ours.privateKey): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const nowSeconds = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'RS256', kid: 'key-1' })}.${part({ iss: issuer, sub: 'user-1', iat: nowSeconds, exp: nowSeconds + 3600, token_use: 'id', aud: clientId, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`;
}

it('takes id and access tokens of its pool and client, and says whose they are', async () => {
  expect(await verify(token({}))).toEqual({ ok: true, value: { userId: 'user-1' } });
  expect(await verify(token({ token_use: 'access', aud: undefined, client_id: clientId, sub: 'user-2' }))).toEqual({ ok: true, value: { userId: 'user-2' } });
});

it.each([
  ['of another client', token({ aud: 'client2' })],
  ['of another pool', token({ iss: `${issuer}X` })],
  ['that has expired', token({ exp: 1000 })],
  ['that somebody else has signed', token({}, theirs.privateKey)],
  ['that is none', 'test-token'],
  ['without a signature', `${token({}).split('.').slice(0, 2).join('.')}.`],
  ['of an unknown key', token({}).replace(/^[^.]+/, Buffer.from('{"alg":"none"}').toString('base64url'))],
])('refuses a token %s', async (_what, bad) => {
  expect(await verify(bad)).toMatchObject({ ok: false, error: { code: 'UNAUTHORIZED' } });
});
