/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { ResponseError } from '@backstage/errors';
import { AmiSmokeTestClient } from './AmiSmokeTestClient';

const BUILD = '11111111-1111-4111-8111-111111111111';
const BASE = 'http://backstage.example/api/ami-smoke-test';

/** A client whose questions are kept, and answered with the same. */
function clientOf(answer: object = { any: 'thing' }, status = 200) {
  const fetch = jest.fn(
    async (_url: string | URL | Request, _init?: RequestInit) =>
      new Response(JSON.stringify(answer), {
        status,
        headers: { 'content-type': 'application/json' },
      }),
  );
  const client = new AmiSmokeTestClient({
    discoveryApi: { getBaseUrl: async () => BASE },
    fetchApi: { fetch },
  });
  const asked = () => {
    const [url, init] = fetch.mock.calls[0];
    return {
      call: `${init?.method} ${String(url).replace(BASE, '')}`,
      body:
        init?.body === undefined ? undefined : JSON.parse(String(init.body)),
      authorization: new Headers(init?.headers).get('authorization'),
    };
  };
  return { client, asked };
}

describe('what the client asks about promotion', () => {
  it.each<[string, (client: AmiSmokeTestClient) => Promise<unknown>, object?]>([
    [
      'GET /gate?accountId=123456789012&region=eu-central-1&imageId=ami-0abc&channel=production',
      client =>
        client.gate({
          accountId: '123456789012',
          region: 'eu-central-1',
          imageId: 'ami-0abc',
          channel: 'production',
        }),
    ],
    [
      `GET /builds/${BUILD}/gate?channel=a%26b`,
      client => client.gateOfBuild(BUILD, 'a&b'),
    ],
    ['GET /channels', client => client.listChannels()],
    [
      'GET /channels?family=web-base',
      client => client.listChannels({ family: 'web-base' }),
    ],
    [
      'GET /promotions?family=web-base&channel=dev&limit=5',
      client =>
        client.listPromotionActs({
          family: 'web-base',
          channel: 'dev',
          buildId: undefined,
          limit: 5,
        }),
    ],
    [
      'POST /promotions',
      client =>
        client.promote({ buildId: BUILD, channel: 'dev', expected: null }),
      // Nothing was there: another thing than whatever was there.
      { buildId: BUILD, channel: 'dev', expected: null },
    ],
    [
      'POST /revocations',
      client => client.revoke({ buildId: BUILD, reason: 'rotten' }),
      { buildId: BUILD, reason: 'rotten' },
    ],
    [
      'POST /waivers',
      client =>
        client.waive({
          buildId: BUILD,
          channel: 'dev',
          rule: 'regions',
          reason: 'one is enough',
          expiresAt: '2026-12-01T00:00:00.000Z',
        }),
      {
        buildId: BUILD,
        channel: 'dev',
        rule: 'regions',
        reason: 'one is enough',
        expiresAt: '2026-12-01T00:00:00.000Z',
      },
    ],
    ['DELETE /waivers/..%2Fx', client => client.withdrawWaiver('../x')],
  ])('is %s', async (...[call, ask, body]) => {
    const { client, asked } = clientOf();
    await expect(ask(client)).resolves.toEqual({ any: 'thing' });
    expect(asked()).toEqual({ call, body, authorization: null });
  });

  it('goes with the token that it is given', async () => {
    const { client, asked } = clientOf();
    await client.listChannels({}, { token: 'the-token' });
    expect(asked().authorization).toBe('Bearer the-token');
  });

  it.each([409, 503])(
    'ends in an error that has what the gate said: %d',
    async status => {
      const decision = { decision: 'deny', reasons: ['No run has passed'] };
      const { client } = clientOf(
        {
          error: { name: 'ConflictError', message: 'The gate says no' },
          response: { statusCode: status },
          decision,
        },
        status,
      );
      const error = await client
        .promote({ buildId: BUILD, channel: 'dev' })
        .catch(caught => caught);
      expect(error).toBeInstanceOf(ResponseError);
      expect(error).toMatchObject({
        statusCode: status,
        cause: { message: 'The gate says no' },
        body: { decision },
      });
    },
  );
});
