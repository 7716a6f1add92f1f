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

/** What the pages ask for: re-runs, how each family stands, and the last run that was good. */

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('smoke_test_builds', table => {
    table
      .string('rerun_of', 36)
      .comment('The build that this one repeats, which may be gone');
    table
      .text('overrides')
      .comment('JSON: what its caller changed of the profile');
    table.index(
      ['family', 'verdict', 'created_at', 'id'],
      'smoke_test_builds_family_verdict_idx',
    );
    // What is still being tested is always little, however long the history is.
    table.index(
      ['family', 'created_at', 'id'],
      'smoke_test_builds_undecided_idx',
      { predicate: knex.whereNull('verdict') },
    );
  });
  await knex.schema.alterTable('smoke_test_runs', table => {
    table.index(
      ['family', 'region', 'created_at', 'id'],
      'smoke_test_runs_family_region_idx',
      { predicate: knex.whereNotNull('verdict') },
    );
    table.index(
      ['family', 'created_at', 'id'],
      'smoke_test_runs_family_passed_idx',
      { predicate: knex.whereRaw("verdict = 'passed'") },
    );
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('smoke_test_runs', table => {
    table.dropIndex([], 'smoke_test_runs_family_passed_idx');
    table.dropIndex([], 'smoke_test_runs_family_region_idx');
  });
  await knex.schema.alterTable('smoke_test_builds', table => {
    table.dropIndex([], 'smoke_test_builds_undecided_idx');
    table.dropIndex([], 'smoke_test_builds_family_verdict_idx');
  });
  // For SQLite, Knex would drop the table and make it anew, and every run would go with its build.
  for (const column of ['overrides', 'rerun_of']) {
    await knex.raw('alter table ?? drop column ??', [
      'smoke_test_builds',
      column,
    ]);
  }
};
