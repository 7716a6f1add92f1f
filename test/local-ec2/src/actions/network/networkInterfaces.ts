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
import { NetworkInterface } from '../../state/resources';
import { Ec2Error } from '../../wire/Ec2Error';
import { filtered, FilterTable, paged } from '../../wire/filtering';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction, DONE } from '../Action';
import { groupSet, publicIpOf } from '../instances/instanceView';
import { allOrRefuse } from '../lookups';
import { tagSet } from '../views';

function filterTable({ place }: Call): FilterTable<NetworkInterface> {
  return {
    'attachment.attachment-id': found => found.attachment?.id,
    'attachment.delete-on-termination': found =>
      found.attachment?.deleteOnTermination,
    'attachment.instance-id': found => found.attachment?.instanceId,
    'attachment.status': found => found.attachment && 'attached',
    'availability-zone': found => found.availabilityZone,
    description: found => found.description,
    'group-id': found => found.groupIds,
    'mac-address': found => found.macAddress,
    'network-interface-id': found => found.id,
    'owner-id': () => place.accountId,
    'private-ip-address': found => found.privateIp,
    status: found => (found.attachment ? 'in-use' : 'available'),
    'subnet-id': found => found.subnetId,
    'vpc-id': () => place.network.vpcId,
  };
}

export const describeNetworkInterfaces = defineAction({
  name: 'DescribeNetworkInterfaces',
  read: parameters => ({
    ids: parameters.list('NetworkInterfaceId'),
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 1000 }),
  }),
  run(call, { ids, filters, page }) {
    const { place } = call;
    const wanted = allOrRefuse(ids, place.networkInterfaces.all(), refusal);
    const result = paged(filtered(wanted, filters, filterTable(call)), page);
    return {
      networkInterfaceSet: items(
        result.page.map(found => networkInterfaceView(place, found)),
      ),
      nextToken: result.nextToken,
    };
  },
});

export const deleteNetworkInterface = defineAction({
  name: 'DeleteNetworkInterface',
  read: parameters => parameters.required('NetworkInterfaceId'),
  check(call, id) {
    const all = call.place.networkInterfaces.all();
    const [found] = allOrRefuse([id], all, refusal);
    if (found.attachment) {
      throw new Ec2Error(
        'InvalidParameterValue',
        `Network interface '${id}' is currently in use.`,
      );
    }
    return found;
  },
  run({ place }, _id, found) {
    place.networkInterfaces.remove(found);
    place.freePrivateIp(found.privateIp);
    return DONE;
  },
});

function refusal(id: string): Ec2Error {
  return /^eni-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)
    ? new Ec2Error(
        'InvalidNetworkInterfaceID.NotFound',
        `The networkInterface ID '${id}' does not exist`,
      )
    : new Ec2Error(
        'InvalidNetworkInterfaceId.Malformed',
        `Invalid id: "${id}" (expecting "eni-...")`,
      );
}

function networkInterfaceView(
  place: Place,
  found: NetworkInterface,
): XmlObject {
  const { attachment } = found;
  const instance = attachment && place.instances.get(attachment.instanceId);
  const publicIp = instance && publicIpOf(instance);
  return {
    networkInterfaceId: found.id,
    subnetId: found.subnetId,
    vpcId: place.network.vpcId,
    availabilityZone: found.availabilityZone,
    description: found.description,
    ownerId: place.accountId,
    requesterManaged: false,
    status: attachment ? 'in-use' : 'available',
    macAddress: found.macAddress,
    privateIpAddress: found.privateIp,
    sourceDestCheck: true,
    interfaceType: 'interface',
    groupSet: groupSet(place, found.groupIds),
    attachment: attachment && {
      attachmentId: attachment.id,
      instanceId: attachment.instanceId,
      instanceOwnerId: place.accountId,
      deviceIndex: 0,
      status: 'attached',
      attachTime: attachment.attachedAt,
      deleteOnTermination: attachment.deleteOnTermination,
    },
    association: publicIp ? { publicIp, ipOwnerId: 'amazon' } : undefined,
    tagSet: tagSet(found.tags),
  };
}
