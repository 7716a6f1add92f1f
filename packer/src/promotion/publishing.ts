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
  Assignment,
  ChannelList,
  Image,
  Publication,
  PromotionAct,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '../backend';
import { Refusal } from '../errors';
import type { Output } from '../output';

const LOOK_EVERY_MS = 1000;

/** What an act has put on a channel, or taken off it. */
export type ChannelAct = Pick<
  PromotionAct,
  'type' | 'family' | 'channel' | 'images'
>;

/** Something that AWS does not show yet. */
export interface Lack {
  region: string;
  publisher: string;
  state: Publication['state'];
  message?: string;
}

/**
 * What AWS does not show yet of an assignment. What was read before the assignment changed says nothing about it, however much it
 * agreed.
 *
 * @param publishers - those of the channel: each has something to say of an image that is on it
 */
export function lacksOf(assignment: Assignment, publishers: string[]): Lack[] {
  const { region, imageId, since, publications } = assignment;
  const lacks: Lack[] = publications
    .filter(
      ({ state, agreedAt = '' }) => state !== 'agreed' || agreedAt < since,
    )
    .map(({ publisher, state, message }) => ({
      region,
      publisher,
      state: state === 'agreed' ? 'pending' : state,
      message,
    }));
  const unseen = publishers.filter(
    name =>
      imageId && !publications.some(({ publisher }) => publisher === name),
  );
  return [
    ...lacks,
    ...unseen.map(publisher => ({
      region,
      publisher,
      state: 'pending' as const,
    })),
  ];
}

/** What was read last about what is waited for. */
export interface Published {
  lacks: Lack[];
  /** Where anything of it is to be seen. */
  regions: string[];
  /** The channel on which somebody has put something else since. */
  replaced?: string;
}

/**
 * Waits until AWS shows what acts have put on their channels, and tells about trouble as it comes up.
 *
 * @returns what AWS showed last: when the time is over, with what is lacking
 */
export async function waitUntilPublished(
  backend: Backend,
  acts: ChannelAct[],
  timeoutMs: number,
  output: Output,
): Promise<Published> {
  const deadline = Date.now() + timeoutMs;
  const told = new Set<string>();
  const [{ family }] = acts;
  for (;;) {
    const published = publishedOf(await backend.listChannels({ family }), acts);
    for (const lack of published.lacks) {
      const line = lackText(lack);
      if (!told.has(line)) {
        output.line(
          `  ${line}`,
          lack.state === 'failing' ? output.yellow : undefined,
        );
      }
      told.add(line);
    }
    const isOver = Date.now() + LOOK_EVERY_MS > deadline;
    if (published.lacks.length === 0 || published.replaced || isOver) {
      return published;
    }
    await new Promise(done => setTimeout(done, LOOK_EVERY_MS));
  }
}

/** One line about what is lacking. */
export function lackText({ region, publisher, state, message }: Lack): string {
  return `${region}  ${publisher}  ${state}${message ? `: ${message}` : ''}`;
}

function publishedOf(list: ChannelList, acts: ChannelAct[]): Published {
  const published: Published = { lacks: [], regions: [] };
  for (const { type, family, channel, images } of acts) {
    const policy = list.channels.find(known => known.channel === channel);
    const state = list.items.find(
      item => item.family === family && item.channel === channel,
    );
    if (!state || !policy) {
      throw new Refusal(
        `The backend does not tell how ${family} stands on ${channel}: the token may not read that.`,
      );
    }
    const { assignments } = state;
    const wanted = type === 'clearing' ? [] : images;
    if (!wanted.every(image => isThere(image, assignments))) {
      published.replaced = channel;
    }
    for (const assignment of assignments) {
      if (assignment.publications.length > 0) {
        published.regions.push(assignment.region);
      }
      published.lacks.push(...lacksOf(assignment, policy.publishers));
    }
  }
  return published;
}

function isThere(image: Image, assignments: Assignment[]): boolean {
  return assignments.some(
    ({ accountId, region, imageId }) =>
      accountId === image.accountId &&
      region === image.region &&
      imageId === image.imageId,
  );
}
