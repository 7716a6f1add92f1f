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
  Diagnosis,
  NewBuildEvent,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { alone, LOCKS, type Confirm } from './alone';
import * as builds from './builds';
import * as claims from './claims';
import * as diagnoses from './diagnoses';
import * as events from './events';
import * as evidence from './evidence';
import * as families from './families';
import * as goodRuns from './goodRuns';
import * as ledger from './ledger';
import * as objects from './objects';
import type {
  AttemptsRecord,
  BuildRecord,
  CheckChanges,
  Claim,
  ConsoleChunk,
  ExpiredBuild,
  NewBuild,
  NewFrame,
  ObjectRecord,
  RetentionPolicy,
  RunChanges,
} from './records';
import * as retention from './retention';
import * as runs from './runs';
import type {
  BuildFilter,
  SmokeTestStore,
  WrittenEvents,
} from './SmokeTestStore';

const migrationsDirectory = resolvePackagePath(
  '@ami-smoke-test/backstage-plugin-ami-smoke-test-backend',
  'migrations',
);

/**
 * The store on PostgreSQL, which several replicas share, or on SQLite with one process.
 *
 * Each concern has a file of its own beside this one. Instants that the store gives are of the database's clock (`clock.ts`);
 * how claims keep late writers out is in `fence.ts`, how they are given and in which order rows are locked in `claims.ts`.
 */
export class DatabaseSmokeTestStore implements SmokeTestStore {
  /** Opens the plugin's database and brings its schema up to date, unless migrations are skipped. */
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseSmokeTestStore> {
    const db = await options.database.getClient();
    if (!options.database.migrations?.skip) {
      await db.migrate.latest({ directory: migrationsDirectory });
    }
    return new DatabaseSmokeTestStore(db);
  }

  readonly #db: Knex;
  readonly #listeners: ((written: WrittenEvents) => void)[] = [];

  private constructor(db: Knex) {
    this.#db = db;
  }

  onEvents(listener: (written: WrittenEvents) => void) {
    this.#listeners.push(listener);
  }

