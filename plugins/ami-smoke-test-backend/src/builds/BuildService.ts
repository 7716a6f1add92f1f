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
  Build,
  BuildPage,
  listBuildsQuerySchema,
  preflightRequestSchema,
  PreflightResult,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import type { z } from 'zod';
import type { Archive } from '../archive/Archive';
import type { Profile } from '../config';
import type {
  BuildRecord,
  NewBuild,
  RetentionPolicy,
} from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import { isVerification } from '../database/verifications';
import type { BuildAdmission } from './BuildAdmission';
import type { BuildViews } from './BuildViews';
import { type BuildRequest, identityOf } from './identity';
import type { ImageInspector } from './ImageInspector';
import { noSuch } from './noSuch';
import { inputErrorOf, planBuild, type Problem } from './planBuild';
import type { Profiles } from './Profiles';
import type { Verifications } from './Verifications';

/** What a build service needs. */
export interface BuildServiceOptions {
  store: SmokeTestStore;
  archive: Archive;
  /** What retention keeps. */
  kept: RetentionPolicy['keep'];
  images: ImageInspector;
  admission: BuildAdmission;
  profiles: Profiles;
  views: BuildViews;
  verifications: Verifications;
}

/** Accepts builds, plans their runs, and answers questions about them. It trusts that the caller may ask. */
export class BuildService {
  readonly #options: BuildServiceOptions;
  readonly #images: ImageInspector;
  readonly #admission: BuildAdmission;

  constructor(options: BuildServiceOptions) {
    this.#options = options;
    this.#images = options.images;
    this.#admission = options.admission;
  }

