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

import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { PLUGIN_ID } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** An image that was promoted or revoked, as its publishers are to show it. @public */
export interface PublishedImage {
  family: string;
  accountId: string;
  region: string;
  imageId: string;
  /** The build that it was promoted as. */
  buildId: string;
  /** The channels that it is on now, by their names. */
  channels: string[];
  /** The channels that it ever was on, these among them. */
  wasOn: string[];
  /** When it left its last channel; nothing while it is on one, or if it never was. */
  leftAt?: Date;
  revoked?: { at: Date; reason: string };
}

/** A channel of a family in one region, and the image that is to be there; none when it is empty. @public */
export interface PublishedChannel {
  family: string;
  channel: string;
  accountId: string;
  region: string;
  imageId?: string;
  buildId?: string;
}

/**
 * One thing in AWS: how it should be and how it is, as text; nothing stands for absent. It agrees when both are the same.
 *
 * @public
 */
export interface Fact {
  /** Told to people, e.g. `/ami-smoke-test/web-base/production`. */
  name: string;
  desired?: string;
  observed?: string;
  /** Why it could not be read, if others could: it is told as trouble, and nothing of it is changed. */
  unread?: Error;
  /**
   * Makes it so. It may take effect later, or not at all: only what is read afterwards counts. Called again as long as it does not
   * agree, so it has to be one that can be done twice.
   */
  change(): Promise<void>;
  /** What the change would lose for ever (as text): it is stored before the change is made. */
  loses?: string;
  /** Told when AWS has accepted the change and still shows it otherwise: what may be in the way, and the way out. */
  whenNotTaken?: string;
}

/** What a publisher works with. @public */
export interface PublisherTools {
  /** Of every account, as the section `aws` of the app config has them. */
  credentials: AwsCredentialsManager;
  /** By the clock of the database. */
  now: Date;
}

/**
 * Carries decisions into AWS. It decides nothing, and keeps nothing: it is asked again and again how things are and should be, and
 * what differs is changed until it does not. One process at a time does that.
 *
 * @public
 */
export type Publisher =
  | {
      name: string;
      about: 'channel';
      /** The channels that it publishes: its part of the channel's config, or all. */
      channels: string[];
      look(subject: PublishedChannel, tools: PublisherTools): Promise<Fact[]>;
    }
  | {
      name: string;
      about: 'image';
      channels: string[];
      look(subject: PublishedImage, tools: PublisherTools): Promise<Fact[]>;
    };

/** Where other modules add publishers. @public */
export interface PublishersExtensionPoint {
  /** @throws Error when there is one of this name, or it is not of small letters, digits and `-` */
  addPublisher(publisher: Publisher): void;
}

/** For backend modules: `deps: { publishers: publishersExtensionPoint }`. @public */
export const publishersExtensionPoint =
  createExtensionPoint<PublishersExtensionPoint>({
    id: `${PLUGIN_ID}.publishers`,
  });
