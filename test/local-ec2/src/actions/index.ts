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

import { Action } from './Action';
import { describeImages } from './images/describeImages';
import { createImage, registerImage } from './images/makeImage';
import * as imageAttributes from './images/imageAttributes';
import * as imageRetirement from './images/imageRetirement';
import * as manageImages from './images/manageImages';
import * as attributes from './instances/attributes';
import * as changeState from './instances/changeState';
import * as instanceConsole from './instances/console';
import * as describeInstances from './instances/describeInstances';
import * as instanceTypes from './instances/describeInstanceTypes';
import { runInstances } from './instances/runInstances';
import * as keyPairs from './keyPairs/keyPairs';
import * as networkInterfaces from './network/networkInterfaces';
import * as places from './network/places';
import * as securityGroups from './network/securityGroups';
import * as snapshots from './storage/snapshots';
import * as volumes from './storage/volumes';
import * as tags from './tags/tags';

const all: Action[] = [
  runInstances,
  describeImages,
  createImage,
  registerImage,
  ...[
    attributes,
    changeState,
    describeInstances,
    imageAttributes,
    imageRetirement,
    instanceConsole,
    instanceTypes,
    keyPairs,
    manageImages,
    networkInterfaces,
    places,
    securityGroups,
    snapshots,
    tags,
    volumes,
  ].flatMap(module => Object.values(module) as Action[]),
];

/** Every operation that the local EC2 answers, by name. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  all.map(action => [action.name, action]),
);
