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

/*
 * Ids are UUIDs kept as text, so that a malformed one in a URL finds nothing instead of being an error of PostgreSQL's.
 * Instants (`*_at`, `lease_until`) are epoch milliseconds and JSON is text: both read back exactly as they were written, and
 * alike on PostgreSQL and SQLite.
 */

/**
 * @param { import("knex").Knex.CreateTableBuilder } table
 * @param { string } name
 */
const runReference = (table, name) => {
  table.string('run_id', 36).notNullable().comment('The run it belongs to');
  table
    .foreign('run_id', `${name}_run_id_fk`)
    .references('id')
    .inTable('smoke_test_runs')
    .onDelete('CASCADE');
};

/**
 * @param { import("knex").Knex } knex
 */
const createBuilds = knex =>
  knex.schema.createTable('smoke_test_builds', table => {
    table.comment('Executions of a template that made images of one family');
    table.string('id', 36).primary().comment('UUID');
    table
      .text('key')
      .notNullable()
      .comment('Identifies the build to its caller: the same key, one build');
    table
      .string('body_hash', 128)
      .notNullable()
      .comment('Hash of what was asked for; another one is a conflict');
    table.string('family', 63).notNullable().comment('The image family');
    table
      .text('entity_ref')
      .notNullable()
      .comment('The catalog entity of the family');
    table
      .string('profile_name', 63)
      .notNullable()
      .comment('The name of the profile');
    table
      .text('profile')
      .notNullable()
      .comment('JSON: the profile as it was when the build was accepted');
    table.string('source', 16).notNullable().comment('`packer` or `api`');
    table.text('packer').comment('JSON: which execution of Packer it was');
    table.text('lineage').comment('JSON: where the images come from');
    table.text('images').notNullable().comment('JSON: the images, by region');
    table.text('created_by').notNullable().comment('The subject that sent it');
    table
      .bigInteger('created_at')
      .notNullable()
      .comment('When it was accepted');
    table
      .string('status', 16)
      .notNullable()
      .comment('`running`, or `finished` once every run is');
    table
      .string('verdict', 16)
      .comment('Settled when every run has one: the worst of them');
    table.text('reason').comment('Why, in one sentence');
    table.bigInteger('verdict_at').comment('When the verdict was settled');
    table.bigInteger('finished_at').comment('When the last run finished');
    table
      .integer('event_seq')
      .notNullable()
      .comment('The number of the last event; raised in its transaction');

    table.unique(['key'], { indexName: 'smoke_test_builds_key_uniq' });
    table.index(['created_at', 'id'], 'smoke_test_builds_created_idx');
    table.index(
      ['entity_ref', 'created_at', 'id'],
      'smoke_test_builds_entity_created_idx',
    );
    table.index(
      ['family', 'created_at', 'id'],
      'smoke_test_builds_family_created_idx',
    );
    table.index(
      ['verdict', 'created_at', 'id'],
      'smoke_test_builds_verdict_created_idx',
    );
    table.index(
      ['status', 'created_at', 'id'],
      'smoke_test_builds_status_created_idx',
    );
  });

/**
 * @param { import("knex").Knex } knex
 */
