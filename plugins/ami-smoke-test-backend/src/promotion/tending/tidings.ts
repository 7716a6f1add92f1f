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

import type { NewNotice } from '../../database/PromotionStore';
import type { BuildRecord } from '../../database/records';
import { buildLink, hinderedKey } from '../notices';

/** Whose channel a notice is about, and who is told of it. */
export interface Concern {
  family: string;
  channel: string;
  entityRef: string;
  recipients: string[];
}

/** What is on a channel has failed its re-test. */
export function retestFailed(concern: Concern, retest: BuildRecord): NewNotice {
  const { family, channel } = concern;
  return {
    ...to(concern, `retest-failed/${retest.id}/${channel}`),
    payload: {
      title: `${family} on ${channel}: the promoted image failed its re-test`,
      description: retest.reason,
      link: buildLink(retest.id),
      severity: 'high',
      topic: 'promotion-retest',
    },
  };
}

/** The policy wants a roll-back, and there is nothing to go back to. */
export function nothingToGoBackTo(
  concern: Concern,
  retest: BuildRecord,
): NewNotice {
  const { family, channel } = concern;
  return {
    ...to(concern, `retest-no-way-back/${retest.id}/${channel}`),
    payload: {
      title: `${family} on ${channel} failed its re-test, and could not be rolled back`,
      description:
        'No build that was on this channel before is available, not revoked, and without a failed run. What failed is still there: promote a good build, or revoke this one',
      link: buildLink(retest.id),
      severity: 'critical',
      topic: 'promotion-retest',
    },
  };
}

/** Several re-tests in a row said nothing about the images. @param series - the newest first */
export function retestsErrored(
  concern: Concern,
  series: BuildRecord[],
): NewNotice {
  const { family, channel } = concern;
  const [last] = series;
  return {
    ...to(concern, `retest-errored/${series[series.length - 1].id}/${channel}`),
    payload: {
      title: `${family} on ${channel} could not be tested again, ${series.length} times in a row`,
      description: `${
        last.reason ?? 'The last one was ended before its verdict'
      }. It is tried again, more and more seldom`,
      link: buildLink(last.id),
      severity: 'normal',
      topic: 'promotion-retest',
    },
  };
}

/** A re-test is due, and its build was not admitted. */
export function retestHindered(
  concern: Concern,
  why: string,
  when: { buildId: string; testedAt?: Date },
): NewNotice {
  const { family, channel } = concern;
  return {
    ...to(concern, hinderedKey({ ...when, channel })),
    payload: {
      title: `${family} on ${channel} cannot be tested again`,
      description: why,
      link: buildLink(when.buildId),
      severity: 'high',
      topic: 'promotion-retest',
    },
  };
}

/** The gate lets a build onto a channel on which it is not yet. */
export function waitingForApproval(
  concern: Concern,
  buildId: string,
): NewNotice {
  const { family, channel } = concern;
  return {
    ...to(concern, `waiting/${buildId}/${channel}`),
    payload: {
      title: `A build of ${family} is waiting for approval: it may be promoted to ${channel}`,
      link: buildLink(buildId),
      severity: 'normal',
      topic: 'promotion-waiting',
    },
  };
}

function to({ family, entityRef, recipients }: Concern, key: string) {
  return { key, family, entityRef, recipients };
}
