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

// @ts-check

/**
 * @param { import("knex").Knex } knex
 */
const createActs = knex =>
  knex.schema.createTable('smoke_test_promotion_acts', table => {
    table.comment('What was decided about channels; only ever added to');
    table.bigIncrements('seq').comment('In the order of the commits');
    table.string('id', 36).notNullable().comment('UUID');
    table.string('type', 32).notNullable().comment('What kind of act');
    table.string('family', 63).notNullable().comment('The image family');
    table
      .string('channel', 63)
      .comment('The channel; none: it is about all of them');
    // No reference: the history outlives the build.
    table.string('build_id', 36).notNullable().comment('The build');
    table
      .text('images')
      .notNullable()
      .comment('JSON: its images, with account and region');
    table.text('by').notNullable().comment('The subject that did it');
    table
      .bigInteger('at')
      .notNullable()
      .comment('When, by the clock of the database');
    table.text('reason').comment('Why, in the words of who did it');
    table
      .string('replaces', 36)
      .comment('The build that was on the channel until then');
    table.text('decision').comment('JSON: what the gate said');
    table
      .string('waiver_id', 36)
      .comment('The waiver that it gives (its own id) or withdraws');
    table.string('rule', 32).comment('The rule that a waiver is about');
    table.bigInteger('expires_at').comment('Until when a waiver holds');
    table.string('because', 36).comment('The act that it belongs to');

    table.unique(['id'], { indexName: 'smoke_test_promotion_acts_id_uniq' });
    table.index(
      ['family', 'channel', 'seq'],
      'smoke_test_promotion_acts_channel_idx',
    );
    table.index(['family', 'seq'], 'smoke_test_promotion_acts_family_idx');
    table.index(['build_id', 'seq'], 'smoke_test_promotion_acts_build_idx');
    table.index(['waiver_id'], 'smoke_test_promotion_acts_waiver_idx', {
      predicate: knex.whereNotNull('waiver_id'),
    });
  });

/**
 * @param { import("knex").Knex } knex
 */
const createAssignments = knex =>
  knex.schema.createTable('smoke_test_assignments', table => {
    table.comment('Which image is to be on a channel in a region: desired');
    table.string('family', 63).notNullable().comment('The image family');
    table.string('channel', 63).notNullable().comment('The channel');
    table.string('account_id', 12).notNullable().comment('The AWS account');
    table.string('region', 32).notNullable().comment('The AWS region');
    table.string('image_id', 32).comment('The AMI; none: it is empty');
    table.string('build_id', 36).comment('The build that it was promoted as');
    table.string('act_id', 36).notNullable().comment('The act that said so');
    table.bigInteger('since').notNullable().comment('When it was said');
    table
      .integer('generation')
      .notNullable()
      .comment('Counts the changes; publishers say which one they saw');

    table.primary(['family', 'channel', 'account_id', 'region']);
    table.index(['image_id'], 'smoke_test_assignments_image_idx');
    table.index(['build_id'], 'smoke_test_assignments_build_idx');
  });

/**
 * @param { import("knex").Knex } knex
 */
const createPromotedImages = knex =>
  knex.schema.createTable('smoke_test_promoted_images', table => {
    table.comment('Images that were ever promoted or revoked');
    table.string('account_id', 12).notNullable().comment('The AWS account');
    table.string('region', 32).notNullable().comment('The AWS region');
    table.string('image_id', 32).notNullable().comment('The AMI');
    table.string('family', 63).notNullable().comment('The image family');
    table
      .string('build_id', 36)
      .notNullable()
      .comment('The build that it was promoted or revoked as');
    table
      .text('was_on')
      .notNullable()
      .defaultTo('[]')
      .comment('JSON: the channels that it ever was on');
    table
      .bigInteger('left_at')
      .comment('When it left its last channel; none while it is on one');
    table.string('revoked_act_id', 36).comment('The act that revoked it');
    table.bigInteger('revoked_at').comment('When it was revoked');
    table.text('revoked_by').comment('By whom');
    table.text('revoked_reason').comment('Why');
    table
      .integer('generation')
      .notNullable()
      .comment('Counts the changes of its channels, and its revocation');

    // Images are asked for by their ids, which no two regions share.
    table.primary(['image_id', 'region', 'account_id']);
    table.index(['family'], 'smoke_test_promoted_images_family_idx');
  });

/**
 * @param { import("knex").Knex } knex
 */
