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
  launchedTwice,
  readJournal,
  whatIsLeft,
  type LifeEvent,
} from '@ami-smoke-test/local-ec2';
import type { JournalFacts } from './facts';

/** Reads the local EC2's journal. */
export async function journalFacts(
  path: string,
): Promise<JournalFacts & { leaked: string[] }> {
  const events = await readJournal(path);
  const instances = events.filter(
    (event): event is LifeEvent =>
      event.type === 'life' && event.kind === 'instance',
  );
  const first = (instanceId: string, change: LifeEvent['change']) => {
    const event = instances.find(
      one => one.id === instanceId && one.change === change,
    );
    return event && new Date(event.at);
  };
  const left = whatIsLeft(events, {
    // What Packer was asked to make, and where a promotion says which image it is.
    ignore: ({ kind }) => ['image', 'snapshot', 'parameter'].includes(kind),
  }).map(({ kind, id, state }) => [kind, id, state].filter(Boolean).join(' '));
  const twice = launchedTwice(events).map(
    ({ value, instanceIds }) =>
      `launched twice for ${value}: ${instanceIds.join(', ')}`,
  );
  return {
    launchedAt: instanceId => first(instanceId, 'created'),
    serviceAnsweredAt: instanceId => first(instanceId, 'service-answered'),
    leaked: [...left, ...twice],
  };
}
