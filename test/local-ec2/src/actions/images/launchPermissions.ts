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

import { Image } from '../../state/resources';
import { Ec2Error, invalidCombination } from '../../wire/Ec2Error';
import { Parameters } from '../../wire/Parameters';
import { items, XmlObject } from '../../wire/xml';

/** Who a launch permission is for: one of them. */
type Grantee =
  | { account: string }
  | { organization: string }
  | { everyone: true };

/** How the launch permissions of an image are to change. */
export interface PermissionChange {
  add: Grantee[];
  remove: Grantee[];
}

const UNIT_ARN = /^arn:[\w-]+:organizations::\d{12}:ou\/o-\w+\/ou-[\w-]+$/;
const ORGANIZATION_ARN =
  /^arn:[\w-]+:organizations::\d{12}:organization\/o-\w+$/;

/**
 * Reads both forms: `LaunchPermission.Add.N.UserId` and its like, and `OperationType` with `UserId.N` and its like.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html
 */
export function readPermissionChange(parameters: Parameters): PermissionChange {
  const structured = (which: 'Add' | 'Remove') =>
    parameters
      .structures(`LaunchPermission.${which}`)
      .flatMap(permission =>
        grantees(name => permission.string(name) ?? [], 'Group'),
      );
  const listed = grantees(name => parameters.list(name), 'UserGroup');
  const operation = parameters.choice('OperationType', ['add', 'remove']);
  if (listed.length > 0 && !operation) {
    throw invalidCombination(
      'OperationType must say whether the launch permissions are to be added or removed',
    );
  }
  return {
    add: [...structured('Add'), ...(operation === 'add' ? listed : [])],
    remove: [
      ...structured('Remove'),
      ...(operation === 'remove' ? listed : []),
    ],
  };
}

function grantees(
  valuesOf: (name: string) => string | string[],
  groupName: string,
): Grantee[] {
  const all = (name: string) => [valuesOf(name)].flat();
  return [
    ...all('UserId').map(id => ({ account: checked(id, /^\d{12}$/) })),
    ...all(groupName).map(group => {
      checked(group, /^all$/);
      return { everyone: true as const };
    }),
    ...all('OrganizationArn').map(arn => ({
      organization: checked(arn, ORGANIZATION_ARN),
    })),
    ...all('OrganizationalUnitArn').map(arn => ({
      organization: checked(arn, UNIT_ARN),
    })),
  ];
}

function checked(grantee: string, form: RegExp): string {
  if (form.test(grantee)) return grantee;
  throw new Ec2Error(
    'InvalidAMIAttributeItemValue',
    `Invalid attribute item value "${grantee}" for the launch permissions of an image: an account is twelve digits, a group is 'all', an organization or a unit is its ARN`,
  );
}

export function changePermissions(
  image: Image,
  { add, remove }: PermissionChange,
): void {
  for (const grantee of add) {
    if ('everyone' in grantee) image.isPublic = true;
    else if ('account' in grantee) image.launchAccounts.add(grantee.account);
    else image.launchOrganizations.add(grantee.organization);
  }
  for (const grantee of remove) {
    if ('everyone' in grantee) image.isPublic = false;
    else if ('account' in grantee) image.launchAccounts.delete(grantee.account);
    else image.launchOrganizations.delete(grantee.organization);
  }
}

/** Takes all launch permissions away. */
export function makePrivate(image: Image): void {
  image.isPublic = false;
  image.launchAccounts.clear();
  image.launchOrganizations.clear();
}

/** The launch permissions of an image, as its description shows them. */
export function launchPermissionSet(image: Image): XmlObject {
  const everyone = image.isPublic ? [{ group: 'all' }] : [];
  const accounts = [...image.launchAccounts].map(userId => ({ userId }));
  const organizations = [...image.launchOrganizations].map(arn => ({
    [UNIT_ARN.test(arn) ? 'organizationalUnitArn' : 'organizationArn']: arn,
  }));
  return items([...everyone, ...accounts, ...organizations]);
}
