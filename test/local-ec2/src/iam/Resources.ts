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

import { Place } from '../state/Place';
import { Image, Instance, Resource } from '../state/resources';
import { World } from '../state/World';
import { Tags } from '../wire/Parameters';
import { Context } from './conditions';

/** A resource that a call touches, as policies see it. */
export interface Touched {
  arn: string;
  context: Context;
}

/** Finds what there is, and says of it what policies ask for. */
export class Resources {
  readonly #world: World;
  readonly #place: Place;

  constructor(world: World, place: Place) {
    this.#world = world;
    this.#place = place;
  }

  /** E.g. `instance`, `*` for one that is being made. Images and snapshots belong to no account in their ARNs. */
  arn(type: string, id: string): string {
    const { region, accountId } = this.#place;
    const partition = /^us-gov-/.test(region) ? 'aws-us-gov' : 'aws';
    const owner = ['image', 'snapshot'].includes(type) ? '' : accountId;
    return `arn:${partition}:ec2:${region}:${owner}:${type}/${id}`;
  }

  /** What is being made, with the tags that it is to have. */
  made(type: string, name: string, tags: Tags, more: Context = {}): Touched {
    return {
      arn: this.arn(type, name),
      context: { ...requestTags(tags), ...more },
    };
  }

  /** What an id names, if it exists. */
  byId(id: string): Touched | undefined {
    const place = this.#place;
    switch (id.split('-')[0]) {
      case 'i':
        return this.#instance(place.instances.get(id));
      case 'vol':
        return this.#plain('volume', place.volumes.get(id));
      case 'eni':
        return this.#plain(
          'network-interface',
          place.networkInterfaces.get(id),
        );
      case 'sg':
        return this.#inVpc('security-group', place.securityGroups.get(id));
      case 'ami':
        return this.#image(id);
      case 'snap':
        return this.#plain('snapshot', this.#world.snapshot(place.region, id));
      case 'key':
        return this.#keyPair(place.keyPairs.get(id));
      case 'subnet':
        return place.network.subnets.some(({ subnetId }) => subnetId === id)
          ? this.#inVpc('subnet', { id, tags: {} })
          : undefined;
      case 'vpc':
        return id === place.network.vpcId
          ? this.#plain('vpc', { id, tags: {} })
          : undefined;
      default:
        return undefined;
    }
  }

  keyPairNamed(name: string): Touched | undefined {
    return this.#keyPair(this.#place.keyPairNamed(name));
  }

  securityGroupNamed(name: string): Touched | undefined {
    const all = this.#place.securityGroups.all();
    return this.#inVpc(
      'security-group',
      all.find(group => group.name === name),
    );
  }

  #instance(found: Instance | undefined): Touched | undefined {
    return this.#plain('instance', found, {
      'ec2:InstanceType': found && [found.instanceType],
      'ec2:InstanceID': found && [found.id],
    });
  }

  #image(id: string): Touched | undefined {
    const { accountId, region } = this.#place;
    const found = this.#world
      .imagesFor(accountId, region)
      .find(image => image.id === id);
    return this.#plain('image', found, found && aboutImage(found));
  }

  /** Key pairs go by their names. */
  #keyPair(
    found: { name: string; tags: Tags } | undefined,
  ): Touched | undefined {
    return this.#plain(
      'key-pair',
      found && { id: found.name, tags: found.tags },
      { 'ec2:KeyPairName': found && [found.name] },
    );
  }

  #inVpc(type: string, found: Resource | undefined): Touched | undefined {
    return this.#plain(type, found, {
      'ec2:Vpc': [this.arn('vpc', this.#place.network.vpcId)],
    });
  }

  #plain(
    type: string,
    found: Resource | undefined,
    more: Context = {},
  ): Touched | undefined {
    return (
      found && {
        arn: this.arn(type, found.id),
        context: { ...resourceTags(found.tags), ...more },
      }
    );
  }
}

/** The tags that a request brings. */
export function requestTags(tags: Tags): Context {
  const keys = Object.keys(tags);
  return {
    ...prefixed('aws:RequestTag/', tags),
    'aws:TagKeys': keys.length > 0 ? keys : undefined,
  };
}

function resourceTags(tags: Tags): Context {
  return {
    ...prefixed('aws:ResourceTag/', tags),
    ...prefixed('ec2:ResourceTag/', tags),
  };
}

function prefixed(prefix: string, tags: Tags): Context {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [prefix + key, [value]]),
  );
}

function aboutImage(image: Image): Context {
  return {
    'ec2:Owner': [image.ownerAlias ?? image.ownerId],
    'ec2:Public': [String(image.isPublic)],
    'ec2:ImageType': ['machine'],
    'ec2:ImageID': [image.id],
    'ec2:RootDeviceType': ['ebs'],
  };
}
