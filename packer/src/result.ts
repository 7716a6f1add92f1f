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
  BootStage,
  Build,
  BuildImage,
  Headline,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { writeFileSync } from 'node:fs';
import type { Problem } from './SettingsReader';

/** What `--json` writes. */
export interface Result extends Outcome {
  schemaVersion: 1;
}

/** How it ended, for machines. Fields that are not known are left out. */
export interface Outcome {
  outcome: Verdict | 'not-promoted' | 'unpublished' | 'not-tested' | 'usage';
  exitCode: number;
  /** One sentence. */
  reason: string;
  family?: string;
  profile?: string;
  images?: BuildImage[];
  problems?: Problem[];
  buildId?: string;
  url?: string;
  /** The build's verdict as the backend gave it; absent when it gave none. */
  verdict?: Verdict;
  /** When the backend gave the verdict, on its clock. */
  verdictAt?: string;
  /** When the verdict arrived here, on this machine's clock. */
  verdictReceivedAt?: string;
  runs?: ResultRun[];
  /** What came of promoting what has passed. */
  promotion?: object;
}

/** One run in the result. */
export interface ResultRun {
  id: string;
  region: string;
  imageId: string;
  instanceType: string;
  instanceId?: string;
  verdict?: Verdict;
  reason?: string;
  /** How far the boot came. */
  furthestStage?: BootStage;
  /** What most likely went wrong. */
  headline?: Headline;
  verdictAt?: string;
  verdictReceivedAt?: string;
  launchedAt?: string;
  onlineAt?: string;
  screenshots: number;
  consoleBytes: number;
  cleanup: string;
  archive?: string;
}

/** The part of the result that a build tells. */
export function resultOfBuild(
  build: Build,
  receivedAt: Map<string, string>,
): Partial<Outcome> {
  return {
    family: build.family,
    profile: build.profile,
    images: build.images,
    buildId: build.id,
    url: build.url,
    verdict: build.verdict,
    verdictAt: build.verdictAt,
    verdictReceivedAt: receivedAt.get(build.id),
    runs: build.runs.map(run => ({
      id: run.id,
      region: run.image.region,
      imageId: run.image.imageId,
      instanceType: run.instanceType,
      instanceId: run.instanceId,
      verdict: run.verdict,
      reason: run.reason,
      furthestStage: run.furthestStage,
      headline: run.headline,
      verdictAt: run.verdictAt,
      verdictReceivedAt: receivedAt.get(run.id),
      launchedAt: run.launchedAt,
      onlineAt: run.onlineAt,
      screenshots: run.screenshots,
      consoleBytes: run.consoleBytes,
      cleanup: run.cleanup,
      archive: run.archive,
    })),
  };
}

/** Writes the result; says why when that did not work. */
export function writeResult(file: string, result: object): string | undefined {
  try {
    writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    return undefined;
  } catch (error) {
    return `The result could not be written (--json): ${
      (error as Error).message
    }`;
  }
}
