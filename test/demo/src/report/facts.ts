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
  Finding,
  Run,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What `--json` writes. Times are milliseconds from the run's RunInstances, as the local EC2's journal has it. */
export interface DemoFacts {
  virtualization: 'qemu' | 'scripted';
  ec2Journal: string;
  builds: BuildFacts[];
  /** Missing when no image passed that could be promoted. */
  release?: ReleaseFacts;
  /** What exists in EC2 although it should be gone, computed from the journal alone. */
  leaked: string[];
  /** With `--keep`: where to look. */
  kept?: { ec2: string; s3: { endpoint: string; bucket: string } };
}

/** One Packer build and what became of its image. */
export interface BuildFacts {
  family: string;
  variant: string;
  packerExitCode: number;
  imageId?: string;
  region: string;
  imageStillRegistered: boolean;
  verdict?: Verdict;
  reason?: string;
  url?: string;
  runs: RunFacts[];
}

/** What promoting an image that passed came to. */
export interface ReleaseFacts {
  family: string;
  /** What `ami-smoke-test gate` ended with for an image that failed; missing where there was none. */
  gateOfFailed?: number;
  /** What each `ami-smoke-test promote` ended with. */
  exitCodes: number[];
  /** What SSM gives, by channel: the image that is there. */
  parameters: { channel: string; name: string; imageId?: string }[];
}

/** One smoke test. */
export interface RunFacts {
  id: string;
  verdict?: Verdict;
  /** How far its boot came. */
  furthestStage?: BootStage;
  /** What most likely went wrong. */
  headline?: Pick<
    Finding,
    'id' | 'category' | 'severity' | 'title' | 'evidence'
  >;
  screenshots: number;
  consoleBytes: number;
  onlineMs?: number;
  /** When the local EC2 saw the service answer inside the guest. */
  serviceMs?: number;
  /** When the bridge had the verdict. */
  verdictMs?: number;
  cleanup: string;
  archive?: string;
}

/** The journal's side of the story. */
export interface JournalFacts {
  launchedAt(instanceId: string): Date | undefined;
  serviceAnsweredAt(instanceId: string): Date | undefined;
}

/** The facts of a run, measured from its launch. */
export function runFacts(
  run: Run,
  verdictReceivedAt: string | undefined,
  journal: JournalFacts,
): RunFacts {
  const launched = run.instanceId && journal.launchedAt(run.instanceId);
  const since = (at: Date | string | undefined) =>
    launched && at !== undefined
      ? new Date(at).getTime() - launched.getTime()
      : undefined;
  return {
    id: run.id,
    verdict: run.verdict,
    furthestStage: run.furthestStage,
    headline: headlineOf(run),
    screenshots: run.screenshots,
    consoleBytes: run.consoleBytes,
    onlineMs: since(run.onlineAt),
    serviceMs: since(
      run.instanceId ? journal.serviceAnsweredAt(run.instanceId) : undefined,
    ),
    verdictMs: since(verdictReceivedAt),
    cleanup: run.cleanup,
    archive: run.archive,
  };
}

function headlineOf({ diagnosis }: Run): RunFacts['headline'] {
  if (!diagnosis?.headline) return undefined;
  const { id, category, severity, title, evidence } = diagnosis.headline;
  return { id, category, severity, title, evidence };
}
