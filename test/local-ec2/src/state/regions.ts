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

import { stableId } from './ids';

/** The account that calls belong to unless the configuration says otherwise. */
export const DEFAULT_ACCOUNT_ID = '123456789012';

/** The regions there are: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
export const REGIONS: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-7',
  'ca-central-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
]);

/**
 * Regions in which EC2 takes no console screenshots:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshoot-unreachable-instance.html
 */
export const REGIONS_WITHOUT_SCREENSHOTS: ReadonlySet<string> = new Set([
  'ap-southeast-7',
  'mx-central-1',
  'us-gov-east-1',
  'us-gov-west-1',
]);

/** The default VPC of one account in one region. */
export interface DefaultNetwork {
  vpcId: string;
  cidrBlock: string;
  /** One in each of two availability zones. */
  subnets: Array<{
    subnetId: string;
    availabilityZone: string;
    cidrBlock: string;
  }>;
  defaultSecurityGroupId: string;
  routeTableId: string;
  internetGatewayId: string;
}

/**
 * The ids of a region's default VPC, its subnets and its default security group. They never change, so a configuration can name
 * them before anything runs.
 */
export function defaultNetwork(
  region: string,
  accountId: string = DEFAULT_ACCOUNT_ID,
): DefaultNetwork {
  const id = (prefix: string, name: string) =>
    stableId(prefix, accountId, region, name);
  return {
    vpcId: id('vpc', 'default'),
    cidrBlock: '172.31.0.0/16',
    subnets: [
      {
        subnetId: id('subnet', 'a'),
        availabilityZone: `${region}a`,
        cidrBlock: '172.31.16.0/20',
      },
      {
        subnetId: id('subnet', 'b'),
        availabilityZone: `${region}b`,
        cidrBlock: '172.31.32.0/20',
      },
    ],
    defaultSecurityGroupId: id('sg', 'default'),
    routeTableId: id('rtb', 'main'),
    internetGatewayId: id('igw', 'default'),
  };
}
