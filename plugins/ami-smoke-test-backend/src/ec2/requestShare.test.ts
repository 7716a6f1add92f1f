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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '@ami-smoke-test/local-ec2';
import { until } from '../__testUtils__/until';
import {
  connect,
  launchRequest,
  startLocalEc2,
} from './__testUtils__/localEc2';

describe('AwsEc2Gateway, with requestShare', () => {
  it('keeps to its part of AWS’s request limits, so that AWS never throttles', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-ec2-'));
    const local = await startLocalEc2({
      stateDirectory: directory,
      limits: 'aws',
    });
    try {
      const half = connect(local.url, { requestShare: 0.5 });
      const launches = ['a', 'b', 'c', 'd'].map(token =>
        half.launch(launchRequest(local, token)),
      );
      const [{ instanceId }] = await Promise.all(launches);
      await until(
        () => half.describe(instanceId),
        view => view !== undefined,
      );
      const frames = await Promise.allSettled(
        Array.from({ length: 120 }, () => half.screenshot(instanceId)),
      );
      const given = frames.filter(frame => frame.status === 'fulfilled');
      const givenUp = frames.flatMap(frame =>
        frame.status === 'rejected' ? [frame.reason.code] : [],
      );
      // The bucket is half as large as AWS's, and fills while the others wait.
      expect(given.length).toBeGreaterThan(50);
      expect(new Set(givenUp)).toEqual(new Set(['NoTurn']));
      const refused = readJournal(join(directory, 'journal.jsonl')).filter(
        event =>
          event.type === 'call' && event.errorCode === 'RequestLimitExceeded',
      );
      expect(refused).toEqual([]);
    } finally {
      await local.close();
      await rm(directory, { recursive: true });
    }
  }, 30_000);
});
