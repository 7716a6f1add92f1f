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

import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ServerPermissionClient } from '@backstage/plugin-permission-node';
import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import type { Grant } from './grants';
import { SmokeTestAccess } from './SmokeTestAccess';

/** Backstage's own client: for services it decides from their tokens' restrictions alone. */
const permissions = ServerPermissionClient.fromConfig(
  new ConfigReader({ permission: { enabled: true } }),
  { auth: mockServices.auth(), discovery: mockServices.discovery() },
);
const permissionsRegistry: Pick<
  PermissionsRegistryService,
  'getPermissionRuleset'
> = {
  getPermissionRuleset: () => ({
    getRuleByName() {
      throw new Error('No decision about a service has conditions');
    },
  }),
};

describe('the access of services', () => {
  const access = new SmokeTestAccess({
    permissions,
    permissionsRegistry: permissionsRegistry as PermissionsRegistryService,
    grants: [
      {
        subject: 'external:packer',
        permissions: ['create', 'read', 'cancel', 'evidence', 'ledger'],
        families: ['*'],
        channels: ['*'],
      },
      {
        subject: 'external:bridge',
        permissions: ['create'],
        families: ['web-*'],
        channels: ['*'],
      },
    ],
  });
  const packerWith = (permissionNames?: string[]) =>
    mockCredentials.service(
      'external:packer',
      permissionNames && { permissionNames },
    );

  it('takes a token that is not restricted to something else, on top of the grant', async () => {
    const restricted = packerWith(['ami-smoke-test.build.create']);
    await access.requireCreate(restricted, 'web-base');
    const refusal =
      /'external:packer' is restricted: its `accessRestrictions` .* do not allow the permission 'ami-smoke-test\.evidence\.read'/;
    await expect(
      access.requireBuild(restricted, 'evidence', 'web-base'),
    ).rejects.toThrow(refusal);
    await expect(
      access.readableFamilies(restricted, async () => []),
    ).rejects.toThrow(/'ami-smoke-test\.build\.read'/);
    await expect(access.requireLedger(restricted)).rejects.toThrow(
      /'ami-smoke-test\.ledger\.read'/,
    );

    await access.requireBuild(packerWith(), 'evidence', 'web-base');
    await access.requireLedger(packerWith());
    const families = jest.fn();
    await expect(
      access.readableFamilies(packerWith(), families),
    ).resolves.toBeUndefined();
    expect(families).not.toHaveBeenCalled();
  });

  it('lets one who posts builds read them, and no more', async () => {
    const bridge = mockCredentials.service('external:bridge');
    await access.requireCreate(bridge, 'web-base');
    await access.requireBuild(bridge, 'read', 'web-base');
    await expect(
      access.readableFamilies(bridge, async () => ['db-base', 'web-base']),
    ).resolves.toEqual(['web-base']);
    for (const action of ['cancel', 'evidence'] as const) {
      await expect(
        access.requireBuild(bridge, action, 'web-base'),
      ).rejects.toThrow(
        `amiSmokeTest.access does not let the service 'external:bridge' do '${action}' with the family 'web-base': an administrator can add \`{ subject: 'external:bridge', permissions: [${action}], families: ['web-base'] }\` to it`,
      );
    }
    await expect(
      access.requireBuild(bridge, 'read', 'db-base'),
    ).rejects.toThrow(/'read' with the family 'db-base'/);
  });

  it('takes wildcards for families of images, and not for verified profiles', async () => {
    const grant = { subject: 'external:ci', permissions: ['create' as const] };
    const ci = mockCredentials.service('external:ci');
    const withFamilies = (families: string[]) =>
      new SmokeTestAccess({
        permissions,
        permissionsRegistry: permissionsRegistry as PermissionsRegistryService,
        grants: [{ ...grant, families, channels: ['*'] }],
      });
    await withFamilies(['*-base']).requireCreate(ci, 'web-base');
    await expect(
      withFamilies(['*-base']).requireCreate(ci, 'profile:web-base'),
    ).rejects.toThrow(/families: \['profile:web-base'\]/);
    await expect(
      withFamilies(['*-base']).readableFamilies(ci, async () => [
        'web-base',
        'profile:web-base',
      ]),
    ).resolves.toEqual(['web-base']);
    for (const family of ['*', 'profile:web-*']) {
      await withFamilies([family]).requireCreate(ci, 'profile:web-base');
    }
  });

  it('lets one ask the gate alone, or beside what else it may do', async () => {
    const gateOf = (granted: Grant['permissions'], channels = ['*']) =>
      new SmokeTestAccess({
        permissions,
        permissionsRegistry: permissionsRegistry as PermissionsRegistryService,
        grants: [
          {
            subject: 'external:ci',
            permissions: granted,
            families: ['web-*'],
            channels,
          },
        ],
      });
    const ci = mockCredentials.service('external:ci');
    const asksOf = (
      granted: Grant['permissions'],
      family: string | undefined,
      channels?: string[],
    ) => gateOf(granted, channels).requireGate(ci, family, 'production');

    for (const permission of ['gate', 'read', 'create', 'promote'] as const) {
      await asksOf([permission], 'web-base');
      await asksOf([permission], undefined);
    }
    for (const permission of ['cancel', 'revoke', 'waive', 'ledger'] as const) {
      await expect(asksOf([permission], 'web-base')).rejects.toThrow(
        "does not let the service 'external:ci' do 'gate' on the channel 'production': an administrator can add `{ subject: 'external:ci', permissions: [gate], families: ['…'], channels: ['production'] }` to it",
      );
    }

    const gateOnly = gateOf(['gate']);
    await expect(gateOnly.requireBuild(ci, 'read', 'web-base')).rejects.toThrow(
      /do 'read'/,
    );
    await expect(
      gateOnly.readableFamilies(ci, async () => ['web-base']),
    ).rejects.toThrow(/do 'read'/);
    await expect(gateOnly.requireCreate(ci, 'web-base')).rejects.toThrow(
      /do 'create'/,
    );

    // Channels limit what is about channels, not what follows from reading.
    for (const permission of ['gate', 'promote'] as const) {
      await expect(asksOf([permission], 'web-base', ['dev'])).rejects.toThrow(
        /on the channel 'production'/,
      );
    }
    await asksOf(['read', 'promote'], 'web-base', ['dev']);
  });

  it('does not say of which family an image is that one may not ask about', async () => {
    const ci = mockCredentials.service('external:bridge');
    const refusal = await access
      .requireGate(ci, 'secret-base', 'production')
      .catch(String);
    expect(refusal).toMatch(
      /NotAllowedError: The image is of a family that external:bridge may not ask the gate about: an administrator can add it to the `families`/,
    );
    expect(refusal).not.toContain('secret');
    await expect(
      access.requireGate(
        packerWith(['ami-smoke-test.build.create']),
        undefined,
        'production',
      ),
    ).rejects.toThrow(/is restricted: .*'ami-smoke-test\.build\.read'/);
  });
});
