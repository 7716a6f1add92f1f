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

import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { loadCatalogue, ScreenReader } from '@ami-smoke-test/diagnosis';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Archive } from '../archive/Archive';
import { RunArchive } from '../archive/RunArchive';
import { CaptureLimits } from '../capture/CaptureLimits';
import { CheckPace } from '../checks/CheckPace';
import { ConsoleRecorder } from '../capture/ConsoleRecorder';
import { FilmRecorder } from '../capture/FilmRecorder';
import { Redactor } from '../capture/redact';
import type { SmokeTestConfig } from '../config';
import { Diagnostician, type DiagnosisTools } from '../diagnosis/Diagnostician';
import { GoodRuns } from '../diagnosis/GoodRuns';
import { LookPace } from '../diagnosis/LookPace';
import { type PictureReader, Screens } from '../diagnosis/Screens';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { ClaimedRun } from '../database/records';
import type { Ec2Gateway } from '../ec2/Ec2';
import { RunLedger } from '../ledger/RunLedger';
import { systemClock, type Clock } from '../run/clock';
import type { RunContext } from '../lifecycle/RunContext';
import type { RunTools } from '../run/RunTools';
import { RunJournal } from '../run/RunJournal';
import type { RunMeter } from '../run/RunMeter';
import { smokeTest } from '../lifecycle/smokeTest';
import { journalledStore } from './journalledStore';
import type { Lease } from './Lease';
import { RunWorker } from './RunWorker';

/** What the engine is built from. */
export interface EngineOptions {
  store: SmokeTestStore;
  gateway: Ec2Gateway;
  archive: Archive;
  config: SmokeTestConfig;
  logger: LoggerService;
  /** Told again and again among how many processes the runs are divided. */
  onReplicas?: (count: number) => void;
  /** Told how the runs fare. */
  meter?: RunMeter;
  /** Nothing is claimed. */
  resting?: boolean;
  /** Time as the runs see it; the system's without. */
  clock?: Clock;
}

/** Drives this process's share of the runs. */
export interface Engine {
  /** There may be something new to do. */
  hint(): void;
  /** Hands everything over. */
  stop(): Promise<void>;
}

/** What all runs of this process have in common. */
interface Shared {
  redactor: Redactor;
  limits: CaptureLimits;
  pace: CheckPace;
  pictures: PictureReader;
  diagnosis: DiagnosisTools;
}

/** Starts to claim and drive runs. */
export function startEngine(options: EngineOptions): Engine {
  const { readScreens, signatures } = options.config.diagnosis;
  const pictures = new ScreenReader();
  const shared: Shared = {
    redactor: new Redactor(options.config.redact),
    limits: new CaptureLimits(),
    pace: new CheckPace(),
    pictures,
    diagnosis: {
      catalogue: loadCatalogue(signatures),
      readScreens,
      history: new GoodRuns({ store: journalledStore(options.store) }),
      pace: new LookPace(),
    },
  };
  const worker = new RunWorker({
    store: options.store,
    logger: options.logger,
    runsPerRegion: options.config.limits.runsPerRegion,
    onReplicas: options.onReplicas,
    drive: (claimed, lease) =>
      smokeTest(createRunContext(options, shared, claimed, lease)),
  });
  if (!options.resting) worker.start();
  return {
    hint: () => worker.hint(),
    async stop() {
      await worker.stop();
      await pictures.close();
    },
  };
}

function createRunContext(
  options: EngineOptions,
  { redactor, limits, pace, pictures, diagnosis }: Shared,
  claimed: ClaimedRun,
  lease: Lease,
): RunContext {
  const { store, gateway, archive, config, logger } = options;
  const { image, id } = claimed.run;
  const journal = new RunJournal(store, claimed, options.meter);
  const runArchive = RunArchive.create({
    archive,
    store: journalledStore(store),
    folder: { ...image, runId: id },
    limits: config.limits,
    tags: { [TAGS.run]: id, [TAGS.owner]: config.owner },
    assertHeld: () => lease.assertHeld(),
    logger,
  });
  const tools: RunTools = {
    journal,
    ec2: gateway.for(image.accountId, image.region, () => lease.assertHeld()),
    clock: options.clock ?? systemClock,
    pace,
    installation: { owner: config.owner, secret: config.secret },
    interrupted: lease.interrupted,
    stopped: lease.stopped,
    assertHeld: () => lease.assertHeld(),
    evidence: runArchive,
  };
  const console = new ConsoleRecorder(tools, redactor, limits);
  const screens = new Screens(tools, pictures, redactor);
  return {
    ...tools,
    ledger: new RunLedger(store, journal.claim),
    console,
    diagnosis: new Diagnostician(tools, { console, screens }, diagnosis),
    film: new FilmRecorder(tools, limits),
    recordings: new Set(),
    openGroups: new Set(),
    async seal({ last }) {
      const manifest = await runArchive.manifest(config.owner);
      if ('lost' in manifest) {
        await journal.notice(`manifest.json is not archived: ${manifest.lost}`);
      } else {
        await journal.putObject(manifest);
      }
      if (!last) return;
      lease.assertHeld();
      await runArchive.sweep();
    },
  };
}
