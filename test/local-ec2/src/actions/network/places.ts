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

import { REGIONS } from '../../state/regions';
import { Ec2Error, invalidValue } from '../../wire/Ec2Error';
import { filtered, paged } from '../../wire/filtering';
import { items } from '../../wire/xml';
import { defineAction } from '../Action';
import { subnetById } from '../lookups';

export const describeRegions = defineAction({
  name: 'DescribeRegions',
  read: parameters => {
    parameters.boolean('AllRegions');
    return {
      names: parameters.list('RegionName'),
      filters: parameters.filters(),
    };
  },
  run(_call, { names, filters }) {
    for (const name of names) {
      if (!REGIONS.has(name)) {
        throw invalidValue('region', name);
      }
    }
    const wanted = [...REGIONS]
      .filter(name => names.length === 0 || names.includes(name))
      .map(name => ({ name, tags: {} }));
    const matching = filtered(wanted, filters, {
      endpoint: ({ name }) => endpoint(name),
      'opt-in-status': () => 'opt-in-not-required',
      'region-name': ({ name }) => name,
    });
    return {
      regionInfo: items(
        matching.map(({ name }) => ({
          regionName: name,
          regionEndpoint: endpoint(name),
          optInStatus: 'opt-in-not-required',
        })),
      ),
    };
  },
});

function endpoint(region: string): string {
  return `ec2.${region}.amazonaws.com`;
}

export const describeAvailabilityZones = defineAction({
  name: 'DescribeAvailabilityZones',
  read: parameters => {
    parameters.boolean('AllAvailabilityZones');
    return {
      names: parameters.list('ZoneName'),
      filters: parameters.filters(),
    };
  },
  run({ place }, { names, filters }) {
    const zones = place.network.subnets.map(({ availabilityZone }) => ({
      name: availabilityZone,
      tags: {},
    }));
    for (const name of names) {
      if (!zones.some(zone => zone.name === name)) {
        throw invalidValue('availability-zone', name);
      }
    }
    const wanted = zones.filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    const matching = filtered(wanted, filters, {
      'region-name': () => place.region,
      state: () => 'available',
      'zone-name': ({ name }) => name,
    });
    return {
      availabilityZoneInfo: items(
        matching.map(({ name }) => ({
          zoneName: name,
          zoneState: 'available',
          regionName: place.region,
          zoneType: 'availability-zone',
          optInStatus: 'opt-in-not-required',
        })),
      ),
    };
  },
});

export const describeVpcs = defineAction({
  name: 'DescribeVpcs',
  read: parameters => ({
    ids: parameters.list('VpcId'),
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 1000 }),
  }),
  run({ place }, { ids, filters, page }) {
    const { vpcId, cidrBlock } = place.network;
    const unknown = ids.find(id => id !== vpcId);
    if (unknown) {
      throw new Ec2Error(
        'InvalidVpcID.NotFound',
        `The vpc ID '${unknown}' does not exist`,
      );
    }
    const matching = filtered([{ tags: {} }], filters, {
      cidr: () => cidrBlock,
      'is-default': () => true,
      isDefault: () => true,
      'owner-id': () => place.accountId,
      state: () => 'available',
      'vpc-id': () => vpcId,
    });
    return {
      vpcSet: items(
        paged(matching, page).page.map(() => ({
          vpcId,
          ownerId: place.accountId,
          state: 'available',
          cidrBlock,
          isDefault: true,
          instanceTenancy: 'default',
        })),
      ),
    };
  },
});

export const describeSubnets = defineAction({
  name: 'DescribeSubnets',
  read: parameters => ({
    ids: parameters.list('SubnetId'),
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 1000 }),
  }),
  run(call, { ids, filters, page }) {
    const { place } = call;
    const all = place.network.subnets;
    const wanted = (
      ids.length > 0 ? ids.map(id => subnetById(call, id)) : all
    ).map(subnet => ({ ...subnet, tags: {} }));
    const matching = filtered(wanted, filters, {
      'availability-zone': subnet => subnet.availabilityZone,
      availabilityZone: subnet => subnet.availabilityZone,
      cidr: subnet => subnet.cidrBlock,
      'cidr-block': subnet => subnet.cidrBlock,
      'default-for-az': () => true,
      defaultForAz: () => true,
      'owner-id': () => place.accountId,
      state: () => 'available',
      'subnet-id': subnet => subnet.subnetId,
      'vpc-id': () => place.network.vpcId,
    });
    return {
      subnetSet: items(
        paged(matching, page).page.map(
          ({ subnetId, availabilityZone, cidrBlock }) => ({
            subnetId,
            availabilityZone,
            cidrBlock,
            ownerId: place.accountId,
            state: 'available',
            vpcId: place.network.vpcId,
            availableIpAddressCount: 4091,
            defaultForAz: true,
            mapPublicIpOnLaunch: true,
          }),
        ),
      ),
    };
  },
});

export const describeRouteTables = defineAction({
  name: 'DescribeRouteTables',
  read: parameters => ({
    ids: parameters.list('RouteTableId'),
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 100 }),
  }),
  run({ place }, { ids, filters, page }) {
    const { routeTableId, vpcId, cidrBlock, internetGatewayId } = place.network;
    const unknown = ids.find(id => id !== routeTableId);
    if (unknown) {
      throw new Ec2Error(
        'InvalidRouteTableID.NotFound',
        `The routeTable ID '${unknown}' does not exist`,
      );
    }
    // The subnets use the main table without an association of their own, as those of a default VPC do.
    const matching = filtered([{ tags: {} }], filters, {
      'association.main': () => true,
      'association.subnet-id': () => undefined,
      'route-table-id': () => routeTableId,
      'vpc-id': () => vpcId,
    });
    return {
      routeTableSet: items(
        paged(matching, page).page.map(() => ({
          routeTableId,
          vpcId,
          ownerId: place.accountId,
          routeSet: items([
            {
              destinationCidrBlock: cidrBlock,
              gatewayId: 'local',
              state: 'active',
            },
            {
              destinationCidrBlock: '0.0.0.0/0',
              gatewayId: internetGatewayId,
              state: 'active',
            },
          ]),
          associationSet: items([{ routeTableId, main: true }]),
        })),
      ),
    };
  },
});
