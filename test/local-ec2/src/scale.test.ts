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

import { launchedTwice, readJournal, whatIsLeft } from '.';
import { eventually, PORT, startTestEc2 } from './__testUtils__/localEc2';

describe('a thousand instances at once', () => {
  it('run, are described, show their screens, answer, and leave nothing behind', async () => {
    const test = await startTestEc2();
    try {
      const { Instances = [] } = await test.ec2.runInstances({
        ImageId: test.imageIds.quick,
        InstanceType: 't3.micro',
        MinCount: 1000,
        MaxCount: 1000,
      });
      const ids = Instances.map(({ InstanceId }) => String(InstanceId));
      const batches = [0, 200, 400, 600, 800].map(from =>
        ids.slice(from, from + 200),
      );
      // Asking for those that are not there yet is cheap in the end.
      const noneIs = (state: string) =>
        eventually(async () => {
          const { Reservations } = await test.ec2.describeInstances({
            Filters: [{ Name: 'instance-state-name', Values: [state] }],
            MaxResults: 5,
          });
          expect(Reservations).toEqual([]);
        }, 40_000);
      await noneIs('pending');
      const described = await Promise.all(
        batches.map(Values =>
          test.ec2.describeInstances({
            Filters: [{ Name: 'instance-id', Values }],
          }),
        ),
      );
      const addresses = described
        .flatMap(({ Reservations = [] }) => Reservations)
        .flatMap(({ Instances: found = [] }) => found)
        .map(({ PublicIpAddress }) => PublicIpAddress);
      expect(addresses).toHaveLength(1000);
      expect(new Set(addresses).size).toBe(1000);
      const answers = await Promise.all(
        addresses.map(async address => {
          const answer = await fetch(`http://${address}:${PORT}/health`);
          return answer.text();
        }),
      );
      expect(new Set(answers)).toEqual(new Set(['fine']));
      const screens = await Promise.all(
        ids.slice(0, 200).map(async InstanceId => {
          const screen = await test.ec2.getConsoleScreenshot({ InstanceId });
          return screen.ImageData;
        }),
      );
      expect(new Set(screens).size).toBe(1);
      await test.ec2.terminateInstances({ InstanceIds: ids });
      await noneIs('shutting-down');
      const journal = readJournal(test.local.journal.path);
      expect(whatIsLeft(journal)).toEqual([]);
      expect(launchedTwice(journal)).toEqual([]);
    } finally {
      await test.close();
    }
  }, 120_000);
});
