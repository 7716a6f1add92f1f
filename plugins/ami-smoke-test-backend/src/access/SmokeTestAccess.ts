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
  buildCancelPermission,
  buildCreatePermission,
  buildPinPermission,
  buildReadPermission,
  evidenceReadPermission,
  ledgerReadPermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  buildPermissionResourceRef,
  matchesFamily,
  type BuildPermissionResource,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { type Caller, subjectOf } from './caller';
import { type Grant, type GrantedPermission, grantedFamilies } from './grants';
import { notGranted, notPermitted } from './refusals';

const BUILD_PERMISSIONS = {
  read: buildReadPermission,
  cancel: buildCancelPermission,
  pin: buildPinPermission,
  evidence: evidenceReadPermission,
} as const;

/** What can be done with a build that there is. */
export type BuildAction = keyof typeof BUILD_PERMISSIONS;

/**
 * Who may do what.
 *
 * Users are decided on by the installation's permission policy. A service principal never reaches a policy: Backstage answers
 * for it from the restrictions of its token alone, and an unrestricted token may do everything. So a service needs both: a
 * token that isn't restricted to something else, and a grant in `amiSmokeTest.access`, which nobody has by default.
 */
export class SmokeTestAccess {
  readonly #permissions: PermissionsService;
  readonly #grants: Grant[];
  readonly #holdsFor: (
    decision: PolicyDecision,
    build: BuildPermissionResource,
  ) => boolean;

  constructor(options: {
    permissions: PermissionsService;
    /** Knows the rules about builds already. */
    permissionsRegistry: PermissionsRegistryService;
    grants: Grant[];
  }) {
    this.#permissions = options.permissions;
    this.#grants = options.grants;
    this.#holdsFor = createConditionAuthorizer(
      options.permissionsRegistry.getPermissionRuleset(
        buildPermissionResourceRef,
      ),
    );
  }

  /**
   * @param entityRef - where the build is to be shown, when that is not the default: `kind:namespace/name`
   * @throws NotAllowedError unless the caller may post builds of the family, and, if it is a service, of the one that the
   *   entity is named after
   */
  async requireCreate(
    caller: Caller,
    family: string,
    entityRef?: string,
  ): Promise<void> {
    await this.#requireBasic(caller, buildCreatePermission);
    this.#requireGrant(caller, 'create', family);
    if (entityRef) this.#requireEntity(caller, entityRef);
  }

  /** @throws NotAllowedError unless the caller may do this with builds of the family */
  async requireBuild(
    caller: Caller,
    action: BuildAction,
    family: string,
  ): Promise<void> {
    const permission = BUILD_PERMISSIONS[action];
    const decision = await this.#decide(caller, permission);
    if (!this.#holdsFor(decision, { family })) {
      throw notPermitted(caller, permission.name);
    }
    this.#requireGrant(caller, action, family);
  }

  /**
   * @param family - of the images that the gate is asked about; nothing when nobody knows them
   * @throws NotAllowedError unless the caller may ask the gate: a user who may read builds of the family, a service with a grant.
   *   It doesn't say of which family an image is
   */
  async requireGate(
    caller: Caller,
    family: string | undefined,
    channel: string,
  ): Promise<void> {
    const decision = await this.#decide(caller, buildReadPermission);
    if (decision.result === AuthorizeResult.DENY) {
      throw notPermitted(caller, buildReadPermission.name);
    }
    const isService = caller.principal.type === 'service';
    const granted = isService
      ? grantedFamilies(this.#grants, subjectOf(caller), 'gate', channel)
      : ['*'];
    if (granted.length === 0) throw notGranted(caller, 'gate', { channel });
    if (
      family === undefined ||
      (this.#holdsFor(decision, { family }) && matchesFamily(family, granted))
    ) {
      return;
    }
    throw new NotAllowedError(
      `The image is of a family that ${subjectOf(
        caller,
      )} may not ask the gate about: ${
        isService
          ? 'an administrator can add it to the `families` of its entry in amiSmokeTest.access'
          : `the permission policy gives '${buildReadPermission.name}' for other families only`
      }`,
    );
  }

  /** Of which families the caller may do this with the builds: one decision, however many families are then asked about. */
  async allowedFamilies(
    caller: Caller,
    action: BuildAction,
  ): Promise<(family: string) => boolean> {
    const decision = await this.#decide(caller, BUILD_PERMISSIONS[action]);
    return family =>
      this.#holdsFor(decision, { family }) &&
      this.#isGranted(caller, action, family);
  }

  /**
   * Those of the families whose builds the caller may read, or nothing when it may read all.
   *
   * @param families - tells which there are; asked only when there is a limit
   * @throws NotAllowedError when the caller may read none whatever there is
   */
  async readableFamilies(
    caller: Caller,
    families: () => Promise<string[]>,
  ): Promise<string[] | undefined> {
    const decision = await this.#decide(caller, buildReadPermission);
    if (decision.result === AuthorizeResult.DENY) {
      throw notPermitted(caller, buildReadPermission.name);
    }
    if (caller.principal.type === 'service') {
      const granted = this.#granted(caller, 'read');
      if (granted.length === 0) throw notGranted(caller, 'read');
      if (granted.includes('*')) return undefined;
      return (await families()).filter(family =>
        matchesFamily(family, granted),
      );
    }
    if (decision.result === AuthorizeResult.ALLOW) return undefined;
    return (await families()).filter(family =>
      this.#holdsFor(decision, { family }),
    );
  }

  /** @throws NotAllowedError unless the caller may post builds of some family, or read any */
  async requireProfiles(caller: Caller): Promise<void> {
    const [create] = await this.#permissions.authorize(
      [{ permission: buildCreatePermission }],
      { credentials: caller },
    );
    const read = await this.#decide(caller, buildReadPermission);
    if (
      create.result !== AuthorizeResult.ALLOW &&
      read.result === AuthorizeResult.DENY
    ) {
      throw notPermitted(caller, buildReadPermission.name);
    }
    // Whoever is granted `create` is granted `read`.
    if (
      caller.principal.type === 'service' &&
      this.#granted(caller, 'read').length === 0
    ) {
      throw notGranted(caller, 'read');
    }
  }

  /** @throws NotAllowedError unless the caller may see what exists in AWS: of every family, so a grant must be on `*` */
  async requireLedger(caller: Caller): Promise<void> {
    await this.#requireBasic(caller, ledgerReadPermission);
    this.#requireGrant(caller, 'ledger', '*');
  }

  async #requireBasic(caller: Caller, permission: BasicPermission) {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials: caller,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw notPermitted(caller, permission.name);
    }
  }

  async #decide(caller: Caller, permission: ResourcePermission) {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials: caller },
    );
    return decision;
  }

  #requireGrant(caller: Caller, wanted: GrantedPermission, family: string) {
    if (this.#isGranted(caller, wanted, family)) return;
    throw notGranted(caller, wanted, { family });
  }

  #isGranted(caller: Caller, wanted: GrantedPermission, family: string) {
    return (
      caller.principal.type !== 'service' ||
      matchesFamily(family, this.#granted(caller, wanted))
    );
  }

  /** On whose entity a build is shown decides whose image looks tested, so it is as much a matter of the family as its name. */
  #requireEntity(caller: Caller, entityRef: string) {
    if (caller.principal.type !== 'service') return;
    // The catalog compares entity refs in lower case.
    const [, name] = entityRef.toLocaleLowerCase('en-US').split('/');
    const granted = this.#granted(caller, 'create').map(family =>
      family.toLocaleLowerCase('en-US'),
    );
    if (matchesFamily(name, granted)) return;
    throw new NotAllowedError(
      `body.entityRef: ${entityRef} belongs to the family '${name}'. Leave it out, so that it is resource:default/<family>. ${
        notGranted(caller, 'create', { family: name }).message
      }`,
    );
  }

  #granted(caller: Caller, wanted: GrantedPermission): string[] {
    return grantedFamilies(this.#grants, subjectOf(caller), wanted);
  }
}
