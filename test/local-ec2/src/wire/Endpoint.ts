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

import { randomUUID } from 'crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { authorize } from '../iam/authorize';
import {
  CUT_CONNECTION,
  EVEN_IF_GONE,
  InterceptedCall,
  Interceptor,
  ReadyAnswer,
} from '../interception';
import { Journal } from '../journal/Journal';
import { redacted } from '../journal/redact';
import { RequestLimits } from '../limits/requestLimits';
import { TokenBuckets } from '../limits/TokenBuckets';
import { ssmService } from '../ssm/service';
import { World } from '../state/World';
import { stsService } from '../sts/service';
import { ApiError } from './ApiError';
import { Authentication, Caller } from './authentication';
import { ec2Service } from './ec2Service';
import { Service } from './Service';

/** Larger than any request that AWS accepts. */
const BODY_BYTES = 1024 * 1024;

/** What the endpoint is made of. */
export interface EndpointParts {
  world: World;
  journal: Journal;
  authentication: Authentication;
  limits: RequestLimits;
  interceptors: Interceptor[];
  now: () => Date;
}

/** One request on its way, and what the journal will say of it. */
interface Exchange {
  requestId: string;
  at: Date;
  startedMs: number;
  service: Service;
  action: string;
  parameters: Record<string, string>;
  caller?: Caller;
  userAgent?: string;
  signal: AbortSignal;
  faults: string[];
}

/** The HTTP side: one request in, one document out in the manner of its service, one line in the journal. */
export class Endpoint {
  readonly #parts: EndpointParts;
  readonly #server: Server;
  readonly #buckets: TokenBuckets;
  readonly #closing = new AbortController();

