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

import type {
  ChannelList,
  ChannelPolicy,
  ChannelState,
  GateDecision,
  GateEvidence,
  GateRuleResult,
  Image,
  PromotionAct,
  Publication,
  Waiver,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** Builds of the family, by what they are in a story. */
export const BUILDS = {
  old: '0a0a0a0a-0000-4000-8000-000000000001',
  now: '1b1b1b1b-0000-4000-8000-000000000002',
  next: '2c2c2c2c-0000-4000-8000-000000000003',
} as const;

export const AT = '2026-11-22T12:00:00.000Z';

/** An image of the family. */
export function anImage(region = 'us-east-1'): Image {
  return {
    accountId: '123456789012',
    region,
    imageId: 'ami-0abcdef1234567890',
  };
}

/** A run that a rule was decided by. */
export function anEvidence(fields: Partial<GateEvidence> = {}): GateEvidence {
  return {
    runId: '11111111-1111-4111-8111-111111111111',
    buildId: BUILDS.now,
    image: anImage(),
    profile: 'default',
    instanceType: 't3.micro',
    verdict: 'passed',
    at: AT,
    ...fields,
  };
}

/** What a rule said: it passed, unless told otherwise. */
export function aRule(fields: Partial<GateRuleResult> = {}): GateRuleResult {
  return {
    rule: 'not-revoked',
    state: 'pass',
    message: 'Nobody has revoked it.',
    evidence: [],
    ...fields,
  };
}

/** What the gate says about the next build, from what its rules said. */
export function aDecision(
  rules: GateRuleResult[] = [aRule()],
  channel = 'production',
): GateDecision {
  const inTheWay = rules.filter(
    ({ state }) => state === 'fail' || state === 'unknown',
  );
  const failed = inTheWay.some(({ state }) => state === 'fail');
  const notAllowed = failed ? 'deny' : 'unknown';
  return {
    decision: inTheWay.length === 0 ? 'allow' : notAllowed,
    channel,
    family: 'web-base',
    buildId: BUILDS.next,
    images: [anImage()],
    at: AT,
    rules,
    reasons: inTheWay.map(({ message }) => message),
  };
}

/** A waiver of a required run, given to the next build. */
export function aWaiver(fields: Partial<Waiver> = {}): Waiver {
  return {
    id: '3d3d3d3d-0000-4000-8000-000000000004',
    family: 'web-base',
    channel: 'production',
    buildId: BUILDS.next,
    rule: 'required-runs',
    reason: 'The network of the test account is down',
    by: 'user:default/ann',
    at: AT,
    expiresAt: '2026-11-29T12:00:00.000Z',
    ...fields,
  };
}

/** A parameter that names the image, as it should be. */
export function aPublication(fields: Partial<Publication> = {}): Publication {
  return {
    publisher: 'ssm-parameter',
    accountId: '123456789012',
    region: 'us-east-1',
    state: 'agreed',
    facts: [
      {
        name: '/ami-smoke-test/web-base/production',
        desired: 'ami-0abcdef1234567890',
        observed: 'ami-0abcdef1234567890',
      },
    ],
    checkedAt: AT,
    agreedAt: AT,
    ...fields,
  };
}

/** A channel's part of the config. */
export function aPolicy(fields: Partial<ChannelPolicy> = {}): ChannelPolicy {
  return {
    channel: 'production',
    requires: [{ profile: 'default', instanceTypes: ['t3.micro'] }],
    regions: ['us-east-1'],
    maxAgeDays: 30,
    blockSeverity: 'error',
    promoters: 'permitted',
    publishers: ['tags', 'ssm-parameter'],
    ...fields,
  };
}

/** A channel that is good, has a build to go back to and one that could come next, and a reader who may do everything. */
export function aState(fields: Partial<ChannelState> = {}): ChannelState {
  return {
    family: 'web-base',
    entityRef: 'resource:default/web-base',
    channel: 'production',
    build: {
      id: BUILDS.now,
      since: AT,
      by: 'user:default/ann',
      actId: '4e4e4e4e-0000-4000-8000-000000000005',
    },
    assignments: [{ ...anImage(), since: AT, publications: [aPublication()] }],
    evidence: [anEvidence()],
    waivers: [],
    standing: 'good',
    previous: { buildId: BUILDS.old },
    candidate: { buildId: BUILDS.next, decision: aDecision() },
    may: { promote: true, revoke: true, waive: true },
    ...fields,
  };
}

/** The channels of a family: the production channel alone, unless told otherwise. */
export function aList(
  items: ChannelState[] = [aState()],
  policies: ChannelPolicy[] = items.map(({ channel }) => aPolicy({ channel })),
): ChannelList {
  return { channels: policies, items, maxWaiverDays: 10 };
}

/** An act: a promotion of what is on the channel now, unless told otherwise. */
export function anAct(fields: Partial<PromotionAct> = {}): PromotionAct {
  return {
    id: '4e4e4e4e-0000-4000-8000-000000000005',
    type: 'promotion',
    family: 'web-base',
    channel: 'production',
    buildId: BUILDS.now,
    images: [anImage()],
    by: 'user:default/ann',
    at: AT,
    ...fields,
  };
}
