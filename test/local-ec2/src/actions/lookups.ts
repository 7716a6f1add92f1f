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

import { InstanceLife } from '../machines/InstanceLife';
import { Image, Instance, SecurityGroup } from '../state/resources';
import { Ec2Error } from '../wire/Ec2Error';
import { Call } from './Action';

/**
 * The instances with these ids, in their order; one that does not exist fails the call.
 *
 * @param sees - `visible`: one that was launched a moment ago does not exist yet, as what describes may find; `all`: it does, as
 * what changes its state finds
 */
export function instancesById(
  call: Call,
  ids: string[],
  sees: 'visible' | 'all' = 'visible',
): Instance[] {
  const unknown: string[] = [];
  const found = ids.flatMap(id => {
    if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
      throw new Ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
    }
    const instance = call.place.instance(id, call.now);
    if (instance && (sees === 'all' || instance.visibleAt <= call.now)) {
      return [instance];
    }
    unknown.push(id);
    return [];
  });
  if (unknown.length === 1) {
    throw new Ec2Error(
      'InvalidInstanceID.NotFound',
      `The instance ID '${unknown[0]}' does not exist`,
    );
  }
  if (unknown.length > 1) {
    throw new Ec2Error(
      'InvalidInstanceID.NotFound',
      `The instance IDs '${unknown.join(', ')}' do not exist`,
    );
  }
  return found;
}

export function instanceById(call: Call, id: string): Instance {
  return instancesById(call, [id])[0];
}

/** What runs an instance. */
export function lifeOf(call: Call, instance: Instance): InstanceLife {
  const life = call.place.lives.get(instance.id);
  if (!life) throw new Error(`Nothing runs ${instance.id}`);
  return life;
}

/** An image that the caller may use. */
export function imageById(call: Call, id: string): Image {
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new Ec2Error('InvalidAMIID.Malformed', `Invalid id: "${id}"`);
  }
  const image = call.world
    .imagesFor(call.caller.accountId, call.caller.region)
    .find(candidate => candidate.id === id);
  if (!image) {
    throw new Ec2Error(
      'InvalidAMIID.NotFound',
      `The image id '[${id}]' does not exist`,
    );
  }
  return image;
}

/** An image of the caller's own account, to be changed. */
export function ownImageById(call: Call, id: string): Image {
  if (call.place.deregisteredImages.has(id)) {
    throw new Ec2Error(
      'InvalidAMIID.Unavailable',
      `The image ID '${id}' is no longer available`,
    );
  }
  const image = imageById(call, id);
  if (image.ownerId !== call.caller.accountId) {
    throw new Ec2Error('AuthFailure', `Not authorized for image:${id}`, 403);
  }
  return image;
}

export function securityGroupById(call: Call, id: string): SecurityGroup {
  if (!/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new Ec2Error('InvalidGroupId.Malformed', `Invalid id: "${id}"`);
  }
  const group = call.place.securityGroups.get(id);
  if (!group) {
    throw new Ec2Error(
      'InvalidGroup.NotFound',
      `The security group '${id}' does not exist`,
    );
  }
  return group;
}

/** A subnet of the region's VPC. */
export function subnetById(call: Call, id: string) {
  const subnet = call.place.network.subnets.find(
    ({ subnetId }) => subnetId === id,
  );
  if (!subnet) {
    throw new Ec2Error(
      'InvalidSubnetID.NotFound',
      `The subnet ID '${id}' does not exist`,
    );
  }
  return subnet;
}

/** The resources with these ids: one that does not exist fails the call. */
export function allOrRefuse<T extends { id: string }>(
  ids: string[],
  all: T[],
  refusal: (id: string) => Ec2Error,
): T[] {
  if (ids.length === 0) return all;
  const known = new Map(all.map(resource => [resource.id, resource]));
  return ids.map(id => {
    const resource = known.get(id);
    if (!resource) throw refusal(id);
    return resource;
  });
}
