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

import { InterceptedCall } from '../interception';
import { Place } from '../state/Place';
import { Parameters, Tags } from '../wire/Parameters';

/** An instance that a call is about, or that a launch asks for. */
export interface Subject {
  imageId: string;
  subnetId: string;
  instanceType: string;
  tags: Tags;
}

/** What a fault can be limited to. */
export interface About {
  imageIds?: string[];
  subnets?: string[];
  instanceTypes?: string[];
  tag?: Tags;
}

/** Whether a fault is about this instance. */
export function isAbout(about: About, subject: Subject): boolean {
  const { imageIds, subnets, instanceTypes, tag = {} } = about;
  return (
    (imageIds?.includes(subject.imageId) ?? true) &&
    (subnets?.includes(subject.subnetId) ?? true) &&
    (instanceTypes?.includes(subject.instanceType) ?? true) &&
    Object.entries(tag).every(([key, value]) => subject.tags[key] === value)
  );
}

/** Whether a fault is limited to some instances at all. */
export function isLimited(about: About): boolean {
  return Boolean(
    about.imageIds ?? about.subnets ?? about.instanceTypes ?? about.tag,
  );
}

/** The instances that a call is about: one that it would launch, or those it names by id or by the `instance-id` filter. */
export function subjectsOf(call: InterceptedCall, place: Place): Subject[] {
  if (call.action === 'RunInstances') return [launchOf(call, place)];
  return idsOf(call).flatMap(id => place.instances.get(id) ?? []);
}

/** What counts as the same thing when calls are counted: their client token, their instance, the name they give. */
export function thingOf({ parameters }: InterceptedCall): string {
  const { ClientToken, KeyName, KeyPairId, GroupId, GroupName, VolumeId } =
    parameters;
  const ids = idsOf({ parameters });
  return (
    ClientToken ??
    (ids.length === 1 ? ids[0] : undefined) ??
    KeyName ??
    KeyPairId ??
    GroupId ??
    GroupName ??
    VolumeId ??
    ''
  );
}

function launchOf({ parameters }: InterceptedCall, place: Place): Subject {
  const specification = Parameters.of(parameters)
    .structures('TagSpecification')
    .find(each => each.string('ResourceType') === 'instance');
  const tags = specification?.structures('Tag') ?? [];
  return {
    imageId: parameters.ImageId ?? '',
    subnetId:
      parameters.SubnetId ??
      parameters['NetworkInterface.1.SubnetId'] ??
      place.network.subnets[0].subnetId,
    instanceType: parameters.InstanceType ?? '',
    tags: Object.fromEntries(
      tags.map(tag => [tag.string('Key') ?? '', tag.string('Value') ?? '']),
    ),
  };
}

function idsOf({ parameters }: Pick<InterceptedCall, 'parameters'>): string[] {
  const filter = Object.entries(parameters).find(
    ([name, value]) =>
      /^Filter\.\d+\.Name$/.test(name) && value === 'instance-id',
  );
  const values = filter?.[0].replace(/Name$/, 'Value.');
  return Object.entries(parameters).flatMap(([name, value]) =>
    /^InstanceId(\.\d+)?$/.test(name) || (values && name.startsWith(values))
      ? [value]
      : [],
  );
}
