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
  buildImageSchema,
  checkAttemptsSchema,
  checkSummarySchema,
  cleanupSchema,
  diagnosisSchema,
  imageSchema,
  lineageSchema,
  millisecondsSchema,
  overridesSchema,
  packerBuildSchema,
  resourceKindSchema,
  screenTextSchema,
  sourceSchema,
  stageSchema,
  verdictSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { NotFoundError } from '@backstage/errors';
import { z } from 'zod';
import { parseProfile, type Profile } from '../config';
import type { SmokeTestStore } from '../database/SmokeTestStore';

/** The manifest's path in a run's folder. */
export const MANIFEST_PATH = 'manifest.json';

/** Stands where something that may be a secret was left out. */
export const LEFT_OUT = '(not archived)';

const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: text => new Date(text),
  encode: date => date.toISOString(),
});

const profile = z.codec(z.json(), z.custom<Profile>(), {
  decode: parseProfile,
  // Through text, which has no place for what is undefined.
  encode: value => JSON.parse(JSON.stringify(withoutSecrets(value))),
});

/**
 * What `manifest.json` says: everything that is known of a run, in the words of its rows, so that it explains the folder without
 * the database, and the rows can be made from it again. Reading gives the rows (`z.decode`), writing takes them (`z.encode`).
 *
 * A ledger entry comes without its request: it may hold secrets, and what is gone is not asked for again.
 */
export const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  /** The installation that ran it. */
  owner: z.string(),
  build: z.object({
    id: z.string(),
    family: z.string(),
    entityRef: z.string().optional(),
    profileName: z.string(),
    source: sourceSchema,
    rerunOf: z.string().optional(),
    packer: packerBuildSchema.optional(),
    lineage: lineageSchema.optional(),
    overrides: overridesSchema.optional(),
    images: z.array(buildImageSchema),
    createdBy: z.string(),
    createdAt: instant,
  }),
  run: z.object({
    id: z.string(),
    buildId: z.string(),
    family: z.string(),
    profileName: z.string(),
    profile,
    networkHash: z.string(),
    image: imageSchema,
    instanceType: z.string(),
    stage: stageSchema,
    stages: z.array(z.object({ stage: stageSchema, at: z.iso.datetime() })),
    verdict: verdictSchema.optional(),
    reason: z.string().optional(),
    cleanup: cleanupSchema,
    createdAt: instant,
    launchedAt: instant.optional(),
    /** The zero of every offset. */
    onlineAt: instant.optional(),
    verdictAt: instant.optional(),
    finishedAt: instant.optional(),
    cancelRequestedAt: instant.optional(),
    instanceId: z.string().optional(),
    availabilityZone: z.string().optional(),
    address: z.string().optional(),
    observedMs: millisecondsSchema,
    checks: z.array(checkSummarySchema),
    screenshots: z.number().int(),
    consoleBytes: z.number().int(),
    archiveFolder: z.string(),
  }),
  attempts: z.array(checkAttemptsSchema),
  screenshots: z.array(
    z.object({
      offsetMs: millisecondsSchema,
      takenAtMs: millisecondsSchema.optional(),
      path: z.string().optional(),
      thumbnailPath: z.string().optional(),
      sha256: z.string().optional(),
      bytes: z.number().int().optional(),
      missing: z.string().optional(),
    }),
  ),
  /** What can be told of the boot; the manifests of older versions have none. */
  diagnosis: diagnosisSchema.optional(),
  /** What was read from screenshots. */
  screenTexts: z.array(screenTextSchema).default([]),
  notices: z.array(z.object({ at: instant, message: z.string() })),
  /** What the run made in AWS, and how it was seen gone. */
  ledger: z.array(
    z.object({
      id: z.string(),
      runId: z.string(),
      accountId: z.string(),
      region: z.string(),
      kind: resourceKindSchema,
      token: z.string(),
      resourceId: z.string().optional(),
      state: z.enum(['intended', 'exists', 'refused', 'gone']),
      intendedAt: instant,
      goneAt: instant.optional(),
      proof: z.string().optional(),
    }),
  ),
  /** What else is in the folder. */
  objects: z.array(
    z.object({
      path: z.string(),
      contentType: z.string(),
      sha256: z.string(),
      size: z.number().int(),
    }),
  ),
});

/** The manifest as it is written. */
export type Manifest = z.input<typeof manifestSchema>;

/** What a manifest is made of, and gives back. */
export type ManifestRows = z.output<typeof manifestSchema>;

/**
 * The manifest of a run, as it is stored now.
 *
 * @throws NotFoundError when there is no such run
 */
export async function buildManifest(
  store: SmokeTestStore,
  runId: string,
  owner: string,
): Promise<Manifest> {
  const run = await store.getRun(runId);
  const build = run && (await store.getBuild(run.buildId));
  if (!run || !build) throw new NotFoundError(`There is no run ${runId}`);
  const [
    attempts,
    screenshots,
    diagnoses,
    screenTexts,
    notices,
    ledger,
    objects,
  ] = await Promise.all([
    store.attemptsOf(runId),
    store.screenshotsOf(runId),
    store.diagnosesOf([runId]),
    store.screenTextsOf(runId),
    store.noticesOf(runId),
    store.ledgerOf(runId),
    store.objectsOf(runId),
  ]);
  return z.encode(manifestSchema, {
    schemaVersion: 1,
    owner,
    build,
    run,
    attempts,
    screenshots,
    diagnosis: diagnoses.get(runId),
    screenTexts,
    notices,
    ledger,
    objects: objects.filter(({ path }) => path !== MANIFEST_PATH),
  });
}

/** A profile without what its author may have meant to stay in the config: user data, and what is sent to the service. */
function withoutSecrets(value: Profile): Profile {
  return {
    ...value,
    userData: value.userData && LEFT_OUT,
    checks: value.checks.map(check =>
      check.type === 'http'
        ? {
            ...check,
            body: check.body && LEFT_OUT,
            headers: Object.fromEntries(
              Object.keys(check.headers).map(name => [name, LEFT_OUT]),
            ),
          }
        : check,
    ),
  };
}
