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

import { IncomingMessage } from 'http';
import type { Call } from '../actions/Action';
import { ReadyAnswer } from '../interception';
import { Charge, RequestLimits } from '../limits/requestLimits';
import { ApiError } from './ApiError';

export type ServiceName = 'ec2' | 'ssm' | 'sts';

/** One of AWS's APIs: how it is spoken. */
export interface Service {
  name: ServiceName;
  contentType: string;
  /** Reads what is asked, without a look at whether it can be. */
  read(request: IncomingMessage, body: string): AskedAction;
  refuse(error: ApiError, requestId: string): ReadyAnswer;
}

/** What one request asks for. */
export interface AskedAction {
  action: string;
  /** As they were sent, named as in a query. */
  parameters: Record<string, string>;
  /**
   * What it takes out of the request limits.
   *
   * @throws ApiError if the service has no such action
   */
  charges(limits: RequestLimits): Charge[];
  /** Does it, and returns the document that says so. */
  answer(call: Call): Promise<string>;
}
