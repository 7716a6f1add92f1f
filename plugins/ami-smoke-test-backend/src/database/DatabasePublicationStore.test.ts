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
import { FAMILY, image, TestPromotions } from './__testUtils__/promotions';
import { ACCOUNT, sleep } from './__testUtils__/store';
import { subjectKey } from './promotion/publications';
import type {
  PublicationRecord,
  PublicationSubject,
  PublisherOf,
} from './PromotionStore';

const databases = TestDatabases.create();

const US = 'us-east-1';
const EU = 'eu-central-1';
const HOUR_MS = 60 * 60 * 1000;

const tags: PublisherOf = { name: 'tags', about: 'image', channels: ['dev'] };
const parameter: PublisherOf = {
  name: 'ssm-parameter',
  about: 'channel',
  channels: ['prod'],
};

/** What a publisher would say that has found all as it should be. */
function agreed(
  subject: PublicationSubject,
  changes: Partial<PublicationRecord> = {},
): PublicationRecord {
  const { accountId, region, imageId, family } = subject.subject;
  return {
    publisher: subject.publisher,
    family,
    channel: subject.about === 'channel' ? subject.subject.channel : undefined,
    accountId,
    region,
    imageId,
    generation: subject.generation,
    state: 'agreed',
    facts: [{ name: 'a', desired: 'b', observed: 'b' }],
    message: undefined,
    attempts: 0,
    checkedAt: new Date(),
    agreedAt: new Date(),
    nextAt: new Date(Date.now() + HOUR_MS),
    ...changes,
  };
}

/** A subject in one word. */
function nameOf({ publisher, subject }: PublicationSubject): string {
  return 'channel' in subject
    ? `${publisher} ${subject.channel} ${subject.region} ${subject.imageId}`
    : `${publisher} ${subject.imageId}`;
}

