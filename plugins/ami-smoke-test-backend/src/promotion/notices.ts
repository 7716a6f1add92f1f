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

import type { ActRecord, NewNotice } from '../database/PromotionStore';

/** Something is on another channel than before. */
export function promotionDone(
  act: ActRecord,
  entityRef: string,
  recipients: string[],
): NewNotice {
  return {
    ...notice(act, entityRef, recipients),
    payload: {
      title: titleOf(act),
      description: `By ${act.by}${act.reason ? `: ${act.reason}` : ''}`,
      link: buildLink(act.buildId),
      severity: act.type === 'promotion' ? 'normal' : 'high',
      topic: 'promotion',
    },
  };
}

/** The gate has denied a promotion. */
export function promotionRefused(
  act: ActRecord,
  entityRef: string,
  recipients: string[],
): NewNotice {
  return {
    ...notice(act, entityRef, recipients),
    payload: {
      title: `${act.family} was not promoted to ${act.channel}`,
      description: `Asked for by ${act.by}. ${
        act.decision?.reasons.join('; ') ?? ''
      }`,
      link: buildLink(act.buildId),
      severity: 'normal',
      topic: 'promotion',
    },
  };
}

/** Under what it is kept why a build is not tested again: from its last test to its next. */
export function hinderedKey(about: {
  buildId: string;
  channel: string;
  testedAt?: Date;
}): string {
  const { buildId, channel, testedAt } = about;
  return `retest-hindered/${buildId}/${channel}/${
    testedAt?.toISOString() ?? 'never'
  }`;
}

/** The page of a build, within the app. */
export function buildLink(buildId: string): string {
  return `/ami-smoke-test/builds/${buildId}`;
}

function notice(act: ActRecord, entityRef: string, recipients: string[]) {
  return { key: `act/${act.id}`, family: act.family, entityRef, recipients };
}

function titleOf({ type, family, channel }: ActRecord): string {
  switch (type) {
    case 'roll-back':
      return `${family} was rolled back on ${channel}`;
    case 'clearing':
      return `${family} was taken off ${channel}, which is empty now`;
    default:
      return `${family} was promoted to ${channel}`;
  }
}
