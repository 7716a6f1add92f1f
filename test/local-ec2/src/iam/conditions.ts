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

/** What is known of a request: each key with its values, of which most keys have one. A key that is absent is not known. */
export type Context = Record<string, string[] | undefined>;

type Test = (value: string, expected: string) => boolean;

const TESTS: Record<string, Test> = {
  StringEquals: (value, expected) => value === expected,
  StringEqualsIgnoreCase: (value, expected) =>
    value.toLowerCase() === expected.toLowerCase(),
  StringLike: (value, expected) => isLike(value, expected),
  ArnEquals: isLikeArn,
  ArnLike: isLikeArn,
  Bool: (value, expected) => value.toLowerCase() === expected.toLowerCase(),
};

/** `StringEquals` and `StringNotEquals`: what they negate, by their own name. */
const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** What a condition can compare with. */
export const CONDITION_OPERATORS = [
  ...Object.keys(TESTS),
  ...Object.keys(NEGATED),
  'Null',
];

interface Operator {
  name: string;
  /** For keys with several values. */
  quantifier?: 'ForAllValues' | 'ForAnyValue';
  /** Holds when the key is absent. */
  ifExists: boolean;
}

/** Reads `ForAnyValue:StringLikeIfExists` and its like; nothing when it is not known. */
export function conditionOperator(text: string): Operator | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(
    text,
  );
  if (!match || !CONDITION_OPERATORS.includes(match[2])) return undefined;
  return {
    name: match[2],
    quantifier: match[1] as Operator['quantifier'],
    ifExists: match[3] !== undefined,
  };
}

/**
 * Whether one condition holds, by
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 *
 * @param expected - alternatives
 */
export function holds(
  operator: string,
  key: string,
  expected: string[],
  context: Context,
): boolean {
  const known = conditionOperator(operator);
  if (!known) throw new Error(`Unknown condition operator '${operator}'`);
  const { name, quantifier, ifExists } = known;
  const values = valuesOf(context, key);
  if (name === 'Null') {
    return expected.includes(String(values === undefined));
  }
  const negated = Object.hasOwn(NEGATED, name);
  const test = TESTS[negated ? NEGATED[name] : name];
  const matches = (value: string) =>
    expected.some(one => test(value, one)) !== negated;
  if (quantifier === 'ForAllValues') return (values ?? []).every(matches);
  if (values === undefined) {
    return quantifier === undefined && (ifExists || negated);
  }
  return values.some(matches);
}

/** Whether a text matches a pattern in which `*` and `?` are wildcards. */
export function isLike(value: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

/** Each of the six parts of an ARN for itself: no wildcard reaches over a colon, but for those of the last part. */
function isLikeArn(value: string, pattern: string): boolean {
  const [actual, wanted] = [value, pattern].map(arn => {
    const parts = arn.split(':');
    return [...parts.slice(0, 5), parts.slice(5).join(':')];
  });
  return wanted.every((part, index) => isLike(actual[index] ?? '', part));
}

/** The names of keys do not depend on case; those of tags in them do. */
function valuesOf(context: Context, key: string): string[] | undefined {
  const normal = normalKey(key);
  return Object.entries(context).find(
    ([candidate]) => normalKey(candidate) === normal,
  )?.[1];
}

function normalKey(key: string): string {
  const [name, ...tag] = key.split('/');
  return [name.toLowerCase(), ...tag].join('/');
}
