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

import type { ServiceName } from './wire/Service';

/** A call, as an interceptor sees it. */
export interface InterceptedCall {
  service: ServiceName;
  action: string;
  region: string;
  accountId: string;
  accessKeyId: string;
  requestId: string;
  /** As they were sent; what came as JSON is named as in a query, e.g. `Tags.1.Key`. */
  parameters: Readonly<Record<string, string>>;
  /** Aborts when the client has gone or the local EC2 stops: whoever holds a call back lets go of it then. */
  signal: AbortSignal;
  /** What was done to it, for the journal: an interceptor that interferes may say so. */
  faults: string[];
}

/** An answer that is ready to be sent. */
export interface ReadyAnswer {
  status: number;
  body: string;
  errorCode?: string;
}

/** Cuts the connection instead of answering. */
export const CUT_CONNECTION = 'cut-connection';
/** Lets a call have its effect even if its client has gone: it was in the network meanwhile, and arrives late. */
export const EVEN_IF_GONE = 'even-if-gone';
export type Interception =
  | typeof CUT_CONNECTION
  | typeof EVEN_IF_GONE
  | undefined
  | void;

/**
 * Stands between the calls and the local EC2, to bring about what a network and a cloud do now and then. To fail a call, throw an
 * `Ec2Error` or an `SsmError`; to answer late, wait; to hang, wait for `call.signal`.
 */
export interface Interceptor {
  /** Before anything is done: what fails here, or is held back until the client has gone, has had no effect. */
  beforeAction?(call: InterceptedCall): Promise<Interception> | Interception;
  /** After everything was done: what fails here has had its effect, and the client does not know. */
  afterAction?(
    call: InterceptedCall,
    answer: ReadyAnswer,
  ): Promise<Interception> | Interception;
}
