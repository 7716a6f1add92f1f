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

import { Place } from '../../state/Place';
import { Instance, InstanceState, STATE_CODES } from '../../state/resources';
import { items, XmlObject } from '../../wire/xml';
import { tagSet } from '../views';

/** `instanceState` and its like. */
export function stateView(state: InstanceState): XmlObject {
  return { code: STATE_CODES[state], name: state };
}

/** The public address, while there is one. */
export function publicIpOf(instance: Instance): string | undefined {
  return instance.state === 'running' && instance.wantsPublicIp
    ? instance.publicIp
    : undefined;
}

/** One launch and (some of) its instances. */
export function reservationView(
  place: Place,
  reservationId: string,
  instances: Instance[],
): XmlObject {
  return {
    reservationId,
    ownerId: place.accountId,
    groupSet: items([]),
    instancesSet: items(
      instances.map(instance => instanceView(place, instance)),
    ),
  };
}

function instanceView(place: Place, instance: Instance): XmlObject {
  const gone = instance.state === 'terminated';
  const publicIp = publicIpOf(instance);
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: stateView(instance.state),
    privateDnsName: gone ? '' : privateDnsName(place, instance),
    dnsName: publicIp ? publicDnsName(place, publicIp) : '',
    reason: instance.transitionReason,
    keyName: instance.keyName,
    amiLaunchIndex: instance.launchIndex,
    productCodes: items([]),
    instanceType: instance.instanceType,
    launchTime: instance.launchedAt,
    placement: {
      availabilityZone: instance.availabilityZone,
      groupName: '',
      tenancy: 'default',
    },
    platform: instance.image.platform,
    monitoring: { state: 'disabled' },
    subnetId: gone ? undefined : instance.subnetId,
    vpcId: gone ? undefined : place.network.vpcId,
    privateIpAddress: gone ? undefined : instance.privateIp,
    ipAddress: publicIp,
    sourceDestCheck: gone ? undefined : true,
    groupSet: groupSet(place, gone ? [] : instance.groupIds),
    stateReason: instance.stateReason && { ...instance.stateReason },
    architecture: instance.image.architecture,
    rootDeviceType: 'ebs',
    rootDeviceName: instance.rootDeviceName,
    blockDeviceMapping: items(gone ? [] : blockDevices(place, instance)),
    virtualizationType: 'hvm',
    clientToken: instance.clientToken ?? '',
    tagSet: tagSet(instance.tags),
    hypervisor: 'xen',
    networkInterfaceSet: items(gone ? [] : interfaces(place, instance)),
    iamInstanceProfile: instance.instanceProfile && {
      ...instance.instanceProfile,
    },
    ebsOptimized: instance.ebsOptimized,
    enaSupport: instance.image.enaSupport,
    metadataOptions: {
      state: 'applied',
      httpTokens: instance.metadataOptions.httpTokens,
      httpPutResponseHopLimit: instance.metadataOptions.httpPutResponseHopLimit,
      httpEndpoint: instance.metadataOptions.httpEndpoint,
    },
  };
}

/** A set of security groups by id and name. */
export function groupSet(place: Place, groupIds: string[]): XmlObject {
  return items(
    groupIds.map(groupId => ({
      groupId,
      groupName: place.securityGroups.get(groupId)?.name ?? groupId,
    })),
  );
}

function blockDevices(place: Place, instance: Instance): XmlObject[] {
  return instance.volumeIds.flatMap(volumeId => {
    const attachment = place.volumes.get(volumeId)?.attachment;
    if (!attachment) return [];
    return [
      {
        deviceName: attachment.deviceName,
        ebs: {
          volumeId,
          status: 'attached',
          attachTime: attachment.attachedAt,
          deleteOnTermination: attachment.deleteOnTermination,
        },
      },
    ];
  });
}

function interfaces(place: Place, instance: Instance): XmlObject[] {
  const found = place.networkInterfaces.get(instance.networkInterfaceId);
  const publicIp = publicIpOf(instance);
  if (!found?.attachment) return [];
  const association = publicIp && {
    publicIp,
    publicDnsName: publicDnsName(place, publicIp),
    ipOwnerId: 'amazon',
  };
  return [
    {
      networkInterfaceId: found.id,
      subnetId: found.subnetId,
      vpcId: place.network.vpcId,
      description: found.description,
      ownerId: place.accountId,
      status: 'in-use',
      macAddress: found.macAddress,
      privateIpAddress: found.privateIp,
      sourceDestCheck: true,
      groupSet: groupSet(place, found.groupIds),
      attachment: {
        attachmentId: found.attachment.id,
        deviceIndex: 0,
        status: 'attached',
        attachTime: found.attachment.attachedAt,
        deleteOnTermination: found.attachment.deleteOnTermination,
      },
      association: association || undefined,
      privateIpAddressesSet: items([
        {
          privateIpAddress: found.privateIp,
          primary: true,
          association: association || undefined,
        },
      ]),
    },
  ];
}

function privateDnsName(place: Place, { privateIp }: Instance): string {
  return `ip-${privateIp.replaceAll('.', '-')}.${
    place.region
  }.compute.internal`;
}

function publicDnsName(place: Place, publicIp: string): string {
  return `ec2-${publicIp.replaceAll('.', '-')}.${
    place.region
  }.compute.localhost`;
}
