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

import {
  Ec2Error,
  invalidCombination,
  missingParameter,
} from '../../wire/Ec2Error';
import { Parameters, Tags } from '../../wire/Parameters';
import { MetadataOptions } from '../../state/resources';

/** A change to the image's block devices, or one more. */
export interface BlockDeviceRequest {
  deviceName: string;
  /** Takes the image's device away. */
  noDevice: boolean;
  snapshotId?: string;
  sizeGiB?: number;
  volumeType?: string;
  encrypted?: boolean;
  deleteOnTermination?: boolean;
}

/** What RunInstances asks for. */
export interface LaunchRequest {
  imageId: string;
  instanceType: string;
  minCount: number;
  maxCount: number;
  clientToken?: string;
  /** The same for requests that ask for the same. */
  fingerprint: string;
  keyName?: string;
  userData?: string;
  shutdownBehavior: 'stop' | 'terminate';
  availabilityZone?: string;
  subnetId?: string;
  groupIds: string[];
  groupNames: string[];
  privateIp?: string;
  associatePublicIp: boolean;
  interfaceDescription: string;
  deleteInterfaceOnTermination: boolean;
  blockDevices: BlockDeviceRequest[];
  tags: Map<string, Tags>;
  apiTerminationDisabled: boolean;
  apiStopDisabled: boolean;
  ebsOptimized: boolean;
  metadataOptions: MetadataOptions;
  instanceProfile?: { name?: string; arn?: string };
}

const TAGGABLE = [
  'instance',
  'volume',
  'network-interface',
  'spot-instances-request',
];
const USER_DATA_BYTES = 16 * 1024;

/** Reads the parameters of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html. */
export function readLaunchRequest(parameters: Parameters): LaunchRequest {
  parameters.ignore(
    'CpuOptions',
    'CreditSpecification',
    'EnclaveOptions',
    'HibernationOptions',
    'MaintenanceOptions',
    'Monitoring',
    'PrivateDnsNameOptions',
    'Placement.Tenancy',
    'CapacityReservationSpecification',
  );
  const fingerprint = parameters.fingerprint();
  const minCount = count(parameters, 'MinCount');
  const maxCount = count(parameters, 'MaxCount');
  if (minCount > maxCount) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `MinCount (${minCount}) must not be greater than MaxCount (${maxCount})`,
    );
  }
  return {
    imageId: parameters.required('ImageId'),
    instanceType: parameters.string('InstanceType') ?? 'm1.small',
    minCount,
    maxCount,
    clientToken: clientToken(parameters),
    fingerprint,
    keyName: parameters.string('KeyName'),
    userData: userData(parameters),
    shutdownBehavior:
      parameters.choice('InstanceInitiatedShutdownBehavior', [
        'stop',
        'terminate',
      ]) ?? 'stop',
    availabilityZone: parameters.string('Placement.AvailabilityZone'),
    ...readInterface(parameters),
    blockDevices: readBlockDevices(parameters),
    tags: parameters.tagSpecifications(TAGGABLE),
    apiTerminationDisabled:
      parameters.boolean('DisableApiTermination') ?? false,
    apiStopDisabled: parameters.boolean('DisableApiStop') ?? false,
    ebsOptimized: parameters.boolean('EbsOptimized') ?? false,
    metadataOptions: readMetadataOptions(parameters.below('MetadataOptions')),
    instanceProfile: parameters.has('IamInstanceProfile')
      ? {
          name: parameters.string('IamInstanceProfile.Name'),
          arn: parameters.string('IamInstanceProfile.Arn'),
        }
      : undefined,
  };
}

