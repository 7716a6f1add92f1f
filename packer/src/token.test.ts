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

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenSource, Tokens } from './token';

const NO_SETTINGS = { oidcAudience: 'backstage-ami-smoke-test' };

describe('tokens', () => {
  it('come from the command before anything else, anew each time', async () => {
    const source = tokenSource(
      { ...NO_SETTINGS, tokenCommand: 'echo token-$$' },
      { AMI_SMOKE_TEST_TOKEN: 'static' },
    );
    const tokens = new Tokens(source);
    const first = await tokens.current();
    expect(first).toMatch(/^token-\d+$/);
    expect(await tokens.current()).toBe(first);
    const second = await tokens.renew();
    expect(second).not.toBe(first);
    expect(await tokens.current()).toBe(second);
  });

  it('come from the variable, which cannot be asked again', async () => {
    const source = tokenSource(NO_SETTINGS, {
      AMI_SMOKE_TEST_TOKEN: 'static\n',
      AMI_SMOKE_TEST_ID_TOKEN: 'gitlab',
    });
    expect(source?.renewable).toBe(false);
    await expect(source?.get()).resolves.toBe('static');
  });

  it("come from GitLab's variable last, and may be absent", async () => {
    const source = tokenSource(NO_SETTINGS, { AMI_SMOKE_TEST_ID_TOKEN: 'jwt' });
    await expect(source?.get()).resolves.toBe('jwt');
    expect(tokenSource(NO_SETTINGS, {})).toBeUndefined();
    await expect(new Tokens(undefined).current()).resolves.toBeUndefined();
  });

  it.each([
    ['fails', 'echo no-vault >&2; exit 7', /exit code 7: no-vault/],
    ['prints nothing', 'true', /is empty/],
    ['prints a sentence', 'echo You are not logged in', /is not a token/],
  ])('are not had from a command that %s', async (_, tokenCommand, message) => {
    const source = tokenSource({ ...NO_SETTINGS, tokenCommand }, {});
    await expect(source?.get()).rejects.toThrow(message);
    await expect(source?.get()).rejects.toThrow('AMI_SMOKE_TEST_TOKEN_COMMAND');
  });

  it('never show up in the error of a command that printed one and failed', async () => {
    const tokenCommand = 'echo s3cret; exit 1';
    const source = tokenSource({ ...NO_SETTINGS, tokenCommand }, {});
    await expect(source?.get()).rejects.toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('s3cret'),
      }),
    );
  });

  describe("of GitHub's OIDC", () => {
    let server: Server;
    let url: string;
    let status = 200;
    const requests: string[] = [];

    beforeAll(async () => {
      server = createServer((request, response) => {
        requests.push(`${request.headers.authorization} ${request.url}`);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ value: `jwt-${requests.length}` }));
      });
      await new Promise<void>(done => {
        server.listen(0, '127.0.0.1', done);
      });
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterAll(() => void server.close());

    const source = () =>
      tokenSource(NO_SETTINGS, {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
      })!;

    it('are minted for the audience, anew each time', async () => {
      await expect(source().get()).resolves.toBe('jwt-1');
      await expect(source().get()).resolves.toBe('jwt-2');
      expect(requests[0]).toBe(
        'bearer request-token /token?api-version=2.0&audience=backstage-ami-smoke-test',
      );
    });

    it('name the permission that the job lacks', async () => {
      status = 403;
      await expect(source().get()).rejects.toThrow(/403.*id-token: write/);
    });
  });
});
