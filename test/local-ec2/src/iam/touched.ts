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

import { resolvedImageId } from '../ssm/names';
import { Place } from '../state/Place';
import { Parameters, Tags } from '../wire/Parameters';
import { Context } from './conditions';
import { requestTags, Resources, Touched } from './Resources';

/** A call, as far as policies are concerned. */
export interface AskedCall {
  action: string;
  parameters: Readonly<Record<string, string>>;
  place: Place;
  resources: Resources;
}

const SPECIAL: Record<string, (call: AskedCall) => Touched[]> = {
  RunInstances: launch,
  CreateKeyPair: call => [made(call, 'key-pair')],
  ImportKeyPair: call => [made(call, 'key-pair')],
  CreateSecurityGroup: call => [
    made(call, 'security-group'),
    ...exist([call.resources.byId(vpcOf(call))]),
  ],
  CreateImage: call => [
    made(call, 'image'),
    made(call, 'snapshot'),
    ...named(call),
  ],
  RegisterImage: call => [made(call, 'image'), ...named(call)],
  CopyImage: call => [made(call, 'image'), made(call, 'snapshot')],
  CreateTags: tagging,
  DeleteTags: tagging,
};

/**
 * Everything that a call touches, by
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html. What it names and does not exist is
 * left out.
 */
export function touchedBy(call: AskedCall): Touched[] | 'everything' {
  const special = SPECIAL[call.action];
  if (special) return special(call);
  if (/^Describe(?!.*Attribute$)/.test(call.action)) return 'everything';
  return named(call);
}

/** What a call would tag as it makes it: each is asked about as if CreateTags were called for it. */
export function taggedBy(call: AskedCall): Touched[] {
  if (call.action === 'CreateTags') return [];
  return [...tagSpecifications(call)].map(([type, tags]) =>
    call.resources.made(type, madeName(call, type), tags),
  );
}

/**
 * A launch touches what it makes and what it makes it of:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances
 */
function launch(call: AskedCall): Touched[] {
  const { parameters, resources, place } = call;
  const { network } = place;
  const subnetId =
    parameters.SubnetId ??
    parameters['NetworkInterface.1.SubnetId'] ??
    network.subnets[0].subnetId;
  const groups = valuesOf(
    parameters,
    /^(NetworkInterface\.1\.)?SecurityGroupId\.\d+$/,
  );
  const names = valuesOf(parameters, /^SecurityGroup\.\d+$/);
  const inGroups = [
    ...groups.map(id => resources.byId(id)),
    ...names.map(name => resources.securityGroupNamed(name)),
  ];
  if (inGroups.length === 0) {
    inGroups.push(resources.byId(network.defaultSecurityGroupId));
  }
  const where: Context = {
    'ec2:Subnet': [resources.arn('subnet', subnetId)],
    'ec2:Vpc': [resources.arn('vpc', network.vpcId)],
  };
  const { KeyName } = parameters;
  return [
    made(call, 'instance', {
      'ec2:InstanceType': optional(parameters.InstanceType),
      'ec2:InstanceProfile': optional(parameters['IamInstanceProfile.Arn']),
      'ec2:MetadataHttpTokens': optional(
        parameters['MetadataOptions.HttpTokens'],
      ),
    }),
    made(call, 'network-interface', where),
    made(call, 'volume'),
    ...exist([
      resources.byId(resolvedImageId(place, parameters.ImageId ?? '') ?? ''),
      resources.byId(subnetId),
      ...inGroups,
      KeyName === undefined ? undefined : resources.keyPairNamed(KeyName),
      ...valuesOf(parameters, /\.Ebs\.SnapshotId$/).map(id =>
        resources.byId(id),
      ),
    ]),
  ];
}

/** What the parameters name, by id or by name, wherever that is. */
function named({ parameters, resources }: AskedCall): Touched[] {
  const { KeyName, GroupName } = parameters;
  const ids = Object.entries(parameters).flatMap(([name, value]) =>
    // An id in a filter or a tag names nothing.
    !/^(Filter|Tag|TagSpecification)\./.test(name) &&
    /^[a-z]+-[0-9a-f]{8,17}$/.test(value)
      ? [value]
      : [],
  );
  return exist([
    ...ids.map(id => resources.byId(id)),
    KeyName === undefined ? undefined : resources.keyPairNamed(KeyName),
    GroupName === undefined
      ? undefined
      : resources.securityGroupNamed(GroupName),
  ]);
}

function tagging(call: AskedCall): Touched[] {
  const tags = tagsIn(Parameters.of(call.parameters));
  return named(call).map(({ arn, context }) => ({
    arn,
    context: { ...context, ...requestTags(tags) },
  }));
}

function made(call: AskedCall, type: string, more: Context = {}): Touched {
  const tags = tagSpecifications(call).get(type) ?? {};
  return call.resources.made(type, madeName(call, type), tags, more);
}

/** A key pair has a name before it exists; ids are not known yet. */
function madeName({ parameters }: AskedCall, type: string): string {
  return type === 'key-pair' ? parameters.KeyName ?? '*' : '*';
}

function vpcOf({ parameters, place }: AskedCall): string {
  return parameters.VpcId ?? place.network.vpcId;
}

function tagSpecifications({ parameters }: AskedCall): Map<string, Tags> {
  return new Map(
    Parameters.of(parameters)
      .structures('TagSpecification')
      .map(each => [each.string('ResourceType') ?? '', tagsIn(each)]),
  );
}

/** Without any checks: what is wrong with them, the action finds out. */
export function tagsIn(parameters: Parameters, name = 'Tag'): Tags {
  return Object.fromEntries(
    parameters
      .structures(name)
      .map(tag => [tag.string('Key') ?? '', tag.string('Value') ?? '']),
  );
}

/** The values of the parameters with such names. */
export function valuesOf(
  parameters: Readonly<Record<string, string>>,
  pattern: RegExp,
): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    pattern.test(name) ? [value] : [],
  );
}

function optional(value: string | undefined): string[] | undefined {
  return value === undefined ? undefined : [value];
}

function exist(touched: Array<Touched | undefined>): Touched[] {
  return touched.flatMap(each => each ?? []);
}