const createRuns = knex =>
  knex.schema.createTable('smoke_test_runs', table => {
    table.comment('Smoke tests of one image on one instance type');
    table.string('id', 36).primary().comment('UUID');
    table
      .string('build_id', 36)
      .notNullable()
      .comment('The build it is part of');
    table
      .integer('position')
      .notNullable()
      .comment('Its place among the runs of the build');
    table.string('family', 63).notNullable().comment('The image family');
    table
      .string('profile_name', 63)
      .notNullable()
      .comment('The name of the profile');
    table
      .string('network_hash', 64)
      .notNullable()
      .comment('Hash of how its instance is reached: a pass proves that way');
    table.string('account_id', 12).notNullable().comment('The AWS account');
    table.string('region', 32).notNullable().comment('The AWS region');
    table.string('image_id', 32).notNullable().comment('The AMI');
    table.string('instance_type', 64).notNullable().comment('e.g. `t3.micro`');
    table.string('stage', 16).notNullable().comment('Which part it is in');
    table
      .text('stages')
      .notNullable()
      .comment('JSON: every stage it has entered, and when');
    table.string('verdict', 16).comment('Given once');
    table.text('reason').comment('Why, in one sentence');
    table
      .string('cleanup', 16)
      .notNullable()
      .comment('`pending`, `clean` or `leaked`');
    table.bigInteger('created_at').notNullable().comment('When it was planned');
    table.bigInteger('launched_at').comment('When RunInstances answered');
    table
      .bigInteger('online_at')
      .comment('The first answer that showed it running: zero of every offset');
    table.bigInteger('verdict_at').comment('When the verdict was given');
    table.bigInteger('finished_at').comment('When nothing was left to do');
    table.string('instance_id', 32).comment('The instance');
    table.string('availability_zone', 32).comment('Where the instance is');
    table.string('address', 64).comment('Where the checks are sent');
    table
      .bigInteger('observed_ms')
      .notNullable()
      .comment('For how long its checks were asked, over all its drivers');
    table.text('checks').notNullable().comment('JSON: where each check stands');
    table.integer('screenshots').notNullable().comment('How many were taken');
    table
      .bigInteger('console_bytes')
      .notNullable()
      .comment('Size of the console log so far, redacted');
    table
      .text('archive_folder')
      .notNullable()
      .comment('Its folder in the archive: s3://bucket/folder/');
    table
      .bigInteger('cancel_requested_at')
      .comment('When somebody asked for it to be cancelled');
    table
      .integer('epoch')
      .notNullable()
      .comment('Counts the claims; every write says which one it belongs to');
    table.string('lease_owner', 255).comment('The worker that drives it');
    table
      .bigInteger('lease_until')
      .comment('Until when, by the clock of the database; then it is free');

    table
      .foreign('build_id', 'smoke_test_runs_build_id_fk')
      .references('id')
      .inTable('smoke_test_builds')
      .onDelete('CASCADE');
    table.unique(['build_id', 'position'], {
      indexName: 'smoke_test_runs_build_position_uniq',
    });
    table.index(['image_id', 'region'], 'smoke_test_runs_image_region_idx');
    table.index(['region', 'build_id'], 'smoke_test_runs_region_build_idx');
    table.index(
      ['network_hash', 'verdict'],
      'smoke_test_runs_network_verdict_idx',
    );
    table.index(['lease_owner'], 'smoke_test_runs_lease_owner_idx');
    // Claims look at what is under way or waiting, however long the history is.
    table.index(
      ['account_id', 'region', 'created_at', 'position', 'id'],
      'smoke_test_runs_unfinished_idx',
      { predicate: knex.whereRaw("stage <> 'finished'") },
    );
  });

/**
 * @param { import("knex").Knex } knex
 */
const createBuildEvents = knex =>
  knex.schema.createTable('smoke_test_build_events', table => {
    table.comment('What happened in a build, in order; only ever added to');
    table.string('build_id', 36).notNullable().comment('The build');
    table
      .integer('seq')
      .notNullable()
      .comment('From 1 without gaps, in the order of the commits');
    table.bigInteger('at').notNullable().comment('When it was written');
    table.string('type', 32).notNullable().comment('What kind of event');
    table.string('run_id', 36).comment('The run that it is about, if one');
    table.text('message').notNullable().comment('The same for people');
    table.text('data').comment('JSON: what else this type of event tells');

    table.primary(['build_id', 'seq']);
    table
      .foreign('build_id', 'smoke_test_build_events_build_id_fk')
      .references('id')
      .inTable('smoke_test_builds')
      .onDelete('CASCADE');
    table.index(['run_id', 'type'], 'smoke_test_build_events_run_type_idx');
  });

/**
 * @param { import("knex").Knex } knex
 */
const createScreenshots = knex =>
  knex.schema.createTable('smoke_test_screenshots', table => {
    table.comment('Screenshots, or why there is none; each is written once');
    runReference(table, 'smoke_test_screenshots');
    table
      .integer('offset_ms')
      .notNullable()
      .comment('The moment it was due, from online');
    table.integer('taken_at_ms').comment('When EC2 answered, from online');
    table.text('path').comment('Of the picture in the folder of the run');
    table.text('thumbnail_path').comment('Of its thumbnail there');
    table.string('sha256', 64).comment('Of the bytes that EC2 gave');
    table.integer('bytes').comment('How many they were');
    table.text('missing').comment('Why there is none');

    table.primary(['run_id', 'offset_ms']);
  });

/**
 * @param { import("knex").Knex } knex
 */
const createConsoleChunks = knex =>
  knex.schema.createTable('smoke_test_console_chunks', table => {
    table.comment('What each console reading added to the log');
    runReference(table, 'smoke_test_console_chunks');
    table.integer('seq').notNullable().comment('Their order, from 1');
    table.integer('offset_ms').notNullable().comment('Read when, from online');
    table.text('text').notNullable().comment('Redacted text');

    table.primary(['run_id', 'seq']);
  });

