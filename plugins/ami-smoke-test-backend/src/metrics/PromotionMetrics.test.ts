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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  FAMILY,
  image,
  TestPromotions,
} from '../database/__testUtils__/promotions';
import { DatabaseCounts } from '../database/DatabaseCounts';
import type { ActRecord } from '../database/PromotionStore';
import { Measured } from './__testUtils__/Measured';
import { PromotionMetrics } from './PromotionMetrics';

const databases = TestDatabases.create();

const CONFIGURED = {
  publishers: ['tags', 'ssm-parameter'],
  channels: ['dev', 'staging', 'production'],
};

const act = (type: ActRecord['type'], channel?: string): ActRecord => ({
  id: 'one',
  type,
  family: FAMILY,
  channel,
  buildId: 'one',
  images: [],
  by: 'user:default/manager',
  at: new Date(),
});

describe.each(databases.eachSupportedId())(
  'the metrics of promotion, on %s',
  databaseId => {
    let promotions: TestPromotions;
    const measured = new Measured();
    let metrics: PromotionMetrics;

    beforeAll(async () => {
      promotions = await TestPromotions.create(databases, databaseId);
      metrics = new PromotionMetrics({
        metrics: measured.metrics,
        counts: new DatabaseCounts(promotions.test.knex),
        configured: CONFIGURED,
        logger: mockServices.logger.mock(),
      });
    });

    it('count acts by what they are and where', () => {
      metrics.decided([act('promotion', 'dev'), act('refusal', 'production')]);
      metrics.decided([act('promotion', 'dev'), act('revocation')]);
      const counted = (attributes: object) =>
        measured.count('ami_smoke_test.promotion.acts', { ...attributes });
      expect(counted({ type: 'promotion', channel: 'dev' })).toBe(2);
      expect(counted({ type: 'refusal', channel: 'production' })).toBe(1);
      expect(counted({ type: 'revocation', channel: undefined })).toBe(1);
    });

    it('say how far AWS is with what is configured', async () => {
      const publications = () => measured.gauge('ami_smoke_test.publications');
      expect(await publications()).toEqual({});
      for (const [publisher, channel, state] of [
        ['ssm-parameter', 'dev', 'agreed'],
        ['ssm-parameter', 'staging', 'agreed'],
        ['ssm-parameter', 'production', 'failing'],
        ['tags', undefined, 'pending'],
        ['ssm-parameter', 'removed', 'failing'],
        ['removed', 'dev', 'failing'],
      ] as const) {
        await promotions.publications.publishAlone((_, save) =>
          save({
            ...image('ami-0aaaaaaaaaaaaaaaa'),
            publisher,
            family: FAMILY,
            channel,
            generation: 1,
            attempts: 0,
            state,
            facts: [],
            nextAt: new Date(),
          }),
        );
      }
      expect(await publications()).toEqual({
        agreed: 2,
        failing: 1,
        pending: 1,
      });
    });
  },
);

it('says nothing of AWS while the database is away', async () => {
  const measured = new Measured();
  const logger = mockServices.logger.mock();
  expect(
    new PromotionMetrics({
      metrics: measured.metrics,
      counts: {
        publications: async () => {
          throw new Error('away');
        },
      },
      configured: CONFIGURED,
      logger,
    }),
  ).toBeDefined();
  expect(await measured.gauge('ami_smoke_test.publications')).toEqual({});
  expect(logger.debug).toHaveBeenCalled();
});
