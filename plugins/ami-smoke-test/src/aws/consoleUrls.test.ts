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

import { imageUrl, instanceUrl, keyPairUrl, s3FolderUrl } from './consoleUrls';
import { resourceUrl } from './resourceUrl';

describe('the addresses of the AWS console', () => {
  it('finds the console of each partition by the region', () => {
    expect(instanceUrl('eu-central-1', 'i-0abc')).toBe(
      'https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#InstanceDetails:instanceId=i-0abc',
    );
    expect(imageUrl('cn-north-1', 'ami-0abc')).toMatch(
      /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//,
    );
    expect(keyPairUrl('us-gov-west-1', 'a b')).toBe(
      'https://us-gov-west-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#KeyPairs:search=a%20b',
    );
  });

  it('knows the European Sovereign Cloud, and leads nowhere from a partition whose console is not public', () => {
    expect(instanceUrl('eusc-de-east-1', 'i-0abc')).toMatch(
      /^https:\/\/eusc-de-east-1\.console\.amazonaws-eusc\.eu\//,
    );
    for (const region of [
      'us-iso-east-1',
      'us-isob-east-1',
      'eu-isoe-west-1',
    ]) {
      expect(imageUrl(region, 'ami-0abc')).toBeUndefined();
      expect(s3FolderUrl(region, 's3://evidence/a/b/')).toBeUndefined();
    }
  });

  it('finds the page of whatever a run made, once it has an id', () => {
    expect(
      resourceUrl({
        kind: 'volume',
        region: 'us-east-1',
        resourceId: 'vol-0abc',
      }),
    ).toMatch(/#VolumeDetails:volumeId=vol-0abc$/);
    expect(
      resourceUrl({ kind: 'instance', region: 'us-east-1' }),
    ).toBeUndefined();
  });

  it('finds the folder of an archive, and nothing for what is not one', () => {
    expect(s3FolderUrl('eu-central-1', 's3://evidence/a/b/')).toBe(
      'https://eu-central-1.console.aws.amazon.com/s3/buckets/evidence?prefix=a%2Fb%2F',
    );
    expect(s3FolderUrl('eu-central-1', '/tmp/evidence')).toBeUndefined();
  });
});
