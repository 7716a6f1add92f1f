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

import type { GateDecision } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ResponseError } from '@backstage/errors';
import { nameOf } from './SettingsReader';
import { TokenError, type Tokens } from './token';

/** The backend, or a setting of ours, says no: trying again would change nothing. */
export class Refusal extends Error {}

/** What is there does not go with what was asked for; asked for a promotion, with what the gate says of it. */
export class Conflict extends Refusal {
  readonly decision: GateDecision | undefined;

  constructor(said: string, decision?: GateDecision) {
    super(said);
    this.decision = decision;
  }
}

/** The backend answers that it cannot, just now. */
export class NotNow extends Error {
  constructor(statusCode: number, said: string) {
    super(`${statusCode} ${said}`);
  }
}

/** What answers at the address does not know the API: it is another address, or a backend that has just started to listen. */
export class NotServed extends NotNow {}

/** Nobody has served the API at the address, in all the time that a start takes. */
export class WrongAddress extends Refusal {
  constructor(url: string, why: NotServed) {
    super(
      `Not found: ${
        why.message
      }. If the AMI Smoke Test backend plugin is installed there, check ${nameOf(
        'url',
      )}, which is ${url}.`,
    );
  }
}

/** The backend has not done what it was asked for once, in all the time that it was given. */
export class Unreachable extends Error {
  constructor(url: string, why: Error) {
    super(
      why instanceof NotNow
        ? `${url} could not do it, however often it was asked: ${why.message}`
        : `${url} cannot be reached: ${why.message}. Check ${nameOf(
            'url',
          )}, and that this machine may connect to it.`,
    );
  }
}

/** Whether the token was not accepted. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof ResponseError && error.statusCode === 401;
}

/**
 * Says what a failed call means: a `Refusal` when it is final, with the setting that can change it, else an error with the
 * cause in a few words.
 */
export function toBackendError(
  error: unknown,
  context: { url: string; tokens: Tokens },
): Error {
  if (error instanceof TokenError) return new Refusal(error.message);
  if (error instanceof ResponseError) return fromResponse(error, context);
  if (error instanceof SyntaxError) {
    return new Refusal(
      `${
        context.url
      } does not answer like the AMI Smoke Test API. Check ${nameOf(
        'url',
      )}: it must be the address of Backstage's backend.`,
    );
  }
  return fromConnection(error as Error, context.url);
}

function fromResponse(
  error: ResponseError,
  { tokens }: { tokens: Tokens },
): Error {
  const { statusCode } = error;
  const said = sentence(error.body?.error?.message ?? error.statusText);
  // What the gate could not find out is no trouble of the backend: it has looked, and written down what it saw.
  const { decision } = error.body as { decision?: GateDecision };
  if (decision) return new Conflict(said, decision);
  switch (statusCode) {
    case 401:
      return new Refusal(
        tokens.source
          ? `Backstage did not accept ${tokens.source.name}: ${said} Its administrator can check backend.auth.externalAccess.`
          : 'Backstage wants a token, and there is none: set AMI_SMOKE_TEST_TOKEN or AMI_SMOKE_TEST_TOKEN_COMMAND, or give the CI job an OIDC token (ami-smoke-test --help).',
      );
    case 403:
      return new Refusal(
        `Backstage does not allow this: ${said} It was called with ${
          tokens.source?.name ?? 'no token'
        }; its administrator decides in amiSmokeTest.access what that may do.`,
      );
    case 404:
      // The API's own, or that of a Backstage without our routes, or of an ingress without a Backstage.
      return error.body?.error?.name === 'NotFoundError' &&
        said.startsWith('There is no ')
        ? new Refusal(`Not found: ${said}`)
        : new NotServed(statusCode, error.statusText || 'Not Found');
    case 409:
      return new Conflict(said);
    case 408:
    case 425:
    case 429:
      return new NotNow(statusCode, said);
    default:
      return statusCode < 500
        ? new Refusal(
            `The backend refused the request (${statusCode}): ${said}`,
          )
        : new NotNow(statusCode, said);
  }
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

function fromConnection(error: Error, url: string): Error {
  const cause = error.cause as (Error & { code?: string }) | undefined;
  const why = cause?.code ?? cause?.message ?? error.message;
  if (CERTIFICATE.test(why)) {
    return new Refusal(
      `The certificate of ${url} is not trusted (${why}). Name the file of your certificate authority in NODE_EXTRA_CA_CERTS.`,
    );
  }
  if (/redirect/.test(why)) {
    return new Refusal(
      `${url} redirects, and a token is not sent after a redirect. Set ${nameOf(
        'url',
      )} to the address it leads to.`,
    );
  }
  return new Error(why);
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
