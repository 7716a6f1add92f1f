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
  BuildPromotion,
  Diagnosis,
  GateDecision,
  Headline,
  Image,
  PromotionAct,
  Publication,
  Verdict,
  WaivableRule,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  PublishedChannel,
  PublishedImage,
  Publisher,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { Confirm } from './alone';
import type { BuildRecord } from './records';

/** Something that was decided; see `PromotionAct`. */
export interface ActRecord {
  id: string;
  type: PromotionAct['type'];
  family: string;
  channel?: string;
  buildId: string;
  images: Image[];
  by: string;
  at: Date;
  reason?: string;
  replaces?: string;
  decision?: GateDecision;
  waiverId?: string;
  rule?: WaivableRule;
  expiresAt?: Date;
  because?: string;
}

/** An act that is to be written; its id is made up unless whoever asked for it has chosen one. */
export type NewAct = Omit<ActRecord, 'id' | 'at'> & { id?: string };

/** A waiver, from the act that gave it and the one that withdrew it. */
export interface WaiverRecord {
  id: string;
  family: string;
  channel: string;
  buildId: string;
  images: Image[];
  rule: WaivableRule;
  reason: string;
  by: string;
  at: Date;
  expiresAt: Date;
  withdrawn?: { by: string; at: Date };
}

/** Which image is to be on a channel in a region. */
export interface AssignmentRecord {
  family: string;
  channel: string;
  accountId: string;
  region: string;
  /** None: the channel is empty there. */
  imageId?: string;
  buildId?: string;
  actId: string;
  since: Date;
  generation: number;
}

/** An image that was ever promoted or revoked. */
export interface PromotedImageRecord extends Image {
  family: string;
  buildId: string;
  /** Those that it is on now. */
  channels: string[];
  /** Those that it ever was on, these among them. */
  wasOn: string[];
  leftAt?: Date;
  revoked?: { by: string; at: Date; reason: string };
  generation: number;
}

/** A time that a build spent on a channel. */
export interface Stay {
  actId: string;
  buildId: string;
  images: Image[];
  by: string;
  reason?: string;
  /** What the gate said when it came; only of what is there now. */
  decision?: GateDecision;
  from: Date;
  /** None: it is there now. */
  to?: Date;
}

/** What was on a channel of a family lately, the newest first. */
export interface ChannelStays {
  family: string;
  channel: string;
  stays: Stay[];
}

/** A run that says something about an image: it passed or failed. */
export interface EvidenceRecord {
  runId: string;
  buildId: string;
  image: Image;
  profileName: string;
  /** What its build asked for; the run may have fallen back to another one. */
  wantedInstanceType: string;
  instanceType: string;
  verdict: Extract<Verdict, 'passed' | 'failed'>;
  at: Date;
  headline?: Headline;
}

/** What the gate and the pages ask of the database. */
export interface PromotionReader {
  /** By the clock of the database, as every time that is written. */
  now(): Promise<Date>;
  /** The build by which an image is known: the first that is still stored and is no verification. */
  buildOf(image: Image): Promise<BuildRecord | undefined>;
  /** The images of a build, with the account that they were tested in. */
  imagesOf(buildId: string): Promise<Image[]>;
  /** For each image, profile and wanted instance type the newest run that passed or failed; not of builds that have expired. */
  evidenceOf(images: Image[]): Promise<EvidenceRecord[]>;
  /** See `SmokeTestStore.diagnosesOf`. */
  diagnosesOf(runIds: string[]): Promise<Map<string, Diagnosis>>;
  /** Those of the images that were ever promoted or revoked. */
  promotedImages(images: Image[]): Promise<PromotedImageRecord[]>;
  /** What was on a channel, the newest first. */
  stays(family: string, channel: string): Promise<Stay[]>;
  /** Every waiver of the family, the newest first, whether it still holds or not. */
  waivers(family: string): Promise<WaiverRecord[]>;
  /** @param families - all when it is missing */
  assignments(families?: string[]): Promise<AssignmentRecord[]>;
}

/** What is decided in one transaction about one family; nobody else decides about that family meanwhile. */
export interface PromotionTransaction extends PromotionReader {
  /** @throws ConflictError when the id that was chosen is another act's */
  addAct(act: NewAct): Promise<ActRecord>;
  /**
   * Puts a build's images on a channel: where the channel had an image in a region in which the build has none, it is empty
   * afterwards. With no images it is empty everywhere. Where the image is there already, only its build is changed.
   *
   * @throws ConflictError when it is a promotion, and the build is not stored any more; when an image is another family's
   */
  assign(act: ActRecord, images: Image[]): Promise<void>;
  /** Marks the images, for good; what was revoked first stays. @throws ConflictError when one is another family's */
  revoke(act: ActRecord): Promise<void>;
  /** Somebody is to be told, once for each key. */
  addNotice(notice: NewNotice): Promise<void>;
}

