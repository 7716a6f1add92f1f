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

import type { Publisher } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { PublisherRegistry } from './PublisherRegistry';

const publisher = (name: string): Publisher => ({
  name,
  about: 'image',
  channels: ['dev'],
  look: async () => [],
});

describe('the publishers', () => {
  it('are the built-in ones, and then those of modules', () => {
    const registry = new PublisherRegistry();
    registry.addPublisher(publisher('one'));
    registry.addPublisher(publisher('two'));
    expect(registry.with([publisher('tags')]).map(({ name }) => name)).toEqual([
      'tags',
      'one',
      'two',
    ]);
  });

  it('have names of their own, because what they have found out is stored under them', () => {
    const registry = new PublisherRegistry();
    registry.addPublisher(publisher('one'));
    expect(() => registry.addPublisher(publisher('one'))).toThrow(
      "There is a publisher 'one' already: give the one that your module adds another name",
    );
    for (const name of ['', 'Two Words', 'x'.repeat(64)]) {
      expect(() => registry.addPublisher(publisher(name))).toThrow(
        "must be small letters, digits and '-', 63 at most",
      );
    }
    registry.addPublisher(publisher('tags'));
    expect(() => registry.with([publisher('tags')])).toThrow(/'tags' already/);
  });
});