  /**
   * Accepts a build. One that was accepted before is answered from what is stored, whatever the config and EC2 say now.
   *
   * @throws InputError that names the field; NotAllowedError for somebody else's image; ConflictError for another body under
   *   the same key; ServiceUnavailableError when EC2 cannot be asked about the images
   */
  async accept(
    request: BuildRequest,
    createdBy: string,
  ): Promise<{ build: Build; created: boolean }> {
    const identity = identityOf(request);
    const accepted = await this.#admission.earlier(identity);
    if (accepted) return { build: accepted, created: false };

    return this.#admit(request, {
      source: request.packer ? 'packer' : 'api',
      createdBy,
      ...identity,
    });
  }

  /**
   * Tests the images of a build once more: a new build, with the profile as it is now and what the first one changed of it.
   *
   * @throws what `accept` does, and says how else they can be tested
   */
  async rerun(first: BuildRecord, createdBy: string): Promise<Build> {
    if (isVerification(first)) {
      return this.#options.verifications.repeat(first, createdBy);
    }
    const { family, entityRef, images, lineage, overrides } = first;
    const request: BuildRequest = {
      family,
      entityRef,
      profile: first.profileName,
      images,
      lineage,
      overrides,
    };
    try {
      const { build } = await this.#admit(request, {
        // A re-test that is run again says no more of how its family stands than the first one did.
        source: first.source === 'retest' ? 'retest' : 'rerun',
        rerunOf: first.id,
        createdBy,
        ...identityOf(request),
      });
      return build;
    } catch (error) {
      throw explainRerun(error, first.id);
    }
  }

  /** Whether such a build would be accepted, as far as that can be known without its images. Launches nothing. */
  async preflight(
    request: z.output<typeof preflightRequestSchema>,
  ): Promise<PreflightResult> {
    const { profiles, archive } = this.#options;
    const { profile, problems } = planBuild(
      profiles.all,
      request,
      (request.regions ?? []).map((region, index) => ({
        field: `regions[${index}]`,
        region,
      })),
    );
    const archiveProblem = await archive.problem();
    const found = [
      ...problems,
      ...(archiveProblem
        ? [{ field: 'amiSmokeTest.archive', message: archiveProblem }]
        : []),
    ];
    if (!profile) {
      return {
        problems: found,
        notices: [],
        regions: [],
        instanceTypes: [],
        budgetSeconds: 0,
      };
    }
    const regions = Object.keys(profile.regions).filter(
      region => request.regions?.includes(region) ?? true,
    );
    return {
      problems: [
        ...found,
        ...(await this.#ec2Problems(request, profile, regions)),
      ],
      notices: await profiles.unverified(request.profile, regions),
      regions,
      instanceTypes: profile.instanceTypes,
      budgetSeconds: profile.budgets.serviceSeconds,
    };
  }

  /** @throws NotFoundError */
  async record(buildId: string): Promise<BuildRecord> {
    const build = await this.#options.store.getBuild(buildId);
    return build ?? noSuch('build', buildId);
  }

  /** @throws NotFoundError */
  async get(buildId: string): Promise<Build> {
    return this.#options.views.one(await this.record(buildId));
  }

  /**
   * A page of the history, newest first.
   *
   * @param families - those to be shown; all when it is missing
   */
  async list(
    query: z.output<typeof listBuildsQuerySchema>,
    families: string[] | undefined,
  ): Promise<BuildPage> {
    const { store, views } = this.#options;
    const { cursor, limit, entityRef, ...filter } = query;
    const page = await store.listBuilds(
      {
        ...filter,
        entityRef: entityRef && normalizeRef(entityRef),
        families,
      },
      { cursor, limit },
    );
    return { ...page, items: await views.all(page.items) };
  }

  /** Asks for the build to be stopped; a finished one stays as it is. */
  async cancel(buildId: string): Promise<Build> {
    await this.#options.store.requestCancel(buildId);
    return this.get(buildId);
  }

  /** Keeps the build from retention. @throws NotFoundError; ConflictError where pins keep nothing */
  async pin(buildId: string, by: string): Promise<Build> {
    if (!this.#options.kept.includes('pinned')) {
      throw new ConflictError(
        "A pin would keep nothing here: amiSmokeTest.retention.keep is without 'pinned'. An administrator can add it",
      );
    }
    const build = await this.#options.store.pin(buildId, by);
    return this.#options.views.one(build ?? noSuch('build', buildId));
  }

  /** Leaves the build to retention again. @throws NotFoundError */
  async unpin(buildId: string): Promise<Build> {
    const build = await this.#options.store.unpin(buildId);
    return this.#options.views.one(build ?? noSuch('build', buildId));
  }

  /** Looks whether a build can be tested, plans its runs, and stores it. */
  async #admit(
    request: BuildRequest,
    origin: Pick<
      NewBuild,
      'source' | 'rerunOf' | 'createdBy' | 'key' | 'bodyHash'
    >,
  ): Promise<{ build: Build; created: boolean }> {
    const { profiles } = this.#options;
    const { profile, problems } = planBuild(
      profiles.all,
      request,
      request.images.map(({ region }, index) => ({
        field: `images[${index}].region`,
        region,
      })),
    );
    if (!profile || problems.length > 0) throw inputErrorOf(problems);
    const { images, overrides, packer, lineage } = request;
    return this.#admission.admit({
      ...origin,
      family: request.family,
      entityRef: normalizeRef(
        request.entityRef ?? `resource:default/${request.family}`,
      ),
      profileName: request.profile,
      profile,
      packer,
      lineage,
      overrides,
      images: images.map((image, index) => ({
        ...image,
        field: `images[${index}].imageId`,
      })),
    });
  }

  async #ec2Problems(
    request: { profile: string },
    profile: Profile,
    regions: string[],
  ): Promise<Problem[]> {
    const problems = await Promise.all(
      regions.map(async region => ({
        field: `amiSmokeTest.profiles.${request.profile}.regions.${region}`,
        message: await this.#images.problem(profile.accountId, region),
      })),
    );
    return problems.flatMap(({ field, message }) =>
      message === undefined ? [] : [{ field, message }],
    );
  }
}

/** The catalog's entity refs are compared in lower case. */
function normalizeRef(entityRef: string): string {
  return entityRef.toLocaleLowerCase('en-US');
}

/** What hinders a build hinders its re-run, but who asks for that has not written the body that the message tells of. */
function explainRerun(error: unknown, buildId: string): unknown {
  if (!(error instanceof InputError || error instanceof NotAllowedError)) {
    return error;
  }
  const message = `The build ${buildId} cannot be run again as it was. ${error.message}. Mend that, or post a new build of the same images with other settings`;
  return error instanceof InputError
    ? new InputError(message)
    : new NotAllowedError(message);
}
