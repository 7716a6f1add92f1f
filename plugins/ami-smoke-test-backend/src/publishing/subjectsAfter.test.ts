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
  AssignmentRecord,
  PromotedImageRecord,
} from '../database/PromotionStore';
import { subjectsAfter } from './subjectsAfter';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const OLD = {
  accountId: '123456789012',
  region: 'eu-west-1',
  imageId: 'ami-0a',
};
const OLD_US = { ...OLD, region: 'us-east-1', imageId: 'ami-0b' };
const NEW = { ...OLD, imageId: 'ami-0c' };

const publishers = [
  { name: 'tags', about: 'image' as const, channels: ['dev', 'production'] },
  {
    name: 'ssm-parameter',
    about: 'channel' as const,
    channels: ['production'],
  },
];

/** The old build is on both channels, in two regions on production. */
const store = {
  now: async () => NOW,
  assignments: async () =>
    [
      { ...OLD, channel: 'production' },
      { ...OLD_US, channel: 'production' },
      { ...OLD, channel: 'dev' },
    ].map(
      (one): AssignmentRecord => ({
        ...one,
        family: 'web-base',
        buildId: 'old',
        actId: 'act',
        since: NOW,
        generation: 3,
      }),
    ),
  promotedImages: async () =>
    [OLD, OLD_US].map(
      (image): PromotedImageRecord => ({
        ...image,
        family: 'web-base',
        buildId: 'old',
        channels: ['production'],
        wasOn: ['production'],
        generation: 1,
      }),
    ),
};

const planned = async (...images: (typeof NEW)[]) =>
  subjectsAfter(store, publishers, [
    { family: 'web-base', channel: 'production', buildId: 'new', images },
  ]);

describe('what is to be published after a decision', () => {
  it('is the new images, the regions that become empty, and what the old ones lose', async () => {
    const subjects = await planned(NEW);
    expect(
      subjects
        .filter(({ about }) => about === 'channel')
        .map(({ publisher, subject }) => [
          publisher,
          subject.region,
          subject.imageId,
          subject.buildId,
        ]),
    ).toEqual([
      ['ssm-parameter', 'us-east-1', undefined, undefined],
      ['ssm-parameter', 'eu-west-1', 'ami-0c', 'new'],
    ]);
    const images = subjects.filter(({ about }) => about === 'image');
    expect(images.map(({ subject }) => subject)).toEqual([
      expect.objectContaining({ ...OLD, channels: ['dev'], leftAt: undefined }),
      expect.objectContaining({
        ...OLD_US,
        channels: [],
        wasOn: ['production'],
        leftAt: NOW,
      }),
      expect.objectContaining({
        ...NEW,
        buildId: 'new',
        channels: ['production'],
        wasOn: ['production'],
        leftAt: undefined,
      }),
    ]);
  });

  it('is emptiness when nothing is put there', async () => {
    const subjects = await planned();
    expect(
      subjects
        .filter(({ about }) => about === 'channel')
        .map(({ subject }) => subject.imageId),
    ).toEqual([undefined, undefined]);
  });

  it('is what a revocation takes from its images, whether they are on a channel or not', async () => {
    const subjects = await subjectsAfter(store, publishers, [], {
      id: 'act',
      at: NOW,
      type: 'revocation',
      family: 'web-base',
      buildId: 'old',
      images: [OLD, NEW],
      by: 'user:default/manager',
      reason: 'it leaks',
    });
    const revoked = { at: NOW, reason: 'it leaks' };
    expect(subjects).toMatchObject([
      {
        publisher: 'tags',
        subject: { ...OLD, channels: ['dev', 'production'], revoked },
      },
      {
        publisher: 'tags',
        subject: { ...NEW, buildId: 'old', channels: [], wasOn: [], revoked },
      },
    ]);
  });

  it('is nothing when nothing changes', async () => {
    await expect(subjectsAfter(store, publishers, [])).resolves.toEqual([]);
  });
});
