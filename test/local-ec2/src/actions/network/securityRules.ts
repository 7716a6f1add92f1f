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

import { newId } from '../../state/ids';
import { Place } from '../../state/Place';
import { SecurityGroup, SecurityRule } from '../../state/resources';
import { missingParameter } from '../../wire/Ec2Error';
import { Parameters } from '../../wire/Parameters';
import { items, XmlObject } from '../../wire/xml';

/** Reads `IpPermissions.N`, or the single permission of older clients; one rule for each source. */
export function readRules(
  parameters: Parameters,
  egress: boolean,
): SecurityRule[] {
  const permissions = parameters.structures('IpPermissions');
  if (permissions.length > 0) {
    return permissions.flatMap(permission =>
      readPermission(permission, egress),
    );
  }
  const cidr = parameters.string('CidrIp');
  if (cidr === undefined) throw missingParameter('IpPermissions');
  return [{ ...readPorts(parameters, egress), cidr }];
}

function readPermission(
  permission: Parameters,
  egress: boolean,
): SecurityRule[] {
  permission.ignore('PrefixListIds');
  const sources = [
    ...permission.structures('IpRanges').map(range => ({
      cidr: range.required('CidrIp'),
      description: range.string('Description'),
    })),
    ...permission.structures('Ipv6Ranges').map(range => ({
      cidr6: range.required('CidrIpv6'),
      description: range.string('Description'),
    })),
    ...permission.structures('Groups').map(group => {
      group.ignore('UserId', 'VpcId');
      return {
        groupId: group.required('GroupId'),
        description: group.string('Description'),
      };
    }),
  ];
  const ports = readPorts(permission, egress);
  return sources.map(source => ({ ...ports, id: newId('sgr'), ...source }));
}

function readPorts(parameters: Parameters, egress: boolean): SecurityRule {
  return {
    id: newId('sgr'),
    egress,
    protocol: parameters.required('IpProtocol'),
    fromPort: parameters.integer('FromPort', { min: -1, max: 65_535 }),
    toPort: parameters.integer('ToPort', { min: -1, max: 65_535 }),
  };
}

/** Whether two rules allow the same. */
export function sameRule(a: SecurityRule, b: SecurityRule): boolean {
  return (
    a.egress === b.egress &&
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.cidr === b.cidr &&
    a.cidr6 === b.cidr6 &&
    a.groupId === b.groupId
  );
}

/** A group's permissions, those of one protocol and port range together. */
export function permissionsView(
  place: Place,
  group: SecurityGroup,
  egress: boolean,
): XmlObject {
  const permissions = new Map<string, SecurityRule[]>();
  for (const rule of group.rules.filter(other => other.egress === egress)) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    permissions.set(key, [...(permissions.get(key) ?? []), rule]);
  }
  return items(
    [...permissions.values()].map(rules => ({
      ipProtocol: rules[0].protocol,
      fromPort: rules[0].fromPort,
      toPort: rules[0].toPort,
      groups: items(
        rules.flatMap(({ groupId, description }) =>
          groupId ? [{ userId: place.accountId, groupId, description }] : [],
        ),
      ),
      ipRanges: items(
        rules.flatMap(({ cidr, description }) =>
          cidr ? [{ cidrIp: cidr, description }] : [],
        ),
      ),
      ipv6Ranges: items(
        rules.flatMap(({ cidr6, description }) =>
          cidr6 ? [{ cidrIpv6: cidr6, description }] : [],
        ),
      ),
    })),
  );
}

/** One rule, as the call that made it answers. */
export function ruleView(
  place: Place,
  group: SecurityGroup,
  rule: SecurityRule,
): XmlObject {
  return {
    securityGroupRuleId: rule.id,
    groupId: group.id,
    groupOwnerId: place.accountId,
    isEgress: rule.egress,
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort ?? -1,
    toPort: rule.toPort ?? -1,
    cidrIpv4: rule.cidr,
    cidrIpv6: rule.cidr6,
    description: rule.description,
  };
}
