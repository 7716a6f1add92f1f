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
import { SecurityGroup, SecurityRule } from '../../state/resources';
import { Ec2Error, missingParameter } from '../../wire/Ec2Error';
import { filtered, FilterTable, paged } from '../../wire/filtering';
import { Parameters } from '../../wire/Parameters';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction, DONE } from '../Action';
import { securityGroupById } from '../lookups';
import { tagSet } from '../views';
import {
  permissionsView,
  readRules,
  ruleView,
  sameRule,
} from './securityRules';

export const createSecurityGroup = defineAction({
  name: 'CreateSecurityGroup',
  read: parameters => ({
    name: parameters.required('GroupName'),
    description: parameters.required('GroupDescription'),
    vpcId: parameters.string('VpcId'),
    tags: parameters.tagSpecifications(['security-group']),
  }),
  check(call, { name, vpcId }) {
    const { network, securityGroups } = call.place;
    if (vpcId !== undefined && vpcId !== network.vpcId) {
      throw new Ec2Error(
        'InvalidVpcID.NotFound',
        `The vpc ID '${vpcId}' does not exist`,
      );
    }
    if (name.startsWith('sg-')) {
      throw new Ec2Error(
        'InvalidParameterValue',
        `Invalid security group name '${name}': names starting with 'sg-' are reserved`,
      );
    }
    if (securityGroups.all().some(group => group.name === name)) {
      throw new Ec2Error(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${network.vpcId}'`,
      );
    }
  },
  run({ place }, { name, description, tags }) {
    const group = place.securityGroups.add({
      id: newId('sg'),
      tags: { ...tags.get('security-group') },
      name,
      description,
      vpcId: place.network.vpcId,
      rules: [
        { id: newId('sgr'), egress: true, protocol: '-1', cidr: '0.0.0.0/0' },
      ],
    });
    return { return: true, groupId: group.id, tagSet: tagSet(group.tags) };
  },
});

function filterTable({ place }: Call): FilterTable<SecurityGroup> {
  return {
    description: group => group.description,
    'group-id': group => group.id,
    'group-name': group => group.name,
    'owner-id': () => place.accountId,
    'vpc-id': group => group.vpcId,
    'ip-permission.cidr': group =>
      group.rules.filter(({ egress }) => !egress).map(({ cidr }) => cidr),
  };
}

export const describeSecurityGroups = defineAction({
  name: 'DescribeSecurityGroups',
  read: parameters => ({
    ids: parameters.list('GroupId'),
    names: parameters.list('GroupName'),
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 1000 }),
  }),
  run(call, { ids, names, filters, page }) {
    const { place } = call;
    const all = place.securityGroups.all();
    const byId = ids.map(id => securityGroupById(call, id));
    const byName = names.map(name => groupByName(call, name));
    const wanted =
      ids.length + names.length > 0 ? [...new Set([...byId, ...byName])] : all;
    const result = paged(filtered(wanted, filters, filterTable(call)), page);
    return {
      securityGroupInfo: items(
        result.page.map(group => ({
          ownerId: place.accountId,
          groupName: group.name,
          groupDescription: group.description,
          groupId: group.id,
          vpcId: group.vpcId,
          ipPermissions: permissionsView(place, group, false),
          ipPermissionsEgress: permissionsView(place, group, true),
          tagSet: tagSet(group.tags),
        })),
      ),
      nextToken: result.nextToken,
    };
  },
});

export const deleteSecurityGroup = defineAction({
  name: 'DeleteSecurityGroup',
  read: readGroup,
  check(call, which) {
    const group = groupOf(call, which);
    if (group.id === call.place.network.defaultSecurityGroupId) {
      throw new Ec2Error(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
    }
    const used = call.place.networkInterfaces
      .all()
      .some(({ groupIds }) => groupIds.includes(group.id));
    const named = call.place.securityGroups
      .all()
      .some(
        other =>
          other !== group &&
          other.rules.some(({ groupId }) => groupId === group.id),
      );
    if (used || named) {
      throw new Ec2Error(
        'DependencyViolation',
        `resource ${group.id} has a dependent object`,
      );
    }
    return group;
  },
  run({ place }, _which, group): XmlObject {
    place.securityGroups.remove(group);
    return { return: true, groupId: group.id };
  },
});

export const authorizeSecurityGroupIngress = authorize(false);
export const authorizeSecurityGroupEgress = authorize(true);
export const revokeSecurityGroupIngress = revoke(false);
export const revokeSecurityGroupEgress = revoke(true);

function authorize(egress: boolean) {
  return defineAction({
    name: `AuthorizeSecurityGroup${egress ? 'Egress' : 'Ingress'}`,
    read: parameters => ({
      which: readGroup(parameters),
      rules: readRules(parameters, egress),
      tags: parameters.tagSpecifications(['security-group-rule']),
    }),
    check(call, { which, rules }) {
      const group = groupOf(call, which);
      for (const { groupId } of rules) {
        if (groupId) securityGroupById(call, groupId);
      }
      const known = rules.find(rule =>
        group.rules.some(existing => sameRule(existing, rule)),
      );
      if (known) {
        throw new Ec2Error(
          'InvalidPermission.Duplicate',
          `the specified rule "peer: ${
            known.cidr ?? known.cidr6 ?? known.groupId
          }, ${known.protocol}, from port: ${known.fromPort}, to port: ${
            known.toPort
          }, ALLOW" already exists`,
        );
      }
      return group;
    },
    run({ place }, { rules }, group) {
      group.rules.push(...rules);
      place.securityGroups.changed(group);
      return {
        return: true,
        securityGroupRuleSet: items(
          rules.map(rule => ruleView(place, group, rule)),
        ),
      };
    },
  });
}

function revoke(egress: boolean) {
  return defineAction({
    name: `RevokeSecurityGroup${egress ? 'Egress' : 'Ingress'}`,
    read: parameters => {
      const which = readGroup(parameters);
      const ruleIds = parameters.list('SecurityGroupRuleId');
      const rules = ruleIds.length > 0 ? [] : readRules(parameters, egress);
      return { which, ruleIds, rules };
    },
    check: (call, { which }) => groupOf(call, which),
    run({ place }, { ruleIds, rules }, group) {
      const revoked = (rule: SecurityRule) =>
        ruleIds.includes(rule.id) || rules.some(other => sameRule(rule, other));
      if (!group.rules.some(revoked)) {
        throw new Ec2Error(
          'InvalidPermission.NotFound',
          'The specified rule does not exist in this security group.',
        );
      }
      group.rules = group.rules.filter(rule => !revoked(rule));
      place.securityGroups.changed(group);
      return DONE;
    },
  });
}

interface GroupReference {
  id?: string;
  name?: string;
}

function readGroup(parameters: Parameters): GroupReference {
  const reference = {
    id: parameters.string('GroupId'),
    name: parameters.string('GroupName'),
  };
  if (!reference.id && !reference.name) {
    throw missingParameter('GroupName or GroupId');
  }
  return reference;
}

function groupOf(call: Call, { id, name }: GroupReference): SecurityGroup {
  return id ? securityGroupById(call, id) : groupByName(call, name ?? '');
}

function groupByName(call: Call, name: string): SecurityGroup {
  const { securityGroups, network } = call.place;
  const group = securityGroups.all().find(candidate => candidate.name === name);
  if (!group) {
    throw new Ec2Error(
      'InvalidGroup.NotFound',
      `The security group '${name}' does not exist in default VPC '${network.vpcId}'`,
    );
  }
  return group;
}
