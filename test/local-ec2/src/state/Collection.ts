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

import { LifeSink, ResourceKind } from '../journal/events';
import { Tags } from '../wire/Parameters';
import { Resource } from './resources';

/** Reads and replaces the tags of resources, whatever they are. */
export interface TagHolder {
  tagsOf(id: string): Tags | undefined;
  setTags(id: string, tags: Tags): void;
}

/** The resources of one kind in one account and region. Every change to them goes to the journal. */
export class Collection<T extends Resource> implements TagHolder {
  readonly kind: ResourceKind;
  readonly #resources = new Map<string, T>();
  readonly #record: LifeSink;
  readonly #facts: (resource: T) => Record<string, unknown>;

  /**
   * @param facts - what the journal says of a resource each time, e.g. its state and its name
   */
  constructor(
    kind: ResourceKind,
    record: LifeSink,
    facts: (resource: T) => Record<string, unknown>,
  ) {
    this.kind = kind;
    this.#record = record;
    this.#facts = facts;
  }

  add(resource: T, details: Record<string, unknown> = {}): T {
    this.#resources.set(resource.id, resource);
    this.#tell('created', resource, details);
    return resource;
  }

  changed(resource: T, details: Record<string, unknown> = {}): void {
    this.#tell('changed', resource, details);
  }

  remove(resource: T): void {
    if (this.#resources.delete(resource.id))
      this.#tell('deleted', resource, {});
  }

  /** Takes a resource out without a word: it ended long ago and is only no longer shown. */
  forget(resource: T): void {
    this.#resources.delete(resource.id);
  }

  get(id: string): T | undefined {
    return this.#resources.get(id);
  }

  all(): T[] {
    return [...this.#resources.values()];
  }

  tagsOf(id: string): Tags | undefined {
    return this.#resources.get(id)?.tags;
  }

  setTags(id: string, tags: Tags): void {
    const resource = this.#resources.get(id);
    if (!resource) return;
    resource.tags = tags;
    this.changed(resource);
  }

  #tell(
    change: 'created' | 'changed' | 'deleted',
    resource: T,
    details: Record<string, unknown>,
  ): void {
    this.#record({
      kind: this.kind,
      id: resource.id,
      change,
      tags: resource.tags,
      ...this.#facts(resource),
      ...details,
    });
  }
}