describe.each(databases.eachSupportedId())(
  'DatabasePublicationStore (%s)',
  databaseId => {
    let world: TestPromotions;

    beforeAll(async () => {
      world = await TestPromotions.create(databases, databaseId);
    });

    afterEach(async () => {
      await world.clear();
    });

    async function due(limit = 100, publishers = [tags, parameter]) {
      return world.publications.dueSubjects(publishers, limit);
    }

    async function names(subjects = due()) {
      return (await subjects).map(nameOf);
    }

    async function publish(
      subjects: PublicationSubject[],
      changes: Partial<PublicationRecord> = {},
    ) {
      await world.publications.publishAlone(async (_, save) => {
        for (const subject of subjects) await save(agreed(subject, changes));
      });
    }

    describe('what is due', () => {
      it('is what no publisher has seen, in the words of the contract', async () => {
        const { publications } = world;
        const build = await world.accept([image('ami-1')]);
        await world.promote(build, 'dev');
        await world.promote(build, 'prod');
        const revoked = await world.revoke(build, 'bad');
        const expected: PublicationSubject[] = [
          {
            publisher: 'ssm-parameter',
            about: 'channel',
            generation: 1,
            last: undefined,
            subject: {
              family: FAMILY,
              channel: 'prod',
              accountId: ACCOUNT,
              region: US,
              imageId: 'ami-1',
              buildId: build.id,
            },
          },
          {
            publisher: 'tags',
            about: 'image',
            generation: 3,
            last: undefined,
            subject: {
              family: FAMILY,
              accountId: ACCOUNT,
              region: US,
              imageId: 'ami-1',
              buildId: build.id,
              channels: ['dev', 'prod'],
              wasOn: ['dev', 'prod'],
              leftAt: undefined,
              revoked: expect.objectContaining({
                at: revoked.at,
                reason: 'bad',
              }),
            },
          },
        ];
        expect(await due()).toEqual(expected);
        expect(await publications.subjectsOf(FAMILY, [tags])).toEqual(
          expected.slice(1),
        );
        expect(await publications.subjectsOf('db-base', [tags])).toEqual([]);
        expect(await due(100, [])).toEqual([]);
      });

      it('is what has changed since, and what has waited long enough', async () => {
        const one = await world.accept([image('ami-1'), image('ami-2', EU)]);
        const two = await world.accept([image('ami-3')]);
        await world.promote(one, 'prod');
        await publish(await due());
        expect(await due()).toEqual([]);

        // Of another channel, which this publisher has nothing to do with, and the images of it.
        await world.promote(one, 'staging');
        expect(await names()).toEqual(['tags ami-2', 'tags ami-1']);
        await publish(await due());

        await world.promote(two, 'prod');
        const changed = await due();
        // By their keys, so in the order of the regions.
        expect(changed.map(nameOf)).toEqual([
          `ssm-parameter prod ${EU} undefined`,
          `ssm-parameter prod ${US} ami-3`,
          'tags ami-2',
          'tags ami-1',
          'tags ami-3',
        ]);
        expect(changed[0].last).toMatchObject({
          generation: changed[0].generation - 1,
          imageId: 'ami-2',
          state: 'agreed',
        });
        await publish(changed, { nextAt: new Date(Date.now() - 1000) });
        expect(await due()).toHaveLength(5);
        expect((await due())[0].last).toMatchObject({
          generation: changed[0].generation,
        });
      });

      it('is as much as is wanted: channels first, and what nobody has seen yet before what waits', async () => {
        for (const id of ['ami-1', 'ami-2', 'ami-3']) {
          const build = await world.accept([image(id)], `family-${id}`);
          await world.promote(build, 'prod');
        }
        const [first, second, third] = await due();
        await publish([first], { nextAt: new Date(Date.now() - 1000) });
        await publish([second], { nextAt: new Date(Date.now() - 2000) });
        expect(await names(due(3))).toEqual([third, second, first].map(nameOf));
        expect(await names(due(4))).toHaveLength(4);
        expect(await names(due(1, [tags]))).toEqual(['tags ami-1']);
      });

      it('is what somebody wants to be read now', async () => {
        const { publications } = world;
        const web = await world.accept([image('ami-1')]);
        const db = await world.accept([image('ami-2')], 'db-base');
        await world.promote(web, 'prod');
        await world.promote(db, 'prod');
        await publish(await due());
        await publications.lookAgain(FAMILY);
        expect(await names()).toEqual([
          `ssm-parameter prod ${US} ami-1`,
          'tags ami-1',
        ]);
      });

      it('does not wait for what is being published', async () => {
        const { publications } = world;
        const build = await world.accept([image('ami-1')]);
        await world.promote(build, 'prod');
        await publish(await due());
        const [subject] = await world.publications.subjectsOf(FAMILY, [
          parameter,
        ]);
        await publications.publishAlone(async (_, save) => {
          await save(agreed(subject));
          await publications.lookAgain(FAMILY);
        });
        expect(await names()).toContain('tags ami-1');
      });
    });

    it('keeps what publishers have found, each in its place', async () => {
      const { publications } = world;
      const build = await world.accept([image('ami-1')]);
      await world.promote(build, 'prod');
      const [first, second] = await due();
      const failing: Partial<PublicationRecord> = {
        state: 'failing',
        message: 'ssm:PutParameter is missing\u0000',
        attempts: 3,
        agreedAt: undefined,
        facts: [],
      };
      await publish([first], failing);
      await publish([second]);
      const stored = await publications.publicationsOf([FAMILY]);
      expect(stored).toEqual(
        expect.arrayContaining([
          agreed(first, {
            ...failing,
            message: 'ssm:PutParameter is missing\uFFFD',
            checkedAt: expect.any(Date),
            nextAt: expect.any(Date),
          }),
          agreed(second, {
            checkedAt: expect.any(Date),
            agreedAt: expect.any(Date),
            nextAt: expect.any(Date),
          }),
        ]),
      );
      expect(stored).toHaveLength(2);
      await publish([first]);
      const [again] = (await publications.publicationsOf()).filter(
        ({ publisher }) => publisher === first.publisher,
      );
      expect(again).toMatchObject({ state: 'agreed', message: undefined });
      expect(await publications.publicationsOf(['db-base'])).toEqual([]);
    });

    it('refuses a publication of nothing', async () => {
      const build = await world.accept([image('ami-1')]);
      await world.promote(build, 'prod');
      const [, subject] = await due();
      await expect(publish([subject], { imageId: undefined })).rejects.toThrow(
        "A publication of 'tags' is about no channel and no image",
      );
    });

    it('has what a change loses stored, whatever becomes of the publisher', async () => {
      const { publications } = world;
      const loss = {
        publisher: 'disabling',
        subject: subjectKey(image('ami-1')),
        fact: 'launch permissions',
        lost: '210987654321',
      };
      await expect(
        publications.publishAlone(async () => {
          await publications.recordLoss(loss);
          throw new Error('crash');
        }),
      ).rejects.toThrow('crash');
      expect(
        await world.test.knex('smoke_test_publication_losses'),
      ).toMatchObject([{ ...loss, at: expect.anything() }]);
      expect(loss.subject).toBe(`${ACCOUNT}/${US}/ami-1`);
    });

    it('is for one process at a time, beside those that decide and tend', async () => {
      const { publications, store } = world;
      const build = await world.accept([image('ami-1')]);
      const both = await publications.publishAlone(async confirm => {
        await confirm();
        // A decision that comes meanwhile waits for no publisher.
        await world.promote(build, 'prod');
        return [
          await publications.publishAlone(async () => 'both'),
          await store.tendAlone(async () => 'tends'),
        ];
      });
      expect(both).toEqual([undefined, 'tends']);
      expect(await publications.publishAlone(async () => 'again')).toBe(
        'again',
      );
    });

    // SQLite is of one process, which freezes as a whole.
    if (databaseId !== 'SQLITE_3') {
      it('lets a publisher that was frozen write nothing', async () => {
        const { publications } = world;
        const build = await world.accept([image('ami-1')]);
        await world.promote(build, 'prod');
        const [subject] = await due();
        const frozen = publications.publishAlone(
          async (confirm, save) => {
            await save(agreed(subject, { message: 'before it froze' }));
            await sleep(600);
            await expect(confirm()).rejects.toThrow();
            await save(agreed(subject, { message: 'late' }));
          },
          { heldMs: 200 },
        );
        const awake = async () => {
          for (;;) {
            const done = await publications.publishAlone(async (_, save) => {
              await save(agreed(subject, { message: 'true' }));
              return true;
            });
            if (done) return;
            await sleep(20);
          }
        };
        const [lost] = await Promise.allSettled([
          frozen,
          sleep(100).then(awake),
        ]);
        expect(lost.status).toBe('rejected');
        expect(await publications.publicationsOf()).toMatchObject([
          { message: 'true' },
        ]);
      });
    }

    it('knows the time', async () => {
      const { publications, store } = world;
      const before = await publications.now();
      const { at } = await world.promote(
        await world.accept([image('ami-1')]),
        'prod',
      );
      const after = await store.now();
      expect(at.getTime()).toBeGreaterThanOrEqual(before.getTime());
      expect(after.getTime()).toBeGreaterThanOrEqual(at.getTime());
    });
  },
);