  async acceptBuild(build: NewBuild) {
    const accepted = await builds.acceptBuild(this.#db, build);
    if (accepted.created) {
      this.#tell({ buildId: accepted.build.id, types: ['accepted'] });
    }
    return accepted;
  }

  findAccepted(key: string, bodyHash: string) {
    return builds.findAccepted(this.#db, key, bodyHash);
  }

  getBuild(buildId: string) {
    return builds.getBuild(this.#db, buildId);
  }

  families() {
    return families.families(this.#db);
  }

  histories() {
    return families.histories(this.#db);
  }

  familyOverviews(only?: string[]) {
    return families.familyOverviews(this.#db, only);
  }

  listBuilds(filter: BuildFilter, page: { cursor?: string; limit: number }) {
    return builds.listBuilds(this.#db, filter, page);
  }

  lastEvents(buildIds: string[]) {
    return events.lastEvents(this.#db, buildIds);
  }

  eventsAfter(buildId: string, seq: number, limit: number) {
    return events.eventsAfter(this.#db, buildId, seq, limit);
  }

  requestCancel(buildId: string) {
    return claims.requestCancel(this.#db, buildId);
  }

  async pin(buildId: string, by: string) {
    return this.#changed(await retention.pin(this.#db, buildId, by));
  }

  async unpin(buildId: string) {
    return this.#changed(await retention.unpin(this.#db, buildId));
  }

  getRun(runId: string) {
    return runs.getRun(this.#db, runId);
  }

  runsOf(buildIds: string[]) {
    return runs.runsOf(this.#db, buildIds);
  }

  screenshotsOf(runId: string) {
    return evidence.screenshotsOf(this.#db, runId);
  }

  filmStripsOf(runIds: string[]) {
    return evidence.filmStripsOf(this.#db, runIds);
  }

  printedFramesOf(runId: string) {
    return diagnoses.printedFramesOf(this.#db, runId);
  }

  screenTextsOf(runId: string) {
    return diagnoses.screenTextsOf(this.#db, runId);
  }

  diagnosesOf(runIds: string[]) {
    return diagnoses.diagnosesOf(this.#db, runIds);
  }

  consoleOf(runId: string) {
    return evidence.consoleOf(this.#db, runId);
  }

  attemptsOf(runId: string) {
    return evidence.attemptsOf(this.#db, runId);
  }

  objectsOf(runId: string) {
    return objects.objectsOf(this.#db, runId);
  }

  objectOf(runId: string, path: string) {
    return objects.objectOf(this.#db, runId, path);
  }

  noticesOf(runId: string) {
    return events.noticesOf(this.#db, runId);
  }

  hasPassed(network: Parameters<SmokeTestStore['hasPassed']>[0]) {
    return runs.hasPassed(this.#db, network);
  }

  lastPass(network: Parameters<SmokeTestStore['lastPass']>[0]) {
    return runs.lastPass(this.#db, network);
  }

  findLastGood(run: Parameters<SmokeTestStore['findLastGood']>[0]) {
    return goodRuns.findLastGood(this.#db, run);
  }

  goodRunsLike(
    run: Parameters<SmokeTestStore['goodRunsLike']>[0],
    limit: number,
  ) {
    return goodRuns.goodRunsLike(this.#db, run, limit);
  }

  claimRuns(options: Parameters<SmokeTestStore['claimRuns']>[0]) {
    return claims.claimRuns(this.#db, options);
  }

  renewLeases(options: Parameters<SmokeTestStore['renewLeases']>[0]) {
    return claims.renewLeases(this.#db, options);
  }

  liveWorkers() {
    return claims.liveWorkers(this.#db);
  }

  releaseLeases(held: Claim[]) {
    return claims.releaseLeases(this.#db, held);
  }

  async updateRun(claim: Claim, changes: RunChanges, told?: NewBuildEvent[]) {
    this.#tell(await runs.updateRun(this.#db, claim, changes, told));
  }

  async addScreenshots(claim: Claim, frames: NewFrame[]) {
    this.#tell(await evidence.addScreenshots(this.#db, claim, frames));
  }

  async addConsole(claim: Claim, chunk: ConsoleChunk, event: NewBuildEvent) {
    this.#tell(await evidence.addConsole(this.#db, claim, chunk, event));
  }

  addScreenText(claim: Claim, text: ScreenText) {
    return diagnoses.addScreenText(this.#db, claim, text);
  }

  async saveDiagnosis(
    claim: Claim,
    diagnosis: Diagnosis,
    told: NewBuildEvent[],
  ) {
    this.#tell(await diagnoses.saveDiagnosis(this.#db, claim, diagnosis, told));
  }

  saveAttempts(
    claim: Claim,
    attempts: AttemptsRecord[],
    changes: CheckChanges,
  ) {
    return evidence.saveAttempts(this.#db, claim, attempts, changes);
  }

  putObject(claim: Claim, object: ObjectRecord) {
    return objects.putObject(this.#db, claim, object);
  }

  waitingBytes(runId?: string) {
    return objects.waitingBytes(this.#db, runId);
  }

  waitingObjects(limit: number, skip?: number) {
    return objects.waitingObjects(this.#db, limit, skip);
  }

  uploadAlone<T>(
    upload: (confirm: Confirm) => Promise<T>,
    options?: { heldMs?: number },
  ) {
    return alone(this.#db, LOCKS.upload, upload, options);
  }

  markStored(object: ObjectRecord) {
    return objects.markStored(this.#db, object);
  }

  expireBuilds(family: string, policy: RetentionPolicy, limit: number) {
    return retention.expireBuilds(this.#db, family, policy, limit);
  }

  expiredBuilds(limit: number, skip: number) {
    return retention.expiredBuilds(this.#db, limit, skip);
  }

  forgetWaiting(expired: ExpiredBuild[]) {
    return retention.forgetWaiting(this.#db, expired);
  }

  removeExpired(buildId: string) {
    return retention.removeExpired(this.#db, buildId);
  }

  retainAlone<T>(
    action: (confirm: Confirm) => Promise<T>,
    options?: { heldMs?: number },
  ) {
    return alone(this.#db, LOCKS.retention, action, options);
  }

  ledgerOf(runId: string) {
    return ledger.ledgerOf(this.#db, runId);
  }

  openLedger() {
    return ledger.openLedger(this.#db);
  }

  intend(claim: Claim, entry: Parameters<SmokeTestStore['intend']>[1]) {
    return ledger.intend(this.#db, claim, entry);
  }

  settle(
    claim: Claim,
    ledgerId: string,
    changes: Parameters<SmokeTestStore['settle']>[2],
  ) {
    return ledger.settle(this.#db, claim, ledgerId, changes);
  }

  rememberOwner(owner: string) {
    return ledger.rememberOwner(this.#db, owner);
  }

  /** Tells of a change that is no event of the build's. */
  #changed(build: BuildRecord | undefined) {
    if (!build) return undefined;
    for (const listener of this.#listeners) {
      listener({ buildId: build.id, types: [] });
    }
    return build;
  }

  #tell(written: WrittenEvents) {
    if (written.types.length === 0) return;
    for (const listener of this.#listeners) listener(written);
  }
}
