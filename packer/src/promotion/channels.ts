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
  familySchema,
  type ChannelList,
  type ChannelState,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { askOnce } from '../askOnce';
import type { Output } from '../output';
import { couldNotTell, type PromotionCommand } from './promotionCommand';
import { lacksOf } from './publishing';

/** `ami-smoke-test channels`: what is on which channel, and whether AWS shows it. */
export const channelsCommand: PromotionCommand<{ family?: string }> = {
  read: read => ({
    family: read.checked(
      'family',
      familySchema,
      'letters, digits and single - _ .',
    ),
  }),

  async run(settings, env, output) {
    const { family } = settings;
    const answer = await askOnce(settings, env, output, backend =>
      backend.listChannels({ family }),
    );
    if ('problem' in answer) {
      return couldNotTell(this, answer.problem, output);
    }
    const list = answer.given;
    print(list, output);
    return { exitCode: 0, reason: '', json: list };
  },
};

function print({ channels, items }: ChannelList, output: Output) {
  if (channels.length === 0) {
    output.line(
      'There are no channels: an administrator makes them in amiSmokeTest.promotion.channels.',
    );
  } else if (items.length === 0) {
    const names = channels.map(({ channel }) => channel).join(', ');
    output.line(
      `Nothing is on any channel (${names}) that this token may read.`,
    );
  }
  const width = Math.max(...channels.map(({ channel }) => channel.length), 7);
  for (const family of new Set(items.map(item => item.family))) {
    output.line(family, output.bold);
    output.line(
      `  ${row('CHANNEL', 'REGION', 'IMAGE', 'AWS', width)}`,
      output.dim,
    );
    for (const state of items.filter(item => item.family === family)) {
      const policy = channels.find(({ channel }) => channel === state.channel);
      printChannel(state, policy?.publishers ?? [], width, output);
    }
  }
}

function printChannel(
  state: ChannelState,
  publishers: string[],
  width: number,
  output: Output,
) {
  const { channel, build, standing, assignments, retest } = state;
  const { green, yellow, red } = output;
  // Where nothing is any more, AWS may not show that yet.
  const rows = assignments.flatMap(assignment => {
    const { region, imageId = 'nothing' } = assignment;
    const lacks = lacksOf(assignment, publishers);
    if (!assignment.imageId && lacks.length === 0) return [];
    return [{ region, imageId, lacks }];
  });
  if (rows.length === 0) {
    output.line(`  ${channel.padEnd(width)}  ${standing}`, output.dim);
  }
  rows.forEach(({ region, imageId, lacks }, index) => {
    const name = index === 0 ? channel : '';
    const aws =
      publishers.length === 0
        ? 'not published'
        : lacks.map(({ publisher, state: how }) => `${publisher} ${how}`);
    output.line(
      `  ${row(
        name,
        region,
        imageId,
        [aws].flat().join(', ') || 'agrees',
        width,
      )}`,
      lacks.length > 0 ? yellow : undefined,
    );
    for (const { publisher, message } of lacks) {
      if (message) output.line(`${indent(width)}${publisher}: ${message}`);
    }
  });
  if (!build) return;
  const paint = { good: green, stale: yellow, failing: red, empty: yellow };
  output.line(
    `${indent(width)}${standing}, build ${build.id}`,
    paint[standing],
  );
  output.line(
    `${indent(width)}since ${build.since} by ${build.by}${
      build.reason ? `: ${build.reason}` : ''
    }`,
  );
  if (retest?.hindered) {
    output.line(
      `${indent(width)}cannot be tested again: ${retest.hindered}`,
      red,
    );
  }
}

function indent(width: number): string {
  return ' '.repeat(width + 4);
}

function row(
  channel: string,
  region: string,
  image: string,
  aws: string,
  width: number,
): string {
  return [channel.padEnd(width), region.padEnd(14), image.padEnd(21), aws].join(
    '  ',
  );
}
