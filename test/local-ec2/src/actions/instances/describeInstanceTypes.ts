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

import { INSTANCE_TYPES, InstanceType } from '../../machines/instanceTypes';
import { Ec2Error } from '../../wire/Ec2Error';
import { filtered, FilterTable, paged } from '../../wire/filtering';
import { items, XmlObject } from '../../wire/xml';
import { defineAction } from '../Action';

type TaglessType = InstanceType & { tags: Record<string, string> };

const ALL: TaglessType[] = [...INSTANCE_TYPES.values()].map(type => ({
  ...type,
  tags: {},
}));

const FILTERS: FilterTable<TaglessType> = {
  'bare-metal': type => type.bareMetal,
  'current-generation': type => type.currentGeneration,
  hypervisor: type => (type.bareMetal ? undefined : type.hypervisor),
  'instance-type': type => type.name,
  'memory-info.size-in-mib': type => type.memoryMiB,
  'processor-info.supported-architecture': type => type.architecture,
  'vcpu-info.default-vcpus': type => type.vcpus,
};

export const describeInstanceTypes = defineAction({
  name: 'DescribeInstanceTypes',
  read: parameters => ({
    names: parameters.list('InstanceType'),
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 100 }),
  }),
  run(_call, { names, filters, page }) {
    const unknown = names.filter(name => !INSTANCE_TYPES.has(name));
    if (unknown.length > 0) {
      throw new Ec2Error(
        'InvalidInstanceType',
        `The following supplied instance types do not exist: [${unknown.join(
          ', ',
        )}]`,
      );
    }
    const wanted = ALL.filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    const result = paged(filtered(wanted, filters, FILTERS), page);
    return {
      instanceTypeSet: items(result.page.map(typeView)),
      nextToken: result.nextToken,
    };
  },
});

export const describeInstanceTypeOfferings = defineAction({
  name: 'DescribeInstanceTypeOfferings',
  read: parameters => ({
    locationType:
      parameters.choice('LocationType', ['region', 'availability-zone']) ??
      'region',
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 1000 }),
  }),
  run({ place }, { locationType, filters, page }) {
    const locations =
      locationType === 'region'
        ? [place.region]
        : place.network.subnets.map(subnet => subnet.availabilityZone);
    const offerings = locations.flatMap(location =>
      ALL.map(({ name, tags }) => ({ name, location, tags })),
    );
    const matching = filtered(offerings, filters, {
      'instance-type': offering => offering.name,
      location: offering => offering.location,
    });
    const result = paged(matching, page);
    return {
      instanceTypeOfferingSet: items(
        result.page.map(({ name, location }) => ({
          instanceType: name,
          locationType,
          location,
        })),
      ),
      nextToken: result.nextToken,
    };
  },
});

function typeView(type: InstanceType): XmlObject {
  return {
    instanceType: type.name,
    currentGeneration: type.currentGeneration,
    freeTierEligible: false,
    supportedUsageClasses: items(['on-demand']),
    supportedRootDeviceTypes: items(['ebs']),
    supportedVirtualizationTypes: items(['hvm']),
    bareMetal: type.bareMetal,
    hypervisor: type.bareMetal ? undefined : type.hypervisor,
    processorInfo: { supportedArchitectures: items([type.architecture]) },
    vCpuInfo: { defaultVCpus: type.vcpus },
    memoryInfo: { sizeInMiB: type.memoryMiB },
    instanceStorageSupported: false,
    ebsInfo: { encryptionSupport: 'supported' },
    networkInfo: {
      enaSupport: type.hypervisor === 'nitro' ? 'required' : 'unsupported',
      maximumNetworkInterfaces: 1,
    },
  };
}
