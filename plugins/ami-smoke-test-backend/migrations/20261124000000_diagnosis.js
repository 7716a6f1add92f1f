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

/** What the diagnosis says of each run, what it was made from, and how builds are found by it. */

const RUNS = 'smoke_test_runs';

/** Of the diagnosis, what lists show and filter by; the whole of it is read with one run only, so it has a table of its own. */
const COLUMNS = [
  'furthest_stage',
  'headline_id',
  'headline_category',
  'headline_severity',
  'headline_title',
];

/** Each leads from a filter to the builds that it finds, the newest first. */
const INDEXES = {
  smoke_test_runs_furthest_stage_idx: 'furthest_stage',
  smoke_test_runs_headline_idx: 'headline_id',
  smoke_test_runs_headline_category_idx: 'headline_category',
};

/**
 * @param { import("knex").Knex } knex
 */
const addColumns = knex =>
  knex.schema.alterTable(RUNS, table => {
    table.string('furthest_stage', 32).comment('How far the boot came');
    table.string('headline_id', 63).comment('What most likely went wrong');
    table.string('headline_category', 32).comment('What part that is of');
    table.string('headline_severity', 16).comment('How bad it is');
    table.text('headline_title').comment('What it is in words');
    for (const [index, column] of Object.entries(INDEXES)) {
      table.index([column, 'created_at', 'build_id'], index, {
        predicate: knex.whereNotNull(column),
      });
    }
  });

/**
 * @param { import("knex").Knex.CreateTableBuilder } table
 * @param { string } name
 */
const runReference = (table, name) => {
  table
    .foreign('run_id', `${name}_run_id_fk`)
    .references('id')
    .inTable(RUNS)
    .onDelete('CASCADE');
};

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await addColumns(knex);
  await knex.schema.createTable('smoke_test_diagnoses', table => {
    table.comment('What can be told from the console and screens of a run');
    table.string('run_id', 36).primary().comment('The run');
    table.text('diagnosis').notNullable().comment('JSON: the whole of it');
    runReference(table, 'smoke_test_diagnoses');
  });
  await knex.schema.createTable('smoke_test_screen_texts', table => {
    table.comment('What was read from screenshots');
    table.string('run_id', 36).notNullable().comment('The run');
    table.integer('offset_ms').notNullable().comment('Of the screenshot');
    table.text('text').notNullable().comment('Redacted text');
    table.primary(['run_id', 'offset_ms']);
    runReference(table, 'smoke_test_screen_texts');
  });
  await knex.schema.createTable('smoke_test_frame_prints', table => {
    table.comment(
      'By which the screenshots of unfinished runs are told apart; then they go',
    );
    table.string('run_id', 36).notNullable().comment('The run');
    table.integer('offset_ms').notNullable().comment('Of the screenshot');
    table.text('print').notNullable().comment('How it looks, roughly');
    table.primary(['run_id', 'offset_ms']);
    runReference(table, 'smoke_test_frame_prints');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('smoke_test_frame_prints');
  await knex.schema.dropTable('smoke_test_screen_texts');
  await knex.schema.dropTable('smoke_test_diagnoses');
  await knex.schema.alterTable(RUNS, table => {
    for (const index of Object.keys(INDEXES)) table.dropIndex([], index);
  });
  // For SQLite, Knex would drop the table and make it anew, and what belongs to its rows would go with them.
  for (const column of COLUMNS) {
    await knex.raw('alter table ?? drop column ??', [RUNS, column]);
  }
};
