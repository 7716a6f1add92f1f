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

import {
  buildReadPermission,
  promotionCreatePermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  buildConditions,
  buildPermissionRules,
  createBuildConditionalDecision,
  createPromotionConditionalDecision,
  promotionConditions,
  promotionPermissionRules,
} from './permissions';

describe('the rule HAS_FAMILY of builds', () => {
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

describe('the rules of promotion', () => {
  const decision = createPromotionConditionalDecision(
    promotionCreatePermission,
    {
      anyOf: [
        promotionConditions.onChannel({ channels: ['dev', 'staging-*'] }),
        {
          allOf: [
            promotionConditions.hasFamily({ families: ['web-*'] }),
            promotionConditions.onChannel({ channels: ['production'] }),
          ],
        },
      ],
    },
  );
  const allows = createConditionAuthorizer(
    Object.values(promotionPermissionRules),
  );

  it('allow what a policy names by family and by channel, and nothing else', () => {
    expect(allows(decision, { family: 'cache', channel: 'dev' })).toBe(true);
    expect(allows(decision, { family: 'cache', channel: 'staging-eu' })).toBe(
      true,
    );
    expect(
      allows(decision, { family: 'web-base', channel: 'production' }),
    ).toBe(true);
    expect(allows(decision, { family: 'cache', channel: 'production' })).toBe(
      false,
    );
    expect(allows(decision, { family: 'web-base', channel: 'canary' })).toBe(
      false,
    );
    expect(allows(decision, undefined)).toBe(false);
  });

  it('do not take a permission on one channel for one on all', () => {
    const anywhere = createPromotionConditionalDecision(
      promotionCreatePermission,
      promotionConditions.onChannel({ channels: ['*'] }),
    );
    expect(allows(anywhere, { family: 'web-base', channel: 'dev' })).toBe(true);
    expect(allows(anywhere, { family: 'web-base' })).toBe(false);
    const ofFamily = createPromotionConditionalDecision(
      promotionCreatePermission,
      promotionConditions.hasFamily({ families: ['web-*'] }),
    );
    expect(allows(ofFamily, { family: 'web-base' })).toBe(true);
  });

  it('say of a decision which plugin and resource it is about', () => {
    expect(decision).toMatchObject({
      pluginId: 'ami-smoke-test',
      resourceType: 'ami-smoke-test-promotion',
    });
    const { hasFamily, onChannel } = promotionPermissionRules;
    expect(hasFamily.toQuery({ families: ['web-*'] })).toEqual({
      families: ['web-*'],
    });
    expect(onChannel.toQuery({ channels: ['dev'] })).toEqual({
      channels: ['dev'],
    });
  });
});
