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

import { JournalEvent, LifeEvent, ResourceKind } from './events';

/** Something that a call made and that exists, as far as a journal tells. */
export interface LeftResource {
  kind: ResourceKind;
  id: string;
  account: string;
  region: string;
  createdAt: string;
  name?: string;
  /** Its last known state. */
  state?: string;
  tags: Record<string, string>;
  instanceId?: string;
}

/** What {@link whatIsLeft} looks at. */
export interface LeftOptions {
  /** Only what was made at or after this moment. */
  since?: Date;
  /** What is meant to stay, e.g. the images that a build made. */
  ignore?(resource: LeftResource): boolean;
}

/**
 * What was made by a call and neither deleted nor terminated. What was there from the start does not count. A local EC2 that
 * was stopped and started again has forgotten what ran: the journal has not, and reports it.
 */
export function whatIsLeft(
  events: Iterable<JournalEvent>,
  { since, ignore = () => false }: LeftOptions = {},
): LeftResource[] {
  const left = new Map<string, LeftResource>();
  for (const event of events) {
    if (event.type !== 'life' || event.seeded) continue;
    const key = keyOf(event);
    const known = left.get(key);
    if (event.change === 'created') {
      if (!since || new Date(event.at) >= since) {
        left.set(key, { createdAt: event.at, ...described(event) });
      }
    } else if (event.change === 'deleted' || event.state === 'terminated') {
      left.delete(key);
    } else if (event.change === 'changed' && known) {
      left.set(key, { createdAt: known.createdAt, ...described(event) });
    }
  }
  return [...left.values()].filter(resource => !ignore(resource));
}

/** Instances that should have been one; or security groups, of which a run has one as well. */
export interface DoubleLaunch {
  kind: 'instance' | 'security-group';
  account: string;
  region: string;
  /** What they share. */
  by: 'client-token' | 'run-tag';
  value: string;
  /** Their ids: the groups', when it is groups. */
  instanceIds: string[];
}

/** The tag that says for which smoke test an instance was launched. */
export const RUN_TAG = 'ami-smoke-test:run';

/** Launches that share one client token, and instances or security groups that share one run tag. */
export function launchedTwice(events: Iterable<JournalEvent>): DoubleLaunch[] {
  const launches = new Map<
    string,
    DoubleLaunch & { reservations: Set<string> }
  >();
  const count = (
    event: LifeEvent & Pick<DoubleLaunch, 'kind'>,
    by: DoubleLaunch['by'],
    value: string | undefined,
  ) => {
    if (value === undefined) return;
    const { account, region, kind } = event;
    const key = JSON.stringify([account, region, kind, by, value]);
    const launch = launches.get(key) ?? {
      kind,
      account,
      region,
      by,
      value,
      instanceIds: [],
      reservations: new Set(),
    };
    launch.instanceIds.push(event.id);
    // One launch may be of several instances with one token, but a run has one instance.
    launch.reservations.add(
      by === 'client-token' ? event.reservationId ?? event.id : event.id,
    );
    launches.set(key, launch);
  };
  for (const event of events) {
    if (isLaunch(event)) {
      count(event, 'client-token', event.clientToken);
      count(event, 'run-tag', event.tags?.[RUN_TAG]);
    } else if (isNewGroup(event)) {
      count(event, 'run-tag', event.tags?.[RUN_TAG]);
    }
  }
  return [...launches.values()]
    .filter(({ reservations }) => reservations.size > 1)
    .map(({ reservations: _, ...launch }) => launch);
}

/**
 * How long after its launch an instance's service first answered inside the guest, in ms; `undefined` if it never did.
 */
export function serviceAnsweredAfterLaunchMs(
  events: Iterable<JournalEvent>,
  instanceId: string,
): number | undefined {
  let launchedAt: number | undefined;
  for (const event of events) {
    if (event.type !== 'life' || event.id !== instanceId) continue;
    if (isLaunch(event)) launchedAt = Date.parse(event.at);
    if (event.change === 'service-answered' && launchedAt !== undefined) {
      return Date.parse(event.at) - launchedAt;
    }
  }
  return undefined;
}

function isNewGroup(
  event: JournalEvent,
): event is LifeEvent & { kind: 'security-group' } {
  return (
    event.type === 'life' &&
    event.kind === 'security-group' &&
    event.change === 'created'
  );
}

function isLaunch(
  event: JournalEvent,
): event is LifeEvent & { kind: 'instance' } {
  return (
    event.type === 'life' &&
    event.kind === 'instance' &&
    event.change === 'created'
  );
}

function keyOf({ account, region, kind, id }: LifeEvent): string {
  return [account, region, kind, id].join('/');
}

function described(event: LifeEvent): Omit<LeftResource, 'createdAt'> {
  const {
    kind,
    id,
    account,
    region,
    name,
    state,
    tags = {},
    instanceId,
  } = event;
  return { kind, id, account, region, name, state, tags, instanceId };
}
