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

import { LifeSink } from '../journal/events';
import { Collection } from '../state/Collection';
import { Tags } from '../wire/Parameters';
import { newestOf, Parameter, ParameterVersion } from './Parameter';

/** How many versions of a parameter are kept. */
export const KEPT_VERSIONS = 100;

/** The parameters of one account in one region, and those changes of them that are still being validated. */
export class ParameterStore {
  readonly #record: LifeSink;
  readonly #parameters: Collection<Parameter>;
  readonly #validations = new Map<NodeJS.Timeout, string>();

  constructor(record: LifeSink) {
    this.#record = record;
    this.#parameters = new Collection('parameter', record, parameter => {
      const { version, type, value } = newestOf(parameter);
      return {
        name: parameter.id,
        version,
        value: type === 'SecureString' ? undefined : value,
      };
    });
  }

  all(): Parameter[] {
    return this.#parameters.all().sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get(name: string): Parameter | undefined {
    return this.#parameters.get(name);
  }

  /**
   * Makes a parameter, or a newer version of it.
   *
   * @param tags - of a new one
   */
  put(
    name: string,
    content: Omit<ParameterVersion, 'version' | 'labels'>,
    tags: Tags,
  ): void {
    const known = this.get(name);
    const version = known ? newestOf(known).version + 1 : 1;
    const added = { ...content, version, labels: new Set<string>() };
    if (!known) {
      this.#parameters.add({ id: name, tags, versions: [added] });
      return;
    }
    known.versions.push(added);
    if (known.versions.length > KEPT_VERSIONS) known.versions.shift();
    this.#parameters.changed(known);
  }

  remove(parameter: Parameter): void {
    this.#parameters.remove(parameter);
  }

  setTags(parameter: Parameter, tags: Tags): void {
    this.#parameters.setTags(parameter.id, tags);
  }

  /** How many changes of a parameter are being validated. */
  validating(name: string): number {
    return [...this.#validations.values()].filter(each => each === name).length;
  }

  /**
   * Lets a change take effect when it has been validated.
   *
   * @param validate - says what is wrong
   */
  putWhenValid(
    name: string,
    afterMs: number,
    validate: () => string | undefined,
    put: () => void,
  ): void {
    const timer = setTimeout(() => {
      this.#validations.delete(timer);
      const reason = validate();
      if (reason === undefined) {
        put();
      } else {
        const change = 'refused';
        this.#record({ kind: 'parameter', id: name, name, change, reason });
      }
    }, afterMs);
    this.#validations.set(timer, name);
  }

  /** What is still being validated never takes effect. */
  close(): void {
    for (const timer of this.#validations.keys()) clearTimeout(timer);
    this.#validations.clear();
  }
}
