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

import { Ec2Error } from './Ec2Error';
import { Filter, PageRequest, Tags } from './Parameters';

/** The values of a resource that a filter compares with. */
export type FilterValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | Array<string | undefined>;

/** Every filter that a Describe call knows, by name. */
export type FilterTable<T> = Record<string, (resource: T) => FilterValue>;

/**
 * The resources that match all filters. Values of one filter are alternatives; `*` and `?` are wildcards; the filters on tags
 * are common to all resources; https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html.
 */
export function filtered<T extends { tags: Tags }>(
  resources: T[],
  filters: Filter[],
  table: FilterTable<T>,
): T[] {
  const tests = filters.map(filter => {
    const valuesOf = reader(filter.name, table);
    const matches = anyOf(filter.values);
    return (resource: T) => valuesOf(resource).some(matches);
  });
  return resources.filter(resource => tests.every(test => test(resource)));
}

function reader<T extends { tags: Tags }>(
  name: string,
  table: FilterTable<T>,
): (resource: T) => string[] {
  if (name.startsWith('tag:')) {
    const key = name.slice(4);
    return ({ tags }) => (key in tags ? [tags[key]] : []);
  }
  if (name === 'tag-key') return ({ tags }) => Object.keys(tags);
  if (!Object.hasOwn(table, name)) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `The filter '${name}' is invalid`,
    );
  }
  return resource =>
    [table[name](resource)].flat().flatMap(value => {
      if (value === undefined) return [];
      return [value instanceof Date ? value.toISOString() : String(value)];
    });
}

/** A thousand instances are asked for by 200 ids: what is no pattern is looked up. */
function anyOf(texts: string[]): (value: string) => boolean {
  const isPattern = (text: string) => /[*?\\]/.test(text);
  const literals = new Set(texts.filter(text => !isPattern(text)));
  const patterns = texts.filter(isPattern).map(pattern);
  return value => literals.has(value) || patterns.some(test => test(value));
}

function pattern(text: string): (value: string) => boolean {
  const source = text.replace(/\\?[\s\S]/gu, part => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    return part.replace(/^\\(?=.)/, '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`, 'u');
  return value => expression.test(value);
}

/** One page of a list, and the token that asks for the next. */
export function paged<T>(
  list: T[],
  { maxResults, nextToken }: PageRequest,
): { page: T[]; nextToken?: string } {
  const start = nextToken === undefined ? 0 : readToken(nextToken);
  const end = maxResults === undefined ? list.length : start + maxResults;
  return {
    page: list.slice(start, end),
    nextToken:
      end < list.length
        ? Buffer.from(`from:${end}`).toString('base64url')
        : undefined,
  };
}

function readToken(token: string): number {
  const match = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) {
    throw new Ec2Error(
      'InvalidNextToken',
      'The specified pagination token is not valid',
    );
  }
  return Number(match[1]);
}
