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

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@backstage/errors';
import type { HttpCheckSpec } from '../config';
import type { Check } from './Check';
import { answerOfError } from './networkErrors';

/** What of an answer's body is read. */
const MAX_BODY_BYTES = 64 * 1024;

interface HttpAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
  /** There is more of the body. */
  cut: boolean;
}

/** Does the REST call answer, and rightly? Redirects are answers, and are not followed. */
export function httpCheck(spec: HttpCheckSpec): Pick<Check, 'target' | 'ask'> {
  const scheme = spec.scheme === 'https' ? 'https ' : '';
  return {
    target: `${scheme}${spec.method} :${spec.port}${spec.path}`,
    async ask({ address }, signal) {
      // One timer for the whole exchange: a service that drips bytes must not hold the check.
      const timeout = new AbortController();
      const timer = setTimeout(
        () => timeout.abort(),
        spec.timeoutSeconds * 1000,
      );
      try {
        const answer = await exchange(
          spec,
          address,
          AbortSignal.any([signal, timeout.signal]),
        );
        const wrong = whatIsWrong(spec.expect, answer);
        return wrong
          ? { outcome: 'wrong-answer', detail: wrong }
          : { outcome: 'passed', detail: `answered ${answer.status}` };
      } catch (error) {
        signal.throwIfAborted();
        if (timeout.signal.aborted) {
          return {
            outcome: 'silent',
            detail: `no answer in ${spec.timeoutSeconds} s`,
          };
        }
        // The request itself: no instance has had a part in it.
        const { name, message } = error as Error;
        if (name === 'TypeError') {
          throw new InputError(
            `The check '${spec.method} :${spec.port}${spec.path}' cannot be sent: ${message}`,
          );
        }
        return answerOfError(error as Error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function exchange(
  spec: HttpCheckSpec,
  address: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = spec.scheme === 'https' ? httpsRequest : httpRequest;
    const request = send(
      {
        host: address,
        port: spec.port,
        method: spec.method,
        path: spec.path,
        headers: {
          host: `${isIPv6(address) ? `[${address}]` : address}:${spec.port}`,
          ...spec.headers,
        },
        agent: false,
        signal,
        rejectUnauthorized: spec.verifyCertificate,
      },
      response => {
        const chunks: Buffer[] = [];
        let size = 0;
        const end = (cut: boolean) =>
          resolve({
            cut,
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > MAX_BODY_BYTES) {
            end(true);
            response.destroy();
          }
        });
        response.on('end', () => end(false));
        response.on('error', reject);
      },
    );
    // A switch of protocols is an answer, and one that nobody wants.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: '',
        cut: false,
      });
    });
    request.on('error', reject);
    // However else the connection ends, nothing more will come.
    request.on('close', () =>
      reject(
        Object.assign(new Error('connection reset'), { code: 'ECONNRESET' }),
      ),
    );
    request.end(spec.body);
  });
}

function whatIsWrong(
  expect: HttpCheckSpec['expect'],
  answer: HttpAnswer,
): string | undefined {
  const good = expect.status
    ? expect.status.includes(answer.status)
    : answer.status >= 200 && answer.status < 300;
  if (!good) {
    return `answered ${answer.status} instead of ${
      expect.status?.join(' or ') ?? '2xx'
    }`;
  }
  for (const [name, value] of Object.entries(expect.headers ?? {})) {
    const actual = answer.headers[name.toLowerCase()];
    if (String(actual ?? '') !== value) {
      return `answered with header ${name}: ${
        actual ?? '(none)'
      } instead of ${value}`;
    }
  }
  if (
    expect.bodyContains !== undefined &&
    !answer.body.includes(expect.bodyContains)
  ) {
    return `answered without '${expect.bodyContains}' in ${
      answer.cut ? `the first ${MAX_BODY_BYTES} bytes of ` : ''
    }its body`;
  }
  if (!expect.json) return undefined;
  return answer.cut
    ? `answered with a body of more than ${MAX_BODY_BYTES} bytes, of which no JSON is read`
    : whatIsWrongInJson(expect.json, answer.body);
}

function whatIsWrongInJson(
  expected: Record<string, unknown>,
  body: string,
): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return 'answered with a body that is not JSON';
  }
  for (const [pointer, value] of Object.entries(expected)) {
    const actual = valueAt(document, pointer);
    if (!isDeepStrictEqual(actual, value)) {
      return `answered with ${JSON.stringify(actual)} at ${
        pointer || '/'
      } instead of ${JSON.stringify(value)}`;
    }
  }
  return undefined;
}

/** The value at a JSON pointer (RFC 6901), or `undefined`. */
function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
    if (
      typeof value !== 'object' ||
      value === null ||
      !Object.hasOwn(value, key)
    ) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
