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

import { DiskRef } from '../hypervisor/Hypervisor';
import { Tags } from '../wire/Parameters';

/** Whatever has an id, an owner and tags. */
export interface Resource {
  id: string;
  tags: Tags;
}

export interface BlockDevice {
  deviceName: string;
  snapshotId?: string;
  sizeGiB: number;
  volumeType: string;
  encrypted: boolean;
  deleteOnTermination: boolean;
}

export interface Image extends Resource {
  name: string;
  description: string;
  ownerId: string;
  ownerAlias?: string;
  state: 'pending' | 'available' | 'failed' | 'disabled';
  stateReason?: StateReason;
  architecture: 'x86_64' | 'arm64';
  platform?: 'windows';
  enaSupport: boolean;
  rootDeviceName: string;
  blockDevices: BlockDevice[];
  isPublic: boolean;
  /** Accounts that may launch it, beside its owner. */
  launchAccounts: Set<string>;
  /** The ARNs of organizations and their units that may launch it. No account here belongs to one. */
  launchOrganizations: Set<string>;
  /** From when on it is only shown to its owner, and to who asks for it. */
  deprecatedAt?: Date;
  createdAt: Date;
  sourceInstanceId?: string;
  sourceImageId?: string;
  /** The guest TCP ports that its instances show at their public address. */
  ports: number[];
}

/** The guest ports that can be reached unless an image says otherwise; of these, those that this machine lets us listen at. */
export const DEFAULT_PORTS = [22, 80, 443, 2222, 8080];

export interface Snapshot extends Resource {
  ownerId: string;
  /** What the hypervisor copies a volume from; absent for a snapshot of an empty volume. */
  disk?: DiskRef;
  /** Its disk was there before and stays: it belongs to whoever configured the image. */
  seeded: boolean;
  volumeId: string;
  sizeGiB: number;
  encrypted: boolean;
  description: string;
  state: 'pending' | 'completed' | 'error';
  startedAt: Date;
}

export interface Volume extends Resource {
  disk?: DiskRef;
  sizeGiB: number;
  type: string;
  encrypted: boolean;
  snapshotId?: string;
  availabilityZone: string;
  createdAt: Date;
  attachment?: {
    instanceId: string;
    deviceName: string;
    attachedAt: Date;
    deleteOnTermination: boolean;
  };
}

export interface NetworkInterface extends Resource {
  description: string;
  subnetId: string;
  availabilityZone: string;
  groupIds: string[];
  macAddress: string;
  privateIp: string;
  attachment?: {
    id: string;
    instanceId: string;
    attachedAt: Date;
    deleteOnTermination: boolean;
  };
}

export interface KeyPair extends Resource {
  name: string;
  type: 'rsa' | 'ed25519';
  fingerprint: string;
  /** One line as in `authorized_keys`. */
  publicKey: string;
  createdAt: Date;
}

/** One permission of a security group, for one source or destination. */
export interface SecurityRule {
  id: string;
  egress: boolean;
  protocol: string;
  fromPort?: number;
  toPort?: number;
  cidr?: string;
  cidr6?: string;
  groupId?: string;
  description?: string;
}

export interface SecurityGroup extends Resource {
  name: string;
  description: string;
  vpcId: string;
  rules: SecurityRule[];
}

export type InstanceState =
  | 'pending'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'shutting-down'
  | 'terminated';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export const STATE_CODES: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
export interface StateReason {
  code: string;
  message: string;
}

export interface Instance extends Resource {
  reservationId: string;
  launchIndex: number;
  ownerId: string;
  imageId: string;
  image: Image;
  instanceType: string;
  keyName?: string;
  clientToken?: string;
  state: InstanceState;
  stateReason?: StateReason;
  /** `StateTransitionReason`: for people; empty after a transition that nobody asked for. */
  transitionReason: string;
  terminatedAt?: Date;
  launchedAt: Date;
  /** When a Describe call shows it for the first time. */
  visibleAt: Date;
  subnetId: string;
  availabilityZone: string;
  privateIp: string;
  /** While it runs, and only if its network interface was given one. */
  publicIp?: string;
  wantsPublicIp: boolean;
  macAddress: string;
  groupIds: string[];
  networkInterfaceId: string;
  rootDeviceName: string;
  volumeIds: string[];
  userData?: string;
  shutdownBehavior: 'stop' | 'terminate';
  apiTerminationDisabled: boolean;
  apiStopDisabled: boolean;
  ebsOptimized: boolean;
  metadataOptions: MetadataOptions;
  instanceProfile?: { arn: string; id: string };
}

export interface MetadataOptions {
  httpTokens: 'optional' | 'required';
  httpEndpoint: 'enabled' | 'disabled';
  httpPutResponseHopLimit: number;
}
