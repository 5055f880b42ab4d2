import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ emulator: quickEmulator });
});
afterAll(async () => {
  await server.stop();
});

const get = (path: string): Promise<Response> => fetch(`${server.url}${path}`);

describe('over HTTP', () => {
  it('the page comes with a policy that lets it load from here only', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>');
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "worker-src 'self' blob:", "connect-src 'self' ws: wss:"]) {
      expect(policy.split(';')).toContain(rule);
    }
  });
  it('the surveys and the sixteen voices can be listed', async () => {
    const { questionnaires } = (await (await get('/api/questionnaires')).json()) as { questionnaires: { questionnaireId: string; questionCount: number }[] };
    expect(questionnaires.map(({ questionnaireId, questionCount }) => [questionnaireId, questionCount])).toEqual([
      ['demo-01-csat-nps', 7],
      ['demo-01a-electronics-retail-personalized', 10],
      ['demo-01b-ecommerce-delivery-personalized', 9],
      ['demo-01c-automotive-service-personalized', 11],
      ['demo-02-concept-test', 12],
      ['demo-03-political-polling', 10],
      ['demo-04-brand-tracker', 9],
      ['quick-pulse', 3],
      ['visit-follow-up', 11],
    ]);
    const { voices } = (await (await get('/api/voices')).json()) as { voices: { id: string; name: string }[] };
    expect(voices).toHaveLength(16);
    expect(voices[0]).toEqual({ id: 'tiffany', name: 'Tiffany', language: 'en-US', gender: 'feminine', polyglot: true });
  });
  it.each(['/nothing', '/api/nothing', '/..%2f..%2fetc%2fpasswd', '/%E0%A4%A'])('%s is answered without internals', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ errorCode: expect.any(String), errorMessage: expect.any(String) });
    expect(text).not.toMatch(/node_modules|at \w+ \(|\/src\//);
  });
});