  constructor(parts: EndpointParts) {
    this.#parts = parts;
    this.#buckets = new TokenBuckets(parts.now);
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(error => response.destroy(error));
    });
    // The SDKs keep connections for longer than Node's five seconds, and would find them closed.
    this.#server.keepAliveTimeout = 65_000;
  }

  /**
   * @param port - 0: a free one
   * @returns the URL
   */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const { port: actual } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${actual}`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const exchange: Exchange = {
      requestId: randomUUID(),
      at: this.#parts.now(),
      startedMs: performance.now(),
      service: serviceFor(request),
      action: '',
      parameters: {},
      userAgent: request.headers['user-agent'],
      signal: AbortSignal.any([gone.signal, this.#closing.signal]),
      faults: [],
    };
    let answer = await this.#answer(request, exchange).catch(error =>
      request.errored ? CUT_CONNECTION : refusal(error, exchange),
    );
    if (answer !== CUT_CONNECTION) {
      answer = await this.#intercepted(exchange, answer);
    }
    this.#record(exchange, answer);
    if (answer === CUT_CONNECTION) {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, {
      'content-type': exchange.service.contentType,
      'x-amzn-requestid': exchange.requestId,
      date: new Date(
        Date.now() + this.#parts.world.faults.clockSkewMs(),
      ).toUTCString(),
    });
    response.end(answer.body);
  }

  async #answer(
    request: IncomingMessage,
    exchange: Exchange,
  ): Promise<(ReadyAnswer & { message?: string }) | typeof CUT_CONNECTION> {
    const { world, limits, now, authentication } = this.#parts;
    const { service } = exchange;
    const body = await bodyOf(request);
    const asked = service.read(request, body);
    exchange.action = asked.action;
    exchange.parameters = asked.parameters;
    const caller = await authentication.authenticate(
      request,
      body,
      service.name,
    );
    exchange.caller = caller;

    this.#buckets.take(
      `${caller.accountId} ${caller.region}`,
      asked.charges(limits),
    );
    authorize(caller, service.name, asked, world);
    if (await this.#isCutOff(exchange, caller)) return CUT_CONNECTION;
    const answer = await asked.answer({
      requestId: exchange.requestId,
      caller,
      world,
      place: world.place(caller.accountId, caller.region),
      now: now(),
    });
    return { status: 200, body: answer };
  }

  /** Whoever is held back until the client has gone was never heard, unless who held it says that it was. */
  async #isCutOff(exchange: Exchange, caller: Caller): Promise<boolean> {
    let wasHeard = false;
    for (const interceptor of this.#parts.interceptors) {
      const interception = await interceptor.beforeAction?.(
        interceptedCall(exchange, caller),
      );
      if (interception === CUT_CONNECTION) return true;
      wasHeard ||= interception === EVEN_IF_GONE;
      if (exchange.signal.aborted && !wasHeard) return true;
    }
    return false;
  }

  async #intercepted(
    exchange: Exchange,
    answer: ReadyAnswer & { message?: string },
  ): Promise<(ReadyAnswer & { message?: string }) | typeof CUT_CONNECTION> {
    if (!exchange.caller) return answer;
    try {
      for (const interceptor of this.#parts.interceptors) {
        const interception = await interceptor.afterAction?.(
          interceptedCall(exchange, exchange.caller),
          answer,
        );
        if (interception === CUT_CONNECTION) return CUT_CONNECTION;
      }
      return answer;
    } catch (error) {
      return refusal(error, exchange);
    }
  }

  #record(
    exchange: Exchange,
    answer: (ReadyAnswer & { message?: string }) | typeof CUT_CONNECTION,
  ): void {
    const { caller } = exchange;
    const cut = answer === CUT_CONNECTION;
    this.#parts.journal.write({
      type: 'call',
      at: exchange.at.toISOString(),
      requestId: exchange.requestId,
      service: exchange.service.name,
      action: exchange.action,
      region: caller?.region,
      account: caller?.accountId,
      caller: caller?.name,
      accessKeyId: caller?.accessKeyId,
      userAgent: exchange.userAgent,
      parameters: redacted(exchange.parameters, exchange.service.name),
      status: cut ? 0 : answer.status,
      errorCode: cut ? undefined : answer.errorCode,
      errorMessage: cut ? undefined : answer.message,
      durationMs:
        Math.round((performance.now() - exchange.startedMs) * 10) / 10,
      faults: exchange.faults.length > 0 ? exchange.faults : undefined,
    });
  }
}

function interceptedCall(exchange: Exchange, caller: Caller): InterceptedCall {
  return {
    service: exchange.service.name,
    action: exchange.action,
    region: caller.region,
    accountId: caller.accountId,
    accessKeyId: caller.accessKeyId,
    requestId: exchange.requestId,
    parameters: exchange.parameters,
    signal: exchange.signal,
    faults: exchange.faults,
  };
}

/** The answer to a call that failed; what is no refusal is our fault, and the journal has its stack. */
function refusal(
  error: unknown,
  { requestId, service }: Exchange,
): ReadyAnswer & { message: string } {
  if (error instanceof ApiError) {
    return { message: error.message, ...service.refuse(error, requestId) };
  }
  const message = error instanceof Error ? String(error.stack) : String(error);
  const shown = 'An internal error has occurred';
  const ours = new ApiError('InternalError', shown, 500);
  return { message, ...service.refuse(ours, requestId) };
}

/** As AWS's gateways tell their JSON protocols from the Query protocol, of which one is signed for STS. */
function serviceFor({ headers }: IncomingMessage): Service {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.startsWith('AmazonSSM.')) return ssmService;
  const isForSts = /\/sts\/aws4_request/.test(headers.authorization ?? '');
  return isForSts ? stsService : ec2Service;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    // Read to its end all the same: a client that still writes does not read the refusal.
    if (length <= BODY_BYTES) chunks.push(chunk);
  }
  if (length > BODY_BYTES) {
    throw new ApiError(
      'RequestEntityTooLarge',
      `The request is larger than ${BODY_BYTES} bytes`,
      413,
    );
  }
  return Buffer.concat(chunks).toString();
}
