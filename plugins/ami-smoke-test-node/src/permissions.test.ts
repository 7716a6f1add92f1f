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

import { buildReadPermission } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  buildConditions,
  buildPermissionRules,
  createBuildConditionalDecision,
} from './permissions';

describe('the rule HAS_FAMILY', () => {
  const decision = createBuildConditionalDecision(buildReadPermission, {
    anyOf: [
      buildConditions.hasFamily({ families: ['web-*'] }),
      buildConditions.hasFamily({ families: ['db-base'] }),
    ],
  });

  it('allows the builds of the families that a policy names, and no others', () => {
    const allows = createConditionAuthorizer([buildPermissionRules.hasFamily]);
    expect(allows(decision, { family: 'web-base' })).toBe(true);
    expect(allows(decision, { family: 'db-base' })).toBe(true);
    expect(allows(decision, { family: 'cache' })).toBe(false);
    expect(allows(decision, undefined)).toBe(false);
  });

  it('says of a decision which plugin and resource it is about', () => {
    expect(decision).toMatchObject({
      pluginId: 'ami-smoke-test',
      resourceType: 'ami-smoke-test-build',
    });
    expect(
      buildPermissionRules.hasFamily.toQuery({ families: ['web-*'] }),
    ).toEqual({ families: ['web-*'] });
  });
});
