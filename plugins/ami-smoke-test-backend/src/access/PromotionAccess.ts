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
  type ChannelState,
  promotionCreatePermission,
  promotionRevokePermission,
  promotionWaivePermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  matchesFamily,
  promotionPermissionResourceRef,
  type PromotionPermissionResource,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { PolicyDecision } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import type { ChannelConfig } from '../promotion/policy';
import { type Caller, subjectOf } from './caller';
import { type Grant, grantedFamilies } from './grants';
import { notGranted, notPermitted } from './refusals';

const PERMISSIONS = {
  promote: promotionCreatePermission,
  revoke: promotionRevokePermission,
  waive: promotionWaivePermission,
} as const;

/** What can be decided about a family's channels. */
export type PromotionAction = keyof typeof PERMISSIONS;

const ACTIONS = Object.keys(PERMISSIONS) as PromotionAction[];

/** What somebody wants to decide about. */
export interface PromotionTarget {
  family: string;
  /** None: every channel, as a revocation is about. */
  channel?: string;
}

/** What one caller may do with each family on each channel. */
type May = (family: string, channel: string) => Promise<ChannelState['may']>;

/**
 * Who may promote, revoke and waive: users by the permission policy, services by `amiSmokeTest.access` (see `SmokeTestAccess`). Where a
 * channel says `promoters: owners`, a user must own the family, too; a service's grant names its families already.
 */
export class PromotionAccess {
  readonly #options;
  readonly #holdsFor: (
    decision: PolicyDecision,
    resource: PromotionPermissionResource,
  ) => boolean;

  constructor(options: {
    permissions: PermissionsService;
    /** Knows the rules about promotion already. */
    permissionsRegistry: PermissionsRegistryService;
    grants: Grant[];
    channels: Record<string, Pick<ChannelConfig, 'promoters'>>;
    /** Knows to whom families belong; whatever it cannot find out is a no. */
    owners: { owns(caller: Caller, family: string): Promise<boolean> };
  }) {
    this.#options = options;
    this.#holdsFor = createConditionAuthorizer(
      options.permissionsRegistry.getPermissionRuleset(
        promotionPermissionResourceRef,
      ),
    );
  }

  /** @throws NotAllowedError that says what is missing, unless the caller may do it */
  async require(
    caller: Caller,
    action: PromotionAction,
    target: PromotionTarget,
  ): Promise<void> {
    const { family, channel } = target;
    const { [action]: decision } = await this.#decide(caller, [action]);
    if (!this.#holdsFor(decision, { family, channel })) {
      throw notPermitted(caller, PERMISSIONS[action].name);
    }
    if (!this.#isGranted(caller, action, target)) {
      throw notGranted(caller, action, { family, channel: channel ?? '*' });
    }
    if (
      this.#isForOwners(caller, action, channel) &&
      !(await this.#options.owners.owns(caller, family))
    ) {
      throw new NotAllowedError(
        `Only the owners of ${family} (of every entity of it in the catalog) may promote to '${channel}' (amiSmokeTest.promotion.channels.${channel}.promoters is 'owners'), and ${subjectOf(
          caller,
        )} is not one of them by the catalog`,
      );
    }
  }

  /** What the caller may do where: decided once, however many families are then asked about. */
  async mayOf(caller: Caller): Promise<May> {
    const decisions = await this.#decide(caller, ACTIONS);
    const owned = new Map<string, Promise<boolean>>();
    const owns = (family: string) => {
      const known =
        owned.get(family) ?? this.#options.owners.owns(caller, family);
      owned.set(family, known);
      return known;
    };
    return async (family, channel) => {
      const may = async (action: PromotionAction) => {
        const target: PromotionTarget =
          action === 'revoke' ? { family } : { family, channel };
        return (
          this.#holdsFor(decisions[action], {
            family,
            channel: target.channel,
          }) &&
          this.#isGranted(caller, action, target) &&
          (!this.#isForOwners(caller, action, channel) || owns(family))
        );
      };
      return {
        promote: await may('promote'),
        revoke: await may('revoke'),
        waive: await may('waive'),
      };
    };
  }

  async #decide(caller: Caller, actions: PromotionAction[]) {
    const decisions = await this.#options.permissions.authorizeConditional(
      actions.map(action => ({ permission: PERMISSIONS[action] })),
      { credentials: caller },
    );
    return Object.fromEntries(
      actions.map((action, index) => [action, decisions[index]]),
    ) as Record<PromotionAction, PolicyDecision>;
  }

  #isGranted(
    caller: Caller,
    action: PromotionAction,
    { family, channel = '*' }: PromotionTarget,
  ): boolean {
    if (caller.principal.type !== 'service') return true;
    const granted = grantedFamilies(
      this.#options.grants,
      subjectOf(caller),
      action,
      channel,
    );
    return matchesFamily(family, granted);
  }

  #isForOwners(
    caller: Caller,
    action: PromotionAction,
    channel: string | undefined,
  ): boolean {
    return (
      action === 'promote' &&
      channel !== undefined &&
      caller.principal.type === 'user' &&
      Object.hasOwn(this.#options.channels, channel) &&
      this.#options.channels[channel].promoters === 'owners'
    );
  }
}
