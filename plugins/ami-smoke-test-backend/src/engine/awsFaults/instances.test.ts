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

import { TestDatabases } from '@backstage/backend-test-utils';
import { EngineWorld } from '../__testUtils__/EngineWorld';
import { erroredWith } from '../__testUtils__/outcomes';
import { answersAfter, REFUSING, SILENT } from '../__testUtils__/scripts';

// What AWS does is the same whatever the database.
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

describe("AWS's faults: instances that end, or are not the same any more", () => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, 'SQLITE_3');
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

  describe('a launch that AWS takes back', () => {
    it.each([
      [
        'an encryption key that it may not use',
        'Client.InternalError: Client error on launch',
        /the key is enabled.*IMAGE_KMS_KEY_ARN/,
      ],
      [
        'an encryption key that is disabled',
        'Client.InvalidKMSKey.InvalidState: The KMS key is disabled',
        /the key is enabled/,
      ],
      [
        'a quota of volumes',
        'Client.VolumeLimitExceeded: Volume limit exceeded',
        /Service Quotas/,
      ],
      [
        'a quota of instances',
        'Client.InstanceLimitExceeded: Too many',
        /Service Quotas/,
      ],
      [
        'a fault of its own',
        'Server.InternalError: Internal error on launch',
        /not the image: run it again/,
      ],
    ])('for %s (%s): errored, with the way out', async (_, message, wayOut) => {
      world.startEngine();
      const [code] = message.split(': ');
      const run = await world.accept({
        faults: {
          instance: { terminate: { atMs: 10, reason: { code, message } } },
        },
      });
      const record = await world.finished(run);
      expect(record).toMatchObject(erroredWith(wayOut));
      expect(record.reason).toContain(message);
      expect(world.ec2.launched(run)).toHaveLength(1);
    });
  });

  describe('an instance in the middle of its test', () => {
    it.each([
      [
        'that somebody else terminates',
        { terminate: { atMs: 1_500 } },
        /terminated: Client\.UserInitiatedShutdown.*CloudTrail/,
      ],
      [
        'that somebody else stops',
        { stop: { atMs: 1_500 } },
        /The instance is stop(ping|ped): .*UserInitiatedShutdown.*CloudTrail/,
      ],
      [
        'that AWS takes back',
        {
          terminate: {
            atMs: 1_500,
            reason: {
              code: 'Server.SpotInstanceTermination',
              message: 'Server.SpotInstanceTermination: Spot',
            },
          },
        },
        /SpotInstanceTermination.*took the machine back/,
      ],
      [
        'whose address changes hands: the answer of the other is none',
        { reassignAddress: { atMs: 1_500 } },
        /address changed from 127\S+ to 127\S+: who answered is not known/,
      ],
    ] as const)('%s: errored', async (_, instance, reason) => {
      world.startEngine();
      const run = await world.accept({
        script: REFUSING,
        faults: { instance },
      });
      expect(await world.finished(run)).toMatchObject(erroredWith(reason));
    });

    it('whose address changes hands while its service says nothing: nor is the silence its own', async () => {
      world.startEngine();
      const run = await world.accept({
        script: REFUSING,
        profile: { budgets: { onlineSeconds: 30, serviceSeconds: 1 } },
      });
      await world.until(run, ({ onlineAt }) => onlineAt !== undefined);
      world.ec2.pretend(run, /<ipAddress>[^<]*</, '<ipAddress>203.0.113.9<');
      expect(await world.finished(run)).toMatchObject(
        erroredWith(/from 127\S+ to 203\.0\.113\.9: who/),
      );
    });

    it('that is stopping when its service answers: errored', async () => {
      world.startEngine();
      const run = await world.accept({ script: answersAfter(1_500) });
      await world.until(run, ({ onlineAt }) => onlineAt !== undefined);
      world.ec2.pretend(run, />running</, '>stopping<');
      expect(await world.finished(run)).toMatchObject(
        erroredWith(/The instance is stopping/),
      );
    });

    it("whose image powers itself off: failed, for that is the image's doing", async () => {
      world.startEngine();
      const script = { ...SILENT, powerOffAtMs: 1_000 };
      expect(await world.test({ script })).toMatchObject({
        verdict: 'failed',
        cleanup: 'clean',
        reason: expect.stringMatching(
          /The image shut itself down.*InstanceInitiatedShutdown/,
        ),
      });
    });
  });
});
