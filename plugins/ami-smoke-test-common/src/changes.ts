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

import type { Build, PromotionAct } from './schema';

/** The channel of Backstage's signals that tells browsers which build has changed. @public */
export const SIGNAL_CHANNEL = 'ami-smoke-test';

/**
 * Something about a build is not as it was: ask again. It carries nothing else, because everybody gets it, whatever they may
 * see.
 *
 * @public
 */
export type BuildChangedSignal = { buildId: string };

/**
 * Something about promotion is not as it was (what is on a channel, or what AWS says of it): ask again. Sent on the same channel,
 * to everybody, and so without a word about what.
 *
 * @public
 */
export type PromotionChangedSignal = { promotion: true };

/** The topic of Backstage's events on which other backend plugins hear of builds. @public */
export const EVENT_TOPIC = 'ami-smoke-test.builds';

/** A build was accepted, has its verdict, or is finished. @public */
export type BuildChangedEvent = {
  change: 'accepted' | 'verdict' | 'finished';
  build: Pick<
    Build,
    'id' | 'family' | 'entityRef' | 'status' | 'verdict' | 'reason' | 'url'
  >;
};

/** The topic of Backstage's events on which other backend plugins hear of promotion. @public */
export const PROMOTION_EVENT_TOPIC = 'ami-smoke-test.promotion';

/** Something was decided about the channels of a family. @public */
export type PromotionEvent = {
  act: Pick<
    PromotionAct,
    | 'id'
    | 'type'
    | 'family'
    | 'channel'
    | 'buildId'
    | 'images'
    | 'by'
    | 'at'
    | 'reason'
  >;
};