/**
 * @param { import("knex").Knex } knex
 */
const createCheckAttempts = knex =>
  knex.schema.createTable('smoke_test_check_attempts', table => {
    table.comment('Attempts of a check in a row that had the same outcome');
    runReference(table, 'smoke_test_check_attempts');
    table.text('check_name').notNullable().comment('The name of the check');
    table.integer('position').notNullable().comment('Their order, from 0');
    table.string('outcome', 16).notNullable().comment('What came of them');
    table.text('detail').notNullable().comment('The answer in words');
    table.integer('count').notNullable().comment('How many attempts');
    table.integer('first_offset_ms').notNullable().comment('The first of them');
    table.integer('last_offset_ms').notNullable().comment('The last of them');

    table.primary(['run_id', 'check_name', 'position']);
  });

/**
 * @param { import("knex").Knex } knex
 */
const createObjects = knex =>
  knex.schema.createTable('smoke_test_objects', table => {
    table.comment('Objects in the folder of a run in the archive');
    runReference(table, 'smoke_test_objects');
    table.string('path', 255).notNullable().comment('In the folder of the run');
    table.string('content_type', 127).notNullable().comment('Its media type');
    table.string('sha256', 64).notNullable().comment('Of its bytes');
    table.integer('size').notNullable().comment('How many bytes');
    table.bigInteger('written_at').notNullable().comment('When it came here');
    table.binary('body').comment('Its bytes while they wait for the archive');

    table.primary(['run_id', 'path']);
    table.index(['written_at', 'run_id'], 'smoke_test_objects_waiting_idx', {
      predicate: knex.whereNotNull('body'),
    });
  });

/**
 * @param { import("knex").Knex } knex
 */
const createLedger = knex =>
  knex.schema.createTable('smoke_test_ledger', table => {
    table.comment(
      'All that runs made or mean to make in AWS; proof it is gone',
    );
    table.string('id', 36).primary().comment('UUID');
    runReference(table, 'smoke_test_ledger');
    table.string('account_id', 12).notNullable().comment('The AWS account');
    table.string('region', 32).notNullable().comment('The AWS region');
    table.string('kind', 32).notNullable().comment('What kind of thing');
    table
      .text('request')
      .comment('JSON: the request, to be sent again as it is');
    table
      .string('token', 255)
      .notNullable()
      .comment('What it is found by when its answer was lost');
    table
      .string('resource_id', 255)
      .comment('The id that AWS gave it, once known');
    table
      .string('state', 16)
      .notNullable()
      .comment('`intended`, `exists`, `refused` or `gone`');
    table
      .bigInteger('intended_at')
      .notNullable()
      .comment('When it was written');
    table.bigInteger('gone_at').comment('When it was seen gone');
    table.text('proof').comment('How it was seen gone');

    table.unique(['run_id', 'kind', 'token'], {
      indexName: 'smoke_test_ledger_run_kind_token_uniq',
    });
    table.index(['intended_at', 'id'], 'smoke_test_ledger_open_idx', {
      predicate: knex.whereRaw("state in ('intended', 'exists')"),
    });
  });

/**
 * @param { import("knex").Knex } knex
 */
const createInstallation = knex =>
  knex.schema.createTable('smoke_test_installation', table => {
    table.comment('The installation that used this database first: one row');
    table.integer('id').primary().comment('Always 1');
    table
      .string('owner', 63)
      .notNullable()
      .comment('The id of the installation');
    table.bigInteger('created_at').notNullable().comment('When it came first');
  });

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await createBuilds(knex);
  await createRuns(knex);
  await createBuildEvents(knex);
  await createScreenshots(knex);
  await createConsoleChunks(knex);
  await createCheckAttempts(knex);
  await createObjects(knex);
  await createLedger(knex);
  await createInstallation(knex);
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('smoke_test_installation');
  await knex.schema.dropTable('smoke_test_ledger');
  await knex.schema.dropTable('smoke_test_objects');
  await knex.schema.dropTable('smoke_test_check_attempts');
  await knex.schema.dropTable('smoke_test_console_chunks');
  await knex.schema.dropTable('smoke_test_screenshots');
  await knex.schema.dropTable('smoke_test_build_events');
  await knex.schema.dropTable('smoke_test_runs');
  await knex.schema.dropTable('smoke_test_builds');
};
