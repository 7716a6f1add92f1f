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

import type { FaultPlan } from '../faults/FaultPlan';
import type { ServiceName } from '../wire/Service';

export type ResourceKind =
  | 'instance'
  | 'image'
  | 'snapshot'
  | 'volume'
  | 'network-interface'
  | 'key-pair'
  | 'security-group'
  | 'parameter';

/** The local EC2 began to answer. */
export interface StartedEvent {
  type: 'started';
  at: string;
  url: string;
  hypervisor: string;
}

/** It stopped answering, in good order. */
export interface StoppedEvent {
  type: 'stopped';
  at: string;
}

/** One call and its answer. */
export interface CallEvent {
  type: 'call';
  /** When it came in, ISO 8601. */
  at: string;
  requestId: string;
  service: ServiceName;
  action: string;
  region?: string;
  account?: string;
  caller?: string;
  accessKeyId?: string;
  userAgent?: string;
  /** As they were sent, but for user data, keys and secure strings; of SSM, named as in a query, e.g. `Tags.1.Key`. */
  parameters: Record<string, string>;
  /** The HTTP status; 0 when the connection was cut instead of an answer. */
  status: number;
  errorCode?: string;
  errorMessage?: string;
  durationMs: number;
  /** The faults of the plan in force that were done to it, by name. */
  faults?: string[];
}

/** Something began to exist, changed, or ceased to exist. */
export interface LifeEvent {
  type: 'life';
  at: string;
  account: string;
  region: string;
  kind: ResourceKind;
  id: string;
  /** `refused`: of a parameter whose AMI was found wanting after PutParameter had succeeded. */
  change: 'created' | 'changed' | 'deleted' | 'service-answered' | 'refused';
  name?: string;
  state?: string;
  tags?: Record<string, string>;
  /** It was there from the start: nobody made it with a call. */
  seeded?: boolean;
  /** Of an instance. */
  clientToken?: string;
  /** Of an instance: those of one launch share it. */
  reservationId?: string;
  /** Of an instance: its image. */
  imageId?: string;
  /** Of a volume or a network interface: the instance that it is attached to. */
  instanceId?: string;
  /** Of a parameter: its newest version. */
  version?: number;
  /** Of a parameter, unless it is a secure string: its newest value. */
  value?: string;
  /** Why, in EC2's words or the hypervisor's. */
  reason?: string;
}

/** A fault plan was put in force. */
export interface FaultsEvent {
  type: 'faults';
  at: string;
  /** With everything in it that was left to defaults. */
  plan: FaultPlan;
}

export type JournalEvent =
  | FaultsEvent
  | StartedEvent
  | StoppedEvent
  | CallEvent
  | LifeEvent;

/** What a place says of its resources; account, region and time are added on the way. */
export type LifeSink = (
  event: Omit<LifeEvent, 'type' | 'at' | 'account' | 'region'>,
) => void;
