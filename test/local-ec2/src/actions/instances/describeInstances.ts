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

import { Instance, STATE_CODES } from '../../state/resources';
import { invalidCombination } from '../../wire/Ec2Error';
import { filtered, FilterTable, paged } from '../../wire/filtering';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction } from '../Action';
import { instancesById, lifeOf } from '../lookups';
import { publicIpOf, reservationView, stateView } from './instanceView';

function filterTable(call: Call): FilterTable<Instance> {
  const { place } = call;
  return {
    architecture: ({ image }) => image.architecture,
    'availability-zone': instance => instance.availabilityZone,
    'block-device-mapping.volume-id': instance => instance.volumeIds,
    'client-token': instance => instance.clientToken,
    'image-id': instance => instance.imageId,
    'instance-id': instance => instance.id,
    'instance-state-code': instance => STATE_CODES[instance.state],
    'instance-state-name': instance => instance.state,
    'instance-type': instance => instance.instanceType,
    'instance.group-id': instance => instance.groupIds,
    'ip-address': publicIpOf,
    'key-name': instance => instance.keyName,
    'launch-time': instance => instance.launchedAt,
    'network-interface.network-interface-id': instance =>
      instance.networkInterfaceId,
    'owner-id': instance => instance.ownerId,
    'private-ip-address': instance => instance.privateIp,
    'reservation-id': instance => instance.reservationId,
    'state-reason-code': instance => instance.stateReason?.code,
    'subnet-id': instance => instance.subnetId,
    'vpc-id': () => place.network.vpcId,
  };
}

/** By ids, one that is unknown fails the call; by filters, what is unknown is absent. */
function found(
  call: Call,
  request: { ids: string[]; filters: Parameters<typeof filtered>[1] },
): Instance[] {
  const all =
    request.ids.length > 0
      ? instancesById(call, request.ids)
      : call.place
          .visibleInstances(call.now)
          .filter(({ visibleAt }) => visibleAt <= call.now);
  return filtered(all, request.filters, filterTable(call));
}

export const describeInstances = defineAction({
  name: 'DescribeInstances',
  read: parameters => {
    const ids = parameters.list('InstanceId');
    const page = parameters.page();
    if (ids.length > 0 && page.maxResults !== undefined) {
      throw invalidCombination(
        'The parameter instancesSet cannot be used with the parameter maxResults',
      );
    }
    return { ids, page, filters: parameters.filters() };
  },
  run(call, request) {
    const { page, nextToken } = paged(found(call, request), request.page);
    const reservations = new Map<string, Instance[]>();
    for (const instance of page) {
      const launched = reservations.get(instance.reservationId) ?? [];
      reservations.set(instance.reservationId, [...launched, instance]);
    }
    return {
      reservationSet: items(
        [...reservations].map(([id, instances]) =>
          reservationView(call.place, id, instances),
        ),
      ),
      nextToken,
    };
  },
});

export const describeInstanceStatus = defineAction({
  name: 'DescribeInstanceStatus',
  read: parameters => ({
    ids: parameters.list('InstanceId'),
    filters: parameters.filters(),
    all: parameters.boolean('IncludeAllInstances') ?? false,
    page: parameters.page(),
  }),
  run(call, request) {
    const status = (name: 'system-status' | 'instance-status') =>
      [`${name}.status`, `${name}.reachability`] as const;
    const [system] = status('system-status');
    const [instanceStatus, reachability] = status('instance-status');
    const byIds = found(call, { ids: request.ids, filters: [] });
    const matching = filtered(byIds, request.filters, {
      'availability-zone': instance => instance.availabilityZone,
      'instance-state-code': instance => STATE_CODES[instance.state],
      'instance-state-name': instance => instance.state,
      [system]: instance => statusOf(call, instance).system,
      [instanceStatus]: instance => statusOf(call, instance).instance,
      [reachability]: instance => lifeOf(call, instance).reachability(),
    }).filter(({ state }) => request.all || state === 'running');
    const { page, nextToken } = paged(matching, request.page);
    return {
      instanceStatusSet: items(
        page.map(instance => instanceStatusView(call, instance)),
      ),
      nextToken,
    };
  },
});

interface Status {
  system: string;
  instance: string;
}

/**
 * The instance check is whether the guest's network answers; `ok` says nothing about its services.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
 */
function statusOf(call: Call, instance: Instance): Status {
  if (instance.state !== 'running') {
    return { system: 'not-applicable', instance: 'not-applicable' };
  }
  switch (lifeOf(call, instance).reachability()) {
    case 'passed':
      return { system: 'ok', instance: 'ok' };
    case 'failed':
      return { system: 'ok', instance: 'impaired' };
    default:
      return { system: 'initializing', instance: 'initializing' };
  }
}

const DETAILS: Record<string, string> = {
  ok: 'passed',
  impaired: 'failed',
  initializing: 'initializing',
};

function instanceStatusView(call: Call, instance: Instance): XmlObject {
  const status = statusOf(call, instance);
  const summary = (value: string): XmlObject => ({
    status: value,
    details:
      value === 'not-applicable'
        ? undefined
        : items([{ name: 'reachability', status: DETAILS[value] }]),
  });
  return {
    instanceId: instance.id,
    availabilityZone: instance.availabilityZone,
    instanceState: stateView(instance.state),
    systemStatus: summary(status.system),
    instanceStatus: summary(status.instance),
  };
}
