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

import { exec } from 'node:child_process';
import { promisify } from 'node:util';

const LIMIT_MS = 30_000;

/** Where tokens come from. */
export interface TokenSource {
  /** In words, for messages: never holds the token. */
  name: string;
  /** Whether asking again can give another token. */
  renewable: boolean;
  /** Gets a token, a new one where that can be. Throws a `TokenError` that names the setting. */
  get(): Promise<string>;
}

/** The token that is in use, which is asked for when it is needed first, and again when it was not accepted. */
export class Tokens {
  /** `undefined` when nothing gives tokens. */
  readonly source: TokenSource | undefined;
  #current: string | undefined;

  constructor(source: TokenSource | undefined) {
    this.source = source;
  }

  async current(): Promise<string | undefined> {
    return this.#current ?? this.renew();
  }

  async renew(): Promise<string | undefined> {
    this.#current = await this.source?.get();
    return this.#current;
  }
}

/** A token could not be had, or is none. */
export class TokenError extends Error {}

/**
 * The first source that is there: `--token-command`, `AMI_SMOKE_TEST_TOKEN`, then the CI's OIDC (GitHub's is minted for the
 * audience, GitLab's comes in `AMI_SMOKE_TEST_ID_TOKEN`); `undefined` when none is.
 */
export function tokenSource(
  settings: { tokenCommand?: string; oidcAudience: string },
  env: NodeJS.ProcessEnv,
): TokenSource | undefined {
  const { tokenCommand, oidcAudience } = settings;
  if (tokenCommand) return commandToken(tokenCommand);
  if (env.AMI_SMOKE_TEST_TOKEN) {
    return variableToken('AMI_SMOKE_TEST_TOKEN', env.AMI_SMOKE_TEST_TOKEN);
  }
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
    return gitHubToken(
      env.ACTIONS_ID_TOKEN_REQUEST_URL,
      env.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
      oidcAudience,
    );
  }
  if (env.AMI_SMOKE_TEST_ID_TOKEN) {
    return variableToken(
      'AMI_SMOKE_TEST_ID_TOKEN',
      env.AMI_SMOKE_TEST_ID_TOKEN,
    );
  }
  return undefined;
}

function variableToken(variable: string, value: string): TokenSource {
  return {
    name: `the token in ${variable}`,
    renewable: false,
    get: async () => checked(value, variable),
  };
}

function commandToken(command: string): TokenSource {
  const name = 'the token of --token-command (AMI_SMOKE_TEST_TOKEN_COMMAND)';
  return {
    name,
    renewable: true,
    async get() {
      try {
        const { stdout } = await promisify(exec)(command, {
          timeout: LIMIT_MS,
          encoding: 'utf8',
        });
        return checked(stdout, name);
      } catch (error) {
        if (error instanceof TokenError) throw error;
        const { code, killed, stderr } = error as {
          code?: number;
          killed?: boolean;
          stderr?: string;
        };
        const how = killed
          ? `did not end within ${LIMIT_MS / 1000} s`
          : `ended with exit code ${code}`;
        throw new TokenError(
          `--token-command (AMI_SMOKE_TEST_TOKEN_COMMAND) ${how}${
            stderr?.trim() ? `: ${stderr.trim().slice(-500)}` : ''
          }. Run it by hand in the same environment.`,
        );
      }
    },
  };
}

/** See https://docs.github.com/en/actions/reference/security/oidc for the request. */
function gitHubToken(
  url: string,
  bearer: string,
  audience: string,
): TokenSource {
  const name = `the token minted from GitHub's OIDC for the audience "${audience}"`;
  return {
    name,
    renewable: true,
    async get() {
      const failed = (why: string) =>
        new TokenError(
          `GitHub gave no OIDC token: ${why}. The job needs "permissions: id-token: write".`,
        );
      const request = new URL(url);
      request.searchParams.set('audience', audience);
      const response = await fetch(request, {
        headers: { authorization: `bearer ${bearer}` },
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      // What is wrong at GitHub for a moment is no TokenError, so it is tried again.
      if (response.status >= 500) {
        throw new Error(`GitHub's OIDC answered ${response.status}`);
      }
      if (!response.ok) throw failed(`it answered ${response.status}`);
      const answer = await response.json().catch(() => undefined);
      if (typeof answer?.value !== 'string') {
        throw failed('its answer has no "value"');
      }
      return checked(answer.value, name);
    },
  };
}

function checked(text: string, origin: string): string {
  const token = text.trim();
  if (!token) throw new TokenError(`${origin} is empty.`);
  // Anything else could not be sent in a header, and is rather an error message than a token.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TokenError(
      `${origin} is not a token: it has spaces, line breaks or characters beyond ASCII in it.`,
    );
  }
  return token;
}
