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

import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { ResourceKind } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What EC2's refusals and troubles mean to us; nothing outside `ec2/` looks at error codes. */
export type Ec2ErrorClass =
  | 'capacity'
  | 'quota'
  | 'throttled'
  | 'credentials'
  | 'permission'
  | 'not-found-yet'
  | 'gone'
  | 'unsupported'
  | 'image-invalid'
  | 'parameter-mismatch'
  | 'invalid-request'
  | 'transient';

/** An image as EC2 describes it. */
export interface ImageView {
  imageId: string;
  ownerId: string;
  state: string;
  name?: string;
  platform: 'linux' | 'windows';
  architecture: string;
  /** Its EBS devices, each with what AWS would do with its volume at termination. */
  ebsDevices: { deviceName: string; deleteOnTermination: boolean }[];
}

/** An instance as EC2 describes it. */
export interface InstanceView {
  instanceId: string;
  state:
    | 'pending'
    | 'running'
    | 'stopping'
    | 'stopped'
    | 'shutting-down'
    | 'terminated';
  /** AWS's words for the state, e.g. `Client.InstanceInitiatedShutdown: …`. */
  stateReason?: string;
  publicIp?: string;
  privateIp?: string;
  ipv6?: string;
  availabilityZone?: string;
  launchTime?: Date;
  volumeIds: string[];
  networkInterfaceIds: string[];
  tags: Record<string, string>;
}

/**
 * EC2's status checks: `impaired` means that the machine does not answer ARP, `host-impaired` that AWS's own hardware or network
 * under it is at fault.
 */
export type StatusCheck =
  | 'ok'
  | 'impaired'
  | 'host-impaired'
  | 'initializing'
  | 'insufficient-data'
  | 'not-applicable';

/** What is sent to `RunInstances`: plain JSON, so that it can be written down and sent again verbatim. */
export type LaunchRequest = RunInstancesCommandInput & { ClientToken: string };

/** EC2 in one account and region, as the lifecycle sees it. Every method throws `Ec2Error`. */
export interface Ec2 {
  /** The image, or `undefined` when there is none that we may see. */
  findImage(imageId: string): Promise<ImageView | undefined>;

  /** Imports a public key; a pair of this name that carries our run's tag already is success. */
  importKeyPair(request: KeyPairRequest): Promise<{ keyPairId: string }>;
  findKeyPair(
    name: string,
  ): Promise<{ keyPairId: string; tags: Record<string, string> } | undefined>;
  /** A key pair that does not exist is no error. */
  deleteKeyPair(name: string): Promise<void>;

  /** Sends the request as it is; the same request gives the same instance. */
  launch(request: LaunchRequest): Promise<InstanceView>;
  /** The instance, or `undefined` while (or once) EC2 does not know it. Calls made together travel as one. */
  describe(instanceId: string): Promise<InstanceView | undefined>;
  findByClientToken(clientToken: string): Promise<InstanceView[]>;
  statusCheck(instanceId: string): Promise<StatusCheck>;
  /** One that does not exist is no error. */
  terminate(instanceId: string): Promise<void>;

  /** The JPEG that EC2 returned. Never wakes the machine up. */
  screenshot(instanceId: string): Promise<Buffer>;
  /**
   * The console's last 64 KB: with `latest`, as they are now, else as EC2 buffered them. Where the instance type has no
   * `latest`, class `unsupported`.
   */
  consoleOutput(
    instanceId: string,
    options: { latest: boolean },
  ): Promise<Buffer>;

  /** Those of these volumes that still exist. */
  existingVolumes(volumeIds: string[]): Promise<string[]>;
  deleteVolume(volumeId: string): Promise<void>;
  existingNetworkInterfaces(ids: string[]): Promise<string[]>;
  deleteNetworkInterface(id: string): Promise<void>;

  /** The VPC that a subnet is in. */
  vpcOf(subnetId: string): Promise<string>;
  /** Makes a group that lets nothing in; one of this name that carries our run's tag already is success. */
  createSecurityGroup(
    request: SecurityGroupRequest,
  ): Promise<{ groupId: string }>;
  findSecurityGroup(
    name: string,
    vpcId: string,
  ): Promise<{ groupId: string; tags: Record<string, string> } | undefined>;
  /** Those of these security groups that still exist. */
  existingSecurityGroups(groupIds: string[]): Promise<string[]>;
  /** Lets something in; what is let in already is no error. */
  authorizeIngress(request: IngressRequest): Promise<void>;
  /** One that does not exist is no error; one that is still in use is, of class `transient`. */
  deleteSecurityGroup(groupId: string): Promise<void>;

  /**
   * Everything in this account and region that carries this owner's tag: instances that are not terminated, key pairs, volumes,
   * network interfaces, security groups.
   */
  owned(owner: string): Promise<OwnedResource[]>;
}

/** A key pair to import: plain JSON, as it stands in the ledger. */
export interface KeyPairRequest {
  name: string;
  /** In OpenSSH's format. */
  publicKey: string;
  tags: Record<string, string>;
}

/** A security group to make: plain JSON, as it stands in the ledger. */
export interface SecurityGroupRequest {
  name: string;
  description: string;
  vpcId: string;
  tags: Record<string, string>;
}

/** What a security group is to let in. */
export interface IngressRequest {
  groupId: string;
  /** TCP ports. */
  ports: number[];
  /** Blocks of IPv4 or IPv6 addresses, e.g. `10.0.0.0/8`. */
  from: string[];
}

/** A thing in AWS that carries an owner's tag. */
export interface OwnedResource {
  kind: ResourceKind;
  /** EC2's id, e.g. `key-0abc` of a key pair. */
  id: string;
  /** Of key pairs (by which they are deleted) and security groups. */
  name?: string;
  tags: Record<string, string>;
  /** As far as EC2 tells: never of security groups, and of network interfaces only while they are attached. */
  createdAt?: Date;
  /** The instance that a volume or a network interface is attached to. */
  attachedTo?: string;
}

/** Gives the EC2 of an account and region. */
export interface Ec2Gateway {
  /**
   * @param beforeChange - asked immediately before each request that changes something, however long that waited for its turn;
   * what it throws ends the call
   */
  for(accountId: string, region: string, beforeChange?: () => void): Ec2;
}
