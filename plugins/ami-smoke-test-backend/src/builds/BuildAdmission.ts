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

import { randomUUID } from 'node:crypto';
import type {
  Build,
  BuildImage,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ConflictError } from '@backstage/errors';
import type { Archive } from '../archive/Archive';
import type { Profile } from '../config';
import type { NewBuild } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { BuildViews } from './BuildViews';
import type { ImageInspector } from './ImageInspector';

/** An image that is to be tested, and what names it: a field of the request, or a setting. */
export interface NamedImage extends BuildImage {
  field: string;
}

/** Lets builds in whose profile is settled: looks at their images, plans their runs, and stores them. */
export class BuildAdmission {
  readonly #store: SmokeTestStore;
  readonly #archive: Archive;
  readonly #images: ImageInspector;
  readonly #views: BuildViews;
  readonly #closed: string | undefined;
  readonly #onAccepted: () => void;

  constructor(options: {
    store: SmokeTestStore;
    archive: Archive;
    images: ImageInspector;
    views: BuildViews;
    /** Why nothing is let in, when nothing is. */
    closed?: string;
    /** Called when there are runs to claim. */
    onAccepted: () => void;
  }) {
    this.#store = options.store;
    this.#archive = options.archive;
    this.#images = options.images;
    this.#views = options.views;
    this.#closed = options.closed;
    this.#onAccepted = options.onAccepted;
  }

  /** The build that was accepted under the key, if there is one. @throws ConflictError when the key is another body's */
  async earlier({
    key,
    bodyHash,
  }: Pick<NewBuild, 'key' | 'bodyHash'>): Promise<Build | undefined> {
    const accepted = await this.#store.findAccepted(key, bodyHash);
    return accepted && this.#views.one(accepted);
  }

  /** @throws what `ImageInspector.requireTestable` does, and ConflictError */
  async admit(
    request: Omit<NewBuild, 'images' | 'runs'> & { images: NamedImage[] },
  ): Promise<{ build: Build; created: boolean }> {
    if (this.#closed) throw new ConflictError(this.#closed);
    const { images, profileName, profile } = request;
    await this.#images.requireTestable(images, profileName, profile);
    const { build, created } = await this.#store.acceptBuild({
      ...request,
      images: images.map(({ region, imageId }) => ({ region, imageId })),
      runs: this.#planRuns(images, profile),
    });
    if (created) this.#onAccepted();
    return { build: await this.#views.one(build), created };
  }

  #planRuns(images: BuildImage[], profile: Profile): NewBuild['runs'] {
    const { accountId } = profile;
    return images.flatMap(({ region, imageId }) =>
      profile.instanceTypes.map(instanceType => {
        const id = randomUUID();
        const folder = { accountId, region, imageId, runId: id };
        return {
          id,
          image: { accountId, region, imageId },
          instanceType,
          archiveFolder: this.#archive.url(this.#archive.key(folder, '')),
        };
      }),
    );
  }
}
