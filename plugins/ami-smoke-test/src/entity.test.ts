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

import { buildsOf, familyOf, isAmiSmokeTestAvailable } from './entity';

const entity = (
  kind: string,
  type: string,
  annotations?: Record<string, string>,
) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'Web-Base', annotations },
  spec: { type },
});

describe('an entity that is an image family', () => {
  it('is a resource of the type ami: its builds are those that were posted for it', () => {
    const family = entity('Resource', 'ami');
    expect(isAmiSmokeTestAvailable(family)).toBe(true);
    expect(familyOf(family)).toBe('Web-Base');
    expect(buildsOf(family)).toEqual({
      entityRef: 'resource:default/web-base',
    });
  });

  it('is anything that names a family: its builds are the family’s, whoever posted them', () => {
    const family = entity('Component', 'service', {
      'ami-smoke-test.io/family': 'web',
    });
    expect(isAmiSmokeTestAvailable(family)).toBe(true);
    expect(familyOf(family)).toBe('web');
    expect(buildsOf(family)).toEqual({ family: 'web' });
  });

  it('is nothing else', () => {
    expect(isAmiSmokeTestAvailable(entity('Resource', 'database'))).toBe(false);
    expect(isAmiSmokeTestAvailable(entity('Component', 'ami'))).toBe(false);
  });
});
