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

import { Ec2Error, invalidValue, missingParameter } from './Ec2Error';
import { createHash } from 'crypto';

/** A filter of a Describe call: any of the values matches. */
export interface Filter {
  name: string;
  values: string[];
}

export type Tags = Record<string, string>;

/** Which page of an answer is wanted. */
export interface PageRequest {
  maxResults?: number;
  nextToken?: string;
}

// The characters that XML 1.0 can carry: anything else could not be answered back.
const NOT_XML =
  /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/**
 * The parameters of one Query request, read by name and turned into typed values; a value that does not fit is refused with
 * the parameter's full name. What nobody read is an unknown parameter.
 */
export class Parameters {
  readonly #values: Map<string, string>;
  readonly #read: Set<string>;
  readonly #prefix: string;

  private constructor(
    values: Map<string, string>,
    read: Set<string>,
    prefix: string,
  ) {
    this.#values = values;
    this.#read = read;
    this.#prefix = prefix;
  }

  /** Parses a form-encoded body or query string. */
  static parse(text: string): Parameters {
    const values = new Map<string, string>();
    for (const [name, value] of new URLSearchParams(text)) {
      if (NOT_XML.test(value)) {
        throw new Ec2Error(
          'InvalidCharacter',
          `The value of ${name} contains a character that XML cannot carry`,
        );
      }
      values.set(name, value);
    }
    return new Parameters(values, new Set(), '');
  }

  /** Parameters that were parsed before. */
  static of(values: Readonly<Record<string, string>>): Parameters {
    return new Parameters(new Map(Object.entries(values)), new Set(), '');
  }

  /** Every parameter as it was sent. */
  raw(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }

  /** The same for two requests that ask for the same, whatever their idempotency token. */
  fingerprint(): string {
    const asked = [...this.#values]
      .filter(([name]) => !['ClientToken', 'DryRun', 'Version'].includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  }

  /** Refuses the request if it holds a parameter that nothing has read. */
  refuseUnknown(): void {
    for (const name of this.#values.keys()) {
      if (!this.#read.has(name)) {
        throw new Ec2Error(
          'UnknownParameter',
          `The parameter ${name} is not recognized`,
        );
      }
    }
  }

  /** Accepts parameters, and everything below them, that make no difference here. */
  ignore(...names: string[]): void {
    for (const name of names) {
      const full = this.#prefix + name;
      for (const key of this.#values.keys()) {
        if (key === full || key.startsWith(`${full}.`)) this.#read.add(key);
      }
    }
  }

  /** Whether this parameter, or one below it, was sent. */
  has(name: string): boolean {
    const full = this.#prefix + name;
    return [...this.#values.keys()].some(
      key => key === full || key.startsWith(`${full}.`),
    );
  }

  string(name: string): string | undefined {
    const full = this.#prefix + name;
    this.#read.add(full);
    const value = this.#values.get(full);
    return value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.string(name);
    if (value === undefined) throw missingParameter(this.#prefix + name);
    return value;
  }

  /** A value out of a closed list. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    const choice = choices.find(candidate => candidate === value);
    if (choice === undefined) {
      throw invalidValue(
        this.#prefix + name,
        value,
        `Valid values are: ${choices.join(', ')}.`,
      );
    }
    return choice;
  }

  integer(
    name: string,
    range: { min?: number; max?: number } = {},
  ): number | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = range;
    if (!Number.isInteger(number) || number < min || number > max) {
      throw invalidValue(
        this.#prefix + name,
        value,
        `Expecting an integer between ${min} and ${max}.`,
      );
    }
    return number;
  }

  boolean(name: string): boolean | undefined {
    const value = this.string(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') {
      throw invalidValue(
        this.#prefix + name,
        value,
        'Expecting true or false.',
      );
    }
    return value === 'true';
  }

  /** `Name.1`, `Name.2`, … in the order of their numbers. */
  list(name: string): string[] {
    return this.#indexes(name, false).map(index =>
      this.required(`${name}.${index}`),
    );
  }

  requiredList(name: string): string[] {
    const list = this.list(name);
    if (list.length === 0) throw missingParameter(this.#prefix + name);
    return list;
  }

  /** `Name.1.Field`, `Name.2.Field`, …: one object a number. */
  structures(name: string): Parameters[] {
    return this.#indexes(name, true).map(index =>
      this.below(`${name}.${index}`),
    );
  }

  /** The fields of a structure: `Name.Field`. */
  below(name: string): Parameters {
    return new Parameters(this.#values, this.#read, `${this.#prefix}${name}.`);
  }

  /** `Filter.N.Name` and `Filter.N.Value.M`. */
  filters(): Filter[] {
    const filters = this.structures('Filter').map(filter => ({
      name: filter.required('Name'),
      values: filter.list('Value'),
    }));
    const values = filters.reduce(
      (sum, { values: { length } }) => sum + length,
      0,
    );
    if (values > 200) {
      throw new Ec2Error(
        'FilterLimitExceeded',
        'The maximum number of filter values specified on a single call is 200',
      );
    }
    return filters;
  }

  /** `MaxResults` and `NextToken`. */
  page(
    range: { min: number; max: number } = { min: 5, max: 1000 },
  ): PageRequest {
    return {
      maxResults: this.integer('MaxResults', range),
      nextToken: this.string('NextToken'),
    };
  }

  /** `Tag.N.Key` and `Tag.N.Value`. */
  tags(name = 'Tag'): Tags {
    const tags: Tags = {};
    for (const tag of this.structures(name)) {
      const key = tag.required('Key');
      checkTagKey(key);
      const value = tag.string('Value') ?? '';
      if (value.length > 256) {
        throw new Ec2Error(
          'InvalidParameterValue',
          `Tag value exceeds the maximum length of 256 characters: ${key}`,
        );
      }
      if (key in tags) {
        throw new Ec2Error(
          'InvalidParameterValue',
          `Duplicate tag key '${key}' specified.`,
        );
      }
      tags[key] = value;
    }
    if (Object.keys(tags).length > 50) {
      throw new Ec2Error('TagLimitExceeded', 'More than 50 tags specified.');
    }
    return tags;
  }

  /** `TagSpecification.N`: the tags of each type of resource that the call makes. */
  tagSpecifications(allowed: readonly string[]): Map<string, Tags> {
    const specifications = new Map<string, Tags>();
    for (const specification of this.structures('TagSpecification')) {
      const type = specification.required('ResourceType');
      if (!allowed.includes(type)) {
        throw new Ec2Error(
          'InvalidParameterValue',
          `'${type}' is not a valid taggable resource type for this operation.`,
        );
      }
      if (specifications.has(type)) {
        throw new Ec2Error(
          'InvalidParameterValue',
          `Found duplicate resource type '${type}' in the tag specifications.`,
        );
      }
      specifications.set(type, specification.tags());
    }
    return specifications;
  }

  #indexes(name: string, structures: boolean): number[] {
    const start = `${this.#prefix}${name}.`;
    const indexes = new Set<number>();
    for (const key of this.#values.keys()) {
      if (!key.startsWith(start)) continue;
      const [index, ...rest] = key.slice(start.length).split('.');
      if (/^\d+$/.test(index) && rest.length > 0 === structures) {
        indexes.add(Number(index));
      }
    }
    return [...indexes].sort((a, b) => a - b);
  }
}

function checkTagKey(key: string): void {
  if (key.length > 128) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `Tag key exceeds the maximum length of 128 characters: ${key}`,
    );
  }
  if (key.toLowerCase().startsWith('aws:')) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `Tag keys starting with 'aws:' are reserved for internal use`,
    );
  }
}
