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

import { Resource } from '../state/resources';

/** One version of a parameter: versions are never changed, but for their labels. */
export interface ParameterVersion {
  version: number;
  value: string;
  type: 'String' | 'StringList' | 'SecureString';
  dataType: 'text' | 'aws:ec2:image';
  description?: string;
  allowedPattern?: string;
  keyId?: string;
  tier: 'Standard' | 'Advanced';
  modifiedAt: Date;
  /** The ARN of who put it. */
  modifiedBy: string;
  labels: Set<string>;
}

/** A parameter; its id is its name. */
export interface Parameter extends Resource {
  /** At least one, the oldest first. */
  versions: ParameterVersion[];
}

export function newestOf({ versions }: Parameter): ParameterVersion {
  return versions[versions.length - 1];
}