/** What people are to be told. */
export interface NewNotice {
  /** Never told twice. */
  key: string;
  family: string;
  /** Whose owners are told. */
  entityRef: string;
  /** Entity refs of who else is told. */
  recipients: string[];
  payload: {
    title: string;
    description?: string;
    /** Within the app, e.g. `/ami-smoke-test/builds/…`. */
    link: string;
    severity: 'critical' | 'high' | 'normal' | 'low';
    topic: string;
  };
}

/** Channels, their history, and what is to be told about them. */
export interface PromotionStore extends PromotionReader {
  /**
   * Decides about a family.
   *
   * @param decide - may be done again when the database wants it so: it does nothing outside the transaction
   */
  inFamily<T>(
    family: string,
    decide: (transaction: PromotionTransaction) => Promise<T>,
  ): Promise<T>;
  /** Called after each commit of a decision; must not throw. */
  onChange(listener: (acts: ActRecord[]) => void): void;
  /** @throws InputError for a cursor that is none */
  acts(
    filter: { family: string; channel?: string; buildId?: string },
    page: { cursor?: string; limit: number },
  ): Promise<{ items: ActRecord[]; nextCursor?: string }>;
  waiver(waiverId: string): Promise<WaiverRecord | undefined>;
  /** Where the images of these builds are, and whether they are revoked; builds that have nothing to do with promotion are missing. */
  promotionOf(buildIds: string[]): Promise<Map<string, BuildPromotion>>;
  /** The newest build of the family that passed; of no verification or re-test. */
  newestPassed(family: string): Promise<BuildRecord | undefined>;
  /** What was lately on every channel of these families: as `stays`, but not for ever back. */
  latestStays(families: string[]): Promise<ChannelStays[]>;
  /** Of those that are stored and have one. */
  entityRefsOf(buildIds: string[]): Promise<Map<string, string>>;
  /** As `newestRetest`, in the order of what is asked. */
  newestRetests(
    asked: { images: Image[]; profileName: string }[],
  ): Promise<(BuildRecord | undefined)[]>;
  /** The newest build of these images with the source `retest` and this profile. */
  newestRetest(
    images: Image[],
    profileName: string,
  ): Promise<BuildRecord | undefined>;

  addNotice(notice: NewNotice): Promise<void>;
  notice(key: string): Promise<NewNotice | undefined>;
  /** Notices that nobody was told of yet: what was never tried first, then the oldest. */
  unsentNotices(limit: number): Promise<(NewNotice & { attempts: number })[]>;
  noticeTried(key: string, sent: boolean): Promise<void>;
  /** Does the rounds of re-tests and notices while no other process does; see `SmokeTestStore.retainAlone`. */
  tendAlone<T>(
    action: (confirm: Confirm) => Promise<T>,
  ): Promise<T | undefined>;
}

/** What the database knows of a publisher: which channels are its subjects, or that all images are. */
export type PublisherOf = Pick<Publisher, 'name' | 'about' | 'channels'>;

/** What a publisher is asked about. */
export type PublicationSubject = {
  publisher: string;
  /** Of what is desired. */
  generation: number;
  /** What is known of it from the last time. */
  last?: PublicationRecord;
} & (
  | { about: 'channel'; subject: PublishedChannel }
  | { about: 'image'; subject: PublishedImage }
);

/** How far a publisher is with a subject. */
export interface PublicationRecord
  extends Omit<Publication, 'checkedAt' | 'agreedAt'> {
  family: string;
  channel?: string;
  /** Of what was desired when AWS was read. */
  generation: number;
  /** Looks since it agreed last. */
  attempts: number;
  checkedAt?: Date;
  agreedAt?: Date;
  nextAt: Date;
}

/** What the reconciler asks of the database. */
export interface PublicationStore {
  now(): Promise<Date>;
  /**
   * Subjects to look at now: those of which something else is desired than when their publisher saw them last, or whose time has
   * come. Channels come before images.
   */
  dueSubjects(
    publishers: PublisherOf[],
    limit: number,
  ): Promise<PublicationSubject[]>;
  /** The subjects that a family's channels and images make, due or not: for dry runs and tests. */
  subjectsOf(
    family: string,
    publishers: PublisherOf[],
  ): Promise<PublicationSubject[]>;
  publicationsOf(families?: string[]): Promise<PublicationRecord[]>;
  /** Committed before the change that loses it is made. */
  recordLoss(loss: {
    publisher: string;
    subject: string;
    fact: string;
    lost: string;
  }): Promise<void>;
  /** Makes every publication of the family due that is not being worked on: somebody wants it read now. */
  lookAgain(family: string): Promise<void>;
  /**
   * Works on publications while no other process does. On PostgreSQL nobody else sees what was saved before the action has ended,
   * nor does `dueSubjects`, so an action is short.
   *
   * @param action - `confirm` throws when it may not be alone any more: asked immediately before each change in AWS. `save` writes
   * while alone, or not at all: what a process that was frozen found out long ago is not written over what is true
   */
  publishAlone<T>(
    action: (
      confirm: Confirm,
      save: (publication: PublicationRecord) => Promise<void>,
    ) => Promise<T>,
    options?: { heldMs?: number },
  ): Promise<T | undefined>;
}
