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

import type {
  Publisher,
  PublishersExtensionPoint,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { ConflictError, InputError } from '@backstage/errors';

/** The publishers that other modules have added. */
export class PublisherRegistry implements PublishersExtensionPoint {
  readonly #added: Publisher[] = [];

  addPublisher(publisher: Publisher): void {
    requireStorableName(publisher);
    requireOwnName(publisher, this.#added);
    this.#added.push(publisher);
  }

  /** All publishers, the built-in ones first. @throws ConflictError when an added one has the name of one of these */
  with(builtIn: Publisher[]): Publisher[] {
    for (const publisher of this.#added) requireOwnName(publisher, builtIn);
    return [...builtIn, ...this.#added];
  }
}

/** A name that the database cannot take would end each round, for all publishers. */
function requireStorableName({ name }: Publisher): void {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return;
  throw new InputError(
    `A publisher's name must be small letters, digits and '-', 63 at most, not '${name}'`,
  );
}

function requireOwnName({ name }: Publisher, others: Publisher[]): void {
  if (others.some(other => other.name === name)) {
    throw new ConflictError(
      `There is a publisher '${name}' already: give the one that your module adds another name`,
    );
  }
}
