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
  PROMOTION_EVENT_TOPIC,
  SIGNAL_CHANNEL,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { mockServices } from '@backstage/backend-test-utils';
import type { ActRecord } from '../database/PromotionStore';
import { PromotionChanges } from './PromotionChanges';

const act = (id: string): ActRecord => ({
  id,
  type: 'promotion',
  family: 'web-base',
  channel: 'dev',
  buildId: 'the-build',
  images: [
    {
      accountId: '123456789012',
      region: 'eu-central-1',
      imageId: 'ami-0aaaaaaaaaaaaaaaa',
    },
  ],
  by: 'user:default/manager',
  at: new Date('2026-11-23T10:00:00.000Z'),
  reason: 'it is good',
  decision: undefined,
});

function setUp(fails?: Error) {
  const publish = jest.fn(
    async (_: { topic: string; eventPayload: unknown }) => {
      if (fails) throw fails;
    },
  );
  const signal = jest.fn(async () => {
    if (fails) throw fails;
  });
  const logger = mockServices.logger.mock();
  const changes = new PromotionChanges({
    signals: { publish: signal },
    events: mockServices.events.mock({ publish }),
    logger,
  });
  return { changes, publish, signal, logger };
}

describe('PromotionChanges', () => {
  it('tells browsers at once that something has changed, and not what; what follows, together', async () => {
    const { changes, signal, publish } = setUp();
    changes.told([act('one')]);
    expect(signal.mock.calls).toEqual([
      [
        {
          recipients: { type: 'broadcast' },
          channel: SIGNAL_CHANNEL,
          message: { promotion: true },
        },
      ],
    ]);
    changes.told([]);
    changes.told([]);
    changes.told([]);
    expect(signal).toHaveBeenCalledTimes(1);
    await changes.stop();
    expect(signal).toHaveBeenCalledTimes(2);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('tells other plugins of each act, in their order', async () => {
    const { changes, publish } = setUp();
    changes.told([act('one'), act('two')]);
    changes.told([act('three')]);
    await changes.stop();
    const told = publish.mock.calls.map(([event]) => event);
    expect(
      told.map(
        ({ eventPayload }) => (eventPayload as { act: { id: string } }).act.id,
      ),
    ).toEqual(['one', 'two', 'three']);
    const { decision, ...one } = act('one');
    expect(told[0]).toEqual({
      topic: PROMOTION_EVENT_TOPIC,
      eventPayload: { act: { ...one, at: '2026-11-23T10:00:00.000Z' } },
    });
  });

  it('goes on when nobody can be told', async () => {
    const { changes, publish, logger } = setUp(new Error('no bus'));
    changes.told([act('one')]);
    changes.told([act('two')]);
    await changes.stop();
    expect(publish).toHaveBeenCalledTimes(2);
    expect(logger.warn).toHaveBeenCalled();
  });
});
