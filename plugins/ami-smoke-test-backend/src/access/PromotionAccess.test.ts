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
  promotionCreatePermission,
  promotionRevokePermission,
  promotionWaivePermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  createPromotionConditionalDecision,
  promotionConditions,
  promotionPermissionRules,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ServerPermissionClient } from '@backstage/plugin-permission-node';
import type { Grant } from './grants';
import { PromotionAccess } from './PromotionAccess';

const rules = Object.values(promotionPermissionRules);
const permissionsRegistry: Pick<
  PermissionsRegistryService,
  'getPermissionRuleset'
> = {
  getPermissionRuleset: () => ({
    getRuleByName: name => rules.find(rule => rule.name === name) as never,
  }),
};

const channels = {
  dev: { promoters: 'permitted' },
  production: { promoters: 'owners' },
} as const;

/** Knows one owner of one family, and counts how often it is asked. */
const owns = jest.fn(
  async ({ principal }: { principal: object }, family: string) =>
    (principal as { userEntityRef?: string }).userEntityRef ===
      'user:default/owner' && family === 'web-base',
);
beforeEach(() => owns.mockClear());

function accessWith(permissions: PermissionsService, grants: Grant[] = []) {
  return new PromotionAccess({
    permissions,
    permissionsRegistry: permissionsRegistry as PermissionsRegistryService,
    grants,
    channels,
    owners: { owns },
  });
}

describe('the access of services to promotion', () => {
  /** Backstage's own client: for services it decides from their tokens' restrictions alone. */
  const permissions = ServerPermissionClient.fromConfig(
    new ConfigReader({ permission: { enabled: true } }),
    { auth: mockServices.auth(), discovery: mockServices.discovery() },
  );
  const access = accessWith(permissions, [
    {
      subject: 'external:packer',
      permissions: ['create', 'promote'],
      families: ['web-*'],
      channels: ['dev'],
    },
    {
      subject: 'external:release',
      permissions: ['promote', 'revoke', 'waive'],
      families: ['web-*', 'db-base'],
      channels: ['*'],
    },
    {
      subject: 'external:reader',
      permissions: ['read', 'gate'],
      families: ['*'],
      channels: ['*'],
    },
    {
      subject: 'external:half',
      permissions: ['revoke'],
      families: ['*'],
      channels: ['dev', 'production'],
    },
  ]);
  const packer = mockCredentials.service('external:packer');

  it('is for the families and the channels of their entry, and says which entry is missing', async () => {
    await access.require(packer, 'promote', {
      family: 'web-base',
      channel: 'dev',
    });
    await expect(
      access.require(packer, 'promote', {
        family: 'web-base',
        channel: 'production',
      }),
    ).rejects.toThrow(
      "amiSmokeTest.access does not let the service 'external:packer' do 'promote' with the family 'web-base' on the channel 'production': an administrator can add `{ subject: 'external:packer', permissions: [promote], families: ['web-base'], channels: ['production'] }` to it",
    );
    await expect(
      access.require(packer, 'promote', { family: 'db-base', channel: 'dev' }),
    ).rejects.toThrow(/with the family 'db-base' on the channel 'dev'/);
    await expect(
      access.require(packer, 'waive', { family: 'web-base', channel: 'dev' }),
    ).rejects.toThrow(/do 'waive'/);
  });

  it('never follows from a permission to read', async () => {
    const reader = mockCredentials.service('external:reader');
    for (const action of ['promote', 'revoke', 'waive'] as const) {
      await expect(
        access.require(reader, action, { family: 'web-base', channel: 'dev' }),
      ).rejects.toThrow(`'external:reader' do '${action}'`);
    }
  });

  it('revokes with a grant on all channels alone, because all may be repointed', async () => {
    const family = 'web-base';
    await access.require(
      mockCredentials.service('external:release'),
      'revoke',
      { family },
    );
    await expect(
      access.require(mockCredentials.service('external:half'), 'revoke', {
        family,
      }),
    ).rejects.toThrow(
      /on all channels: an administrator can add `.*channels: \['\*'\] }`/,
    );
  });

  it('takes a token that is not restricted to something else, on top of the grant', async () => {
    const target = { family: 'web-base', channel: 'dev' };
    const withToken = (permissionNames: string[]) =>
      mockCredentials.service('external:release', { permissionNames });
    await access.require(
      withToken([promotionCreatePermission.name]),
      'promote',
      target,
    );
    await expect(
      access.require(
        withToken([promotionCreatePermission.name]),
        'waive',
        target,
      ),
    ).rejects.toThrow(
      /'external:release' is restricted: .*'ami-smoke-test\.promotion\.waive'/,
    );
  });

  it('does not ask whose a family is: the families of the entry say it', async () => {
    const release = mockCredentials.service('external:release');
    await access.require(release, 'promote', {
      family: 'web-base',
      channel: 'production',
    });
    expect(owns).not.toHaveBeenCalled();
  });

  it('is told without throwing', async () => {
    const may = await access.mayOf(packer);
    await expect(may('web-base', 'dev')).resolves.toEqual({
      promote: true,
      revoke: false,
      waive: false,
    });
    await expect(may('web-base', 'production')).resolves.toMatchObject({
      promote: false,
    });
    const release = await access.mayOf(
      mockCredentials.service('external:release'),
    );
    await expect(release('db-base', 'production')).resolves.toEqual({
      promote: true,
      revoke: true,
      waive: true,
    });
  });
});

