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

import { XMLBuilder } from 'fast-xml-parser';

/** What an answer holds: elements by name; `undefined` is left out. */
export interface XmlObject {
  [element: string]: XmlValue;
}
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | XmlObject
  | XmlObject[]
  | string[]
  | undefined;

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/** EC2 writes a list as `<nameSet><item>…</item></nameSet>`. */
export function items(list: XmlObject[] | string[]): XmlObject {
  return list.length === 0 ? {} : { item: list };
}

/**
 * The document that answers an action.
 *
 * @param clockSkewMs - what is added to every time in it
 */
export function answerDocument(
  action: string,
  requestId: string,
  content: XmlObject,
  clockSkewMs = 0,
): string {
  return document({
    [`${action}Response`]: {
      '@xmlns': NAMESPACE,
      requestId,
      ...plain(content, clockSkewMs),
    },
  });
}

/** The document that refuses a request. */
export function errorDocument(
  code: string,
  message: string,
  requestId: string,
): string {
  return document({
    Response: {
      Errors: { Error: { Code: code, Message: message } },
      RequestID: requestId,
    },
  });
}

/** As STS answers. */
export function stsAnswer(
  action: string,
  requestId: string,
  content: XmlObject,
): string {
  return document({
    [`${action}Response`]: {
      '@xmlns': STS_NAMESPACE,
      [`${action}Result`]: content,
      ResponseMetadata: { RequestId: requestId },
    },
  });
}

/** As STS refuses. */
export function stsRefusal(
  code: string,
  message: string,
  requestId: string,
): string {
  return document({
    ErrorResponse: {
      '@xmlns': STS_NAMESPACE,
      Error: { Type: 'Sender', Code: code, Message: message },
      RequestId: requestId,
    },
  });
}

function document(content: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(content)}`;
}

function plain(
  content: XmlObject,
  clockSkewMs: number,
): Record<string, unknown> {
  const plainValue = (value: Exclude<XmlValue, undefined>): unknown => {
    if (value instanceof Date) {
      return new Date(value.getTime() + clockSkewMs).toISOString();
    }
    if (Array.isArray(value)) {
      return value.map(entry =>
        typeof entry === 'string' ? entry : plain(entry, clockSkewMs),
      );
    }
    return typeof value === 'object'
      ? plain(value, clockSkewMs)
      : String(value);
  };
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, plainValue(value)]],
    ),
  );
}