const createPublications = knex =>
  knex.schema.createTable('smoke_test_publications', table => {
    table.comment('How far publishers have carried what is desired into AWS');
    table.string('publisher', 63).notNullable().comment('Its name');
    table
      .string('subject', 255)
      .notNullable()
      .comment('family/channel/account/region, or account/region/image');
    table.string('family', 63).notNullable().comment('The image family');
    table.string('channel', 63).comment('The channel, if it is about one');
    table.string('account_id', 12).notNullable().comment('The AWS account');
    table.string('region', 32).notNullable().comment('The AWS region');
    table.string('image_id', 32).comment('The AMI');
    table
      .integer('generation')
      .notNullable()
      .comment('Of what was desired when AWS was read last');
    table
      .string('state', 16)
      .notNullable()
      .comment('`pending`, `agreed`, `drifted` or `failing`');
    table.text('facts').notNullable().comment('JSON: desired and observed');
    table.text('message').comment('What is wrong, and the way out');
    table.integer('attempts').notNullable().comment('Since it last agreed');
    table.bigInteger('checked_at').comment('When AWS was read last');
    table.bigInteger('agreed_at').comment('When it was read last as desired');
    table.bigInteger('next_at').notNullable().comment('When to look again');

    table.primary(['publisher', 'subject']);
    table.index(['next_at'], 'smoke_test_publications_next_idx');
    table.index(['family'], 'smoke_test_publications_family_idx');
  });

/**
 * @param { import("knex").Knex } knex
 */
const createLosses = knex =>
  knex.schema.createTable('smoke_test_publication_losses', table => {
    table.comment('What a change in AWS was going to lose; only ever added to');
    table.bigIncrements('seq');
    table.bigInteger('at').notNullable().comment('Before the change');
    table.string('publisher', 63).notNullable().comment('Who changed it');
    table.string('subject', 255).notNullable().comment('As in publications');
    table.text('fact').notNullable().comment('What was changed');
    table.text('lost').notNullable().comment('How it was');

    table.index(['subject'], 'smoke_test_publication_losses_subject_idx');
  });

/**
 * @param { import("knex").Knex } knex
 */
const createNotices = knex =>
  knex.schema.createTable('smoke_test_promotion_notices', table => {
    table.comment('What people are to be told about promotion, each once');
    table.string('key', 255).primary().comment('What it is about');
    table.string('family', 63).notNullable().comment('The image family');
    table.text('entity_ref').notNullable().comment('Whose owners are told');
    table.text('recipients').notNullable().comment('JSON: who else');
    table.text('payload').notNullable().comment('JSON: what they are told');
    table.bigInteger('at').notNullable().comment('When it came up');
    table.bigInteger('sent_at').comment('When they were told');
    table.integer('attempts').notNullable().comment('How often it was tried');

    table.index(['at'], 'smoke_test_promotion_notices_unsent_idx', {
      predicate: knex.whereNull('sent_at'),
    });
  });

/**
 * @param { import("knex").Knex } knex
 * @param { string } which
 */
const indexRegions = (knex, which) =>
  knex.schema.alterTable('smoke_test_runs', table => {
    table.dropIndex([], 'smoke_test_runs_family_region_idx');
    table.index(
      ['family', 'region', 'created_at', 'id'],
      'smoke_test_runs_family_region_idx',
      { predicate: knex.whereRaw(which) },
    );
  });

/**
 * How a family stands is told from its own builds, along indexes that have no re-tests in them: these come by themselves, and may
 * be many between two builds.
 *
 * @param { import("knex").Knex } knex
 */
const leaveOutRetests = async knex => {
  await knex.schema.alterTable('smoke_test_builds', table => {
    const noRetest = knex.whereRaw("source <> 'retest'");
    table.index(
      ['family', 'created_at', 'id'],
      'smoke_test_builds_family_own_idx',
      { predicate: noRetest },
    );
    table.index(
      ['family', 'verdict', 'created_at', 'id'],
      'smoke_test_builds_family_own_verdict_idx',
      { predicate: noRetest },
    );
  });
  await knex.schema.alterTable('smoke_test_runs', table => {
    table
      .boolean('retest')
      .notNullable()
      .defaultTo(false)
      .comment('Whether its build is a re-test');
  });
  await indexRegions(knex, 'verdict is not null and not retest');
};

/**
 * @param { import("knex").Knex } knex
 */
const takeInRetests = async knex => {
  await indexRegions(knex, 'verdict is not null');
  // For SQLite, Knex would drop the table and make it anew, and what belongs to its rows would go with them.
  await knex.raw('alter table ?? drop column ??', [
    'smoke_test_runs',
    'retest',
  ]);
  await knex.schema.alterTable('smoke_test_builds', table => {
    table.dropIndex([], 'smoke_test_builds_family_own_verdict_idx');
    table.dropIndex([], 'smoke_test_builds_family_own_idx');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await leaveOutRetests(knex);
  await createActs(knex);
  await createAssignments(knex);
  await createPromotedImages(knex);
  await createPublications(knex);
  await createLosses(knex);
  await createNotices(knex);
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('smoke_test_promotion_notices');
  await knex.schema.dropTable('smoke_test_publication_losses');
  await knex.schema.dropTable('smoke_test_publications');
  await knex.schema.dropTable('smoke_test_promoted_images');
  await knex.schema.dropTable('smoke_test_assignments');
  await knex.schema.dropTable('smoke_test_promotion_acts');
  await takeInRetests(knex);
};
