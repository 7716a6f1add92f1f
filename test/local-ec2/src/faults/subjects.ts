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
import { resolvedImageId, splitSelector } from '../ssm/names';
import { Place } from '../state/Place';
import { Parameters, Tags } from '../wire/Parameters';

/** What a call is about: an instance, one that a launch asks for, an image, or a parameter and the image that it is to hold. */
export interface Subject {
  imageId?: string;
  subnetId?: string;
  instanceType?: string;
  parameter?: string;
  tags: Tags;
}

/** What a fault can be limited to. */
export interface About {
  imageIds?: string[];
  subnets?: string[];
  instanceTypes?: string[];
  parameters?: string[];
  tag?: Tags;
}

/** Whether a fault is about this. */
export function isAbout(about: About, subject: Subject): boolean {
  const { imageIds, subnets, instanceTypes, parameters, tag = {} } = about;
  return (
    isOneOf(imageIds, subject.imageId) &&
    isOneOf(subnets, subject.subnetId) &&
    isOneOf(instanceTypes, subject.instanceType) &&
    isOneOf(parameters, subject.parameter) &&
    Object.entries(tag).every(([key, value]) => subject.tags[key] === value)
  );
}

function isOneOf(wanted: string[] | undefined, actual: string | undefined) {
  return !wanted || (actual !== undefined && wanted.includes(actual));
}

/** Whether a fault is limited to some things at all. */
export function isLimited(about: About): boolean {
  const { imageIds, subnets, instanceTypes, parameters, tag } = about;
  return Boolean(imageIds ?? subnets ?? instanceTypes ?? parameters ?? tag);
}

/**
 * What a call is about: an instance that it would launch, those it names by id or by the `instance-id` filter, images that it names,
 * parameters.
 */
export function subjectsOf(call: InterceptedCall, place: Place): Subject[] {
  if (call.service === 'ssm') return parametersOf(call, place);
  if (call.action === 'RunInstances') return [launchOf(call, place)];
  return [
    ...idsOf(call).flatMap(id => place.instances.get(id) ?? []),
    ...imagesOf(call, place),
  ];
}

function imagesOf({ parameters }: InterceptedCall, place: Place): Subject[] {
  return Object.entries(parameters)
    .filter(([name]) => /^(ImageId|ResourceId)(\.\d+)?$/.test(name))
    .filter(([, id]) => id.startsWith('ami-'))
    .map(([, imageId]) => ({
      imageId,
      tags: place.images.get(imageId)?.tags ?? {},
    }));
}

function parametersOf(
  { parameters }: InterceptedCall,
  place: Place,
): Subject[] {
  const { Value } = parameters;
  const imageId = Value?.startsWith('ami-') ? Value : undefined;
  return Object.entries(parameters)
    .filter(([name]) => /^(Name|Names\.\d+|ResourceId|Path)$/.test(name))
    .map(([, reference]) => {
      const { name: parameter } = splitSelector(reference);
      const tags = place.parameters.get(parameter)?.tags ?? {};
      return { parameter, imageId, tags };
    });
}

/** What counts as the same thing when calls are counted: their client token, their instance, their image, the name they give. */
export function thingOf({ parameters }: InterceptedCall): string {
  const { ClientToken, KeyName, KeyPairId, GroupId, GroupName, VolumeId } =
    parameters;
  const { ImageId, Name } = parameters;
  const ids = idsOf({ parameters });
  return (
    ClientToken ??
    (ids.length === 1 ? ids[0] : undefined) ??
    KeyName ??
    KeyPairId ??
    GroupId ??
    GroupName ??
    VolumeId ??
    ImageId ??
    parameters['ResourceId.1'] ??
    Name ??
    ''
  );
}

function launchOf({ parameters }: InterceptedCall, place: Place): Subject {
  const specification = Parameters.of(parameters)
    .structures('TagSpecification')
    .find(each => each.string('ResourceType') === 'instance');
  const tags = specification?.structures('Tag') ?? [];
  return {
    imageId: resolvedImageId(place, parameters.ImageId ?? ''),
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