describe('the access of users to promotion', () => {
  /** Everybody may promote web families, and waive on dev; nobody but the admin may revoke. */
  const authorizeConditional = jest.fn<
    ReturnType<PermissionsService['authorizeConditional']>,
    Parameters<PermissionsService['authorizeConditional']>
  >(async (requests, options) =>
    requests.map(({ permission }) => {
      const { userEntityRef } = (
        options!.credentials as { principal: { userEntityRef: string } }
      ).principal;
      if (userEntityRef === 'user:default/admin') {
        return { result: AuthorizeResult.ALLOW };
      }
      switch (permission.name) {
        case promotionCreatePermission.name:
          return createPromotionConditionalDecision(
            promotionCreatePermission,
            promotionConditions.hasFamily({ families: ['web-*'] }),
          );
        case promotionWaivePermission.name:
          return createPromotionConditionalDecision(
            promotionWaivePermission,
            promotionConditions.onChannel({ channels: ['dev'] }),
          );
        case promotionRevokePermission.name:
          return createPromotionConditionalDecision(
            promotionRevokePermission,
            promotionConditions.onChannel({ channels: ['*'] }),
          );
        default:
          throw new Error(`Nobody asks for ${permission.name}`);
      }
    }),
  );
  const access = accessWith({ authorizeConditional, authorize: jest.fn() });
  const owner = mockCredentials.user('user:default/owner');
  const other = mockCredentials.user('user:default/other');
  const admin = mockCredentials.user('user:default/admin');
  beforeEach(() => authorizeConditional.mockClear());

  it('is what the policy says of the family and the channel', async () => {
    await access.require(other, 'promote', {
      family: 'web-base',
      channel: 'dev',
    });
    await access.require(other, 'waive', { family: 'db-base', channel: 'dev' });
    for (const [action, target] of [
      ['promote', { family: 'db-base', channel: 'dev' }],
      ['waive', { family: 'web-base', channel: 'production' }],
      ['revoke', { family: 'web-base' }],
    ] as const) {
      await expect(access.require(other, action, target)).rejects.toThrow(
        /^The permission 'ami-smoke-test\.promotion\.\w+' is not given to user:default\/other by the permission policy$/,
      );
    }
    await access.require(admin, 'revoke', { family: 'web-base' });
  });

  it("is the owners' where the channel says so, whatever else somebody is permitted", async () => {
    const target = {
      family: 'web-base',
      channel: 'production',
    };
    await access.require(owner, 'promote', target);
    await expect(access.require(admin, 'promote', target)).rejects.toThrow(
      "Only the owners of web-base (of every entity of it in the catalog) may promote to 'production' (amiSmokeTest.promotion.channels.production.promoters is 'owners'), and user:default/admin is not one of them by the catalog",
    );
    // Being an owner is no permission.
    await expect(
      access.require(owner, 'promote', { ...target, family: 'db-base' }),
    ).rejects.toThrow(/is not given to user:default\/owner/);
    // A waiver is asked for by the permission alone.
    await access.require(admin, 'waive', target);
  });

  it('is decided once, and a family looked up once, however often it is asked about', async () => {
    const may = await access.mayOf(owner);
    for (let count = 0; count < 10; count += 1) {
      await expect(may('web-base', 'production')).resolves.toEqual({
        promote: true,
        revoke: false,
        waive: false,
      });
    }
    await expect(may('web-other', 'production')).resolves.toMatchObject({
      promote: false,
    });
    await expect(may('cache', 'dev')).resolves.toEqual({
      promote: false,
      revoke: false,
      waive: true,
    });
    expect(authorizeConditional).toHaveBeenCalledTimes(1);
    expect(owns).toHaveBeenCalledTimes(2);
  });
});
