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
 * What an installation needs that is left alone: retention, the pins that keep from it, the passes that prove a network, and what
 * the reaper found.
 */

/**
 * For SQLite, Knex would drop the table and make it anew, and what belongs to its rows would go with them.
 *
 * @param { import("knex").Knex } knex
 * @param { string } table
 * @param { string[] } columns
 */
const dropColumns = async (knex, table, columns) => {
  for (const column of columns) {
    await knex.raw('alter table ?? drop column ??', [table, column]);
  }
};

/**
 * @param { import("knex").Knex } knex
 */
const addRetention = async knex => {
  await knex.schema.alterTable('smoke_test_builds', table => {
    table.text('pinned_by').comment('Who pinned it, so that it is kept');
    table.bigInteger('pinned_at').comment('When it was pinned');
    table
      .bigInteger('expired_at')
      .comment('When retention took it: from then on nobody is told of it');
    table.index(['expired_at', 'id'], 'smoke_test_builds_expired_idx', {
      predicate: knex.whereNotNull('expired_at'),
    });
  });
  await knex.schema.alterTable('smoke_test_runs', table => {
    table.bigInteger('expired_at').comment('When retention took its build');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
const removeRetention = async knex => {
  await knex.schema.alterTable('smoke_test_builds', table => {
    table.dropIndex([], 'smoke_test_builds_expired_idx');
  });
  await dropColumns(knex, 'smoke_test_runs', ['expired_at']);
  await dropColumns(knex, 'smoke_test_builds', [
    'expired_at',
    'pinned_at',
    'pinned_by',
  ]);
};

/**
 * The newest pass in a network is told with each profile, however many there are.
 *
 * @param { import("knex").Knex } knex
 */
const indexPasses = async knex => {
  await knex.schema.alterTable('smoke_test_runs', table => {
    table.dropIndex([], 'smoke_test_runs_network_verdict_idx');
    table.index(
      ['network_hash', 'created_at', 'id'],
      'smoke_test_runs_network_passed_idx',
      { predicate: knex.whereRaw("verdict = 'passed'") },
    );
  });
};

/**
 * @param { import("knex").Knex } knex
 */
const unindexPasses = async knex => {
  await knex.schema.alterTable('smoke_test_runs', table => {
    table.dropIndex([], 'smoke_test_runs_network_passed_idx');
    table.index(
      ['network_hash', 'verdict'],
      'smoke_test_runs_network_verdict_idx',
    );
  });
};

/**
 * @param { import("knex").Knex } knex
 */
const createReaper = async knex => {
  await knex.schema.alterTable('smoke_test_ledger', table => {
    table.index(['resource_id'], 'smoke_test_ledger_resource_idx');
  });
  await knex.schema.createTable('smoke_test_reaper_findings', table => {
    table.comment('What the reaper found in AWS that no run looks after');
    table.string('id', 36).primary().comment('UUID');
    table.string('account_id', 12).notNullable().comment('The AWS account');
    table.string('region', 32).notNullable().comment('The AWS region');
    table.string('kind', 32).notNullable().comment('What kind of thing');
    table
      .string('resource_id', 255)
      .notNullable()
      .comment('Its id, or its token while it has none');
    table.string('name', 255).comment('Of key pairs and security groups');
    table
      .string('run_id', 256)
      .comment('The run that it says it is of, which may never have been');
    table.text('why').notNullable().comment('Why it was found');
    table
      .string('action', 16)
      .notNullable()
      .comment('`left`, `removing`, `removed` or `settled`');
    table.text('detail').comment('How it was seen gone, or what prevents that');
    table
      .bigInteger('first_seen_at')
      .notNullable()
      .comment('When it was found');
    table
      .bigInteger('last_seen_at')
      .notNullable()
      .comment('When it was last seen, or seen gone');

    table.unique(['account_id', 'region', 'kind', 'resource_id'], {
      indexName: 'smoke_test_reaper_findings_thing_uniq',
    });
    table.index(
      ['last_seen_at', 'id'],
      'smoke_test_reaper_findings_last_seen_idx',
    );
  });
  await knex.schema.createTable('smoke_test_reaper_looks', table => {
    table.comment('When the reaper last looked, a row for each place');
    table.string('account_id', 12).notNullable().comment('The AWS account');
    table.string('region', 32).notNullable().comment('The AWS region');
    table.bigInteger('looked_at').notNullable().comment('When it last looked');
    table.text('trouble').comment('Why it could not, if it could not');
    table.primary(['account_id', 'region']);
  });
};

/**
 * @param { import("knex").Knex } knex
 */
const dropReaper = async knex => {
  await knex.schema.dropTable('smoke_test_reaper_looks');
  await knex.schema.dropTable('smoke_test_reaper_findings');
  await knex.schema.alterTable('smoke_test_ledger', table => {
    table.dropIndex([], 'smoke_test_ledger_resource_idx');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await addRetention(knex);
  await indexPasses(knex);
  await createReaper(knex);
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await dropReaper(knex);
  await unindexPasses(knex);
  await removeRetention(knex);
};