/** Reads `BlockDeviceMapping.N`. */
export function readBlockDevices(parameters: Parameters): BlockDeviceRequest[] {
  return parameters.structures('BlockDeviceMapping').map(device => {
    device.ignore('Ebs.Iops', 'Ebs.Throughput', 'Ebs.KmsKeyId', 'VirtualName');
    return {
      deviceName: device.required('DeviceName'),
      noDevice: takesAway(device),
      snapshotId: device.string('Ebs.SnapshotId'),
      sizeGiB: device.integer('Ebs.VolumeSize', { min: 1, max: 65_536 }),
      volumeType: device.choice('Ebs.VolumeType', [
        'gp2',
        'gp3',
        'io1',
        'io2',
        'st1',
        'sc1',
        'standard',
      ]),
      encrypted: device.boolean('Ebs.Encrypted'),
      deleteOnTermination: device.boolean('Ebs.DeleteOnTermination'),
    };
  });
}

// `NoDevice` is sent with an empty value: that it is there is what counts.
function takesAway(device: Parameters): boolean {
  const present = device.has('NoDevice');
  device.ignore('NoDevice');
  return present;
}

function count(parameters: Parameters, name: 'MinCount' | 'MaxCount'): number {
  const value = parameters.integer(name, { min: 1, max: 10_000 });
  if (value === undefined) throw missingParameter(name);
  return value;
}

function clientToken(parameters: Parameters): string | undefined {
  const token = parameters.string('ClientToken');
  if (token !== undefined && token.length > 64) {
    throw new Ec2Error(
      'InvalidParameterValue',
      'The client token must not be longer than 64 characters',
    );
  }
  return token;
}

function userData(parameters: Parameters): string | undefined {
  const text = parameters.string('UserData');
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) {
    throw new Ec2Error(
      'InvalidUserData.Malformed',
      'Invalid BASE64 encoding of user data.',
    );
  }
  if (Buffer.from(text, 'base64').length > USER_DATA_BYTES) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `User data is limited to ${USER_DATA_BYTES} bytes`,
    );
  }
  return text;
}

function readInterface(
  parameters: Parameters,
): Pick<
  LaunchRequest,
  | 'subnetId'
  | 'groupIds'
  | 'groupNames'
  | 'privateIp'
  | 'associatePublicIp'
  | 'interfaceDescription'
  | 'deleteInterfaceOnTermination'
> {
  const direct = {
    subnetId: parameters.string('SubnetId'),
    groupIds: parameters.list('SecurityGroupId'),
    groupNames: parameters.list('SecurityGroup'),
    privateIp: parameters.string('PrivateIpAddress'),
  };
  const [first, ...others] = parameters.structures('NetworkInterface');
  if (!first) {
    return {
      ...direct,
      associatePublicIp: true,
      interfaceDescription: '',
      deleteInterfaceOnTermination: true,
    };
  }
  if (others.length > 0) {
    throw new Ec2Error(
      'UnsupportedOperation',
      'The local EC2 gives an instance one network interface, not several.',
    );
  }
  if (direct.subnetId || direct.groupIds.length || direct.groupNames.length) {
    throw invalidCombination(
      'Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request',
    );
  }
  first.integer('DeviceIndex', { min: 0, max: 0 });
  return {
    subnetId: first.string('SubnetId'),
    groupIds: first.list('SecurityGroupId'),
    groupNames: [],
    privateIp: first.string('PrivateIpAddress'),
    associatePublicIp: first.boolean('AssociatePublicIpAddress') ?? true,
    interfaceDescription: first.string('Description') ?? '',
    deleteInterfaceOnTermination: first.boolean('DeleteOnTermination') ?? true,
  };
}

function readMetadataOptions(options: Parameters): MetadataOptions {
  options.ignore('InstanceMetadataTags', 'HttpProtocolIpv6');
  return {
    httpTokens:
      options.choice('HttpTokens', ['optional', 'required']) ?? 'optional',
    httpEndpoint:
      options.choice('HttpEndpoint', ['enabled', 'disabled']) ?? 'enabled',
    httpPutResponseHopLimit:
      options.integer('HttpPutResponseHopLimit', { min: 1, max: 64 }) ?? 1,
  };
}
