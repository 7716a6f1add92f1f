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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import type { PublicationRecord } from '../../database/PromotionStore';
import {
  ACTS,
  ASSIGNMENTS,
  type ActRow,
  type AssignmentRow,
} from '../../database/tables';

/** A family's rows as they are in the database. */
export interface Rows {
  acts: ActRow[];
  assignments: AssignmentRow[];
}

export async function readRows(knex: Knex, family: string): Promise<Rows> {
  const acts = await knex(ACTS).where({ family }).orderBy('seq');
  const assignments = await knex(ASSIGNMENTS)
    .where({ family })
    .orderBy(['channel', 'account_id', 'region']);
  return { acts, assignments };
}

/** What must hold after each step, whatever it was. */
export function expectExplained(
  before: Rows,
  after: Rows,
  { changedNothing }: { changedNothing: boolean },
): void {
  if (changedNothing) expect(after.assignments).toEqual(before.assignments);
  expect(after.acts.slice(0, before.acts.length)).toEqual(before.acts);
  expectNewestActs(after);
  expectNothingRevoked(after);
  for (const act of after.acts.slice(before.acts.length)) {
    expectAllowed(act, after.acts);
  }
}

/** Nothing is said to be agreed that was not read so. */
export function expectReadBack(publications: PublicationRecord[]): void {
  for (const { state, facts } of publications) {
    if (state !== 'agreed') continue;
    expect(facts.map(({ name, observed }) => ({ name, is: observed }))).toEqual(
      facts.map(({ name, desired }) => ({ name, is: desired })),
    );
  }
}

/** Both are the same. */
export function expectSame(found: unknown, wanted: unknown): void {
  expect(found).toEqual(wanted);
}

/** It is one of those. */
export function expectOneOf(possible: unknown[], found: unknown): void {
  expect(possible).toContainEqual(found);
}

/** What is on a channel is what its newest act put there, and nothing else. */
function expectNewestActs({ acts, assignments }: Rows): void {
  const channels = new Set(assignments.map(({ channel }) => channel));
  for (const act of acts)
    if (act.channel && isChange(act)) channels.add(act.channel);
  for (const channel of channels) {
    const newest = acts.findLast(
      act => isChange(act) && act.channel === channel,
    );
    const there = assignments
      .filter(row => row.channel === channel && row.image_id !== null)
      .map(row => [row.account_id, row.region, row.image_id, row.build_id]);
    const put = imagesOf(newest)
      .map(({ accountId, region, imageId }) => [
        accountId,
        region,
        imageId,
        newest?.build_id,
      ])
      .sort();
    expect(there.sort()).toEqual(put);
  }
}

/** No image of a build that was revoked is anywhere. */
function expectNothingRevoked({ acts, assignments }: Rows): void {
  const revoked = acts
    .filter(({ type }) => type === 'revocation')
    .flatMap(imagesOf)
    .map(({ imageId }) => imageId);
  const there = assignments.flatMap(row => row.image_id ?? []);
  expect(there.filter(imageId => revoked.includes(imageId))).toEqual([]);
}

/** Whatever comes to a channel was allowed: each rule had passed, or was waived by a waiver that held then. */
function expectAllowed(act: ActRow, acts: ActRow[]): void {
  if (act.type !== 'promotion' && act.type !== 'roll-back') return;
  const { decision, rules, channel, images, at } = JSON.parse(
    String(act.decision),
  );
  expect({ decision, channel, images }).toEqual({
    decision: 'allow',
    channel: act.channel,
    images: imagesOf(act),
  });
  expect(rules.length).toBeGreaterThan(0);
  for (const { rule, state, waiver } of rules) {
    if (state === 'pass') continue;
    expect(state).toBe('waived');
    const given = acts.find(({ id }) => id === waiver.id);
    expect(given).toMatchObject({ type: 'waiver', rule, channel });
    expect(imagesOf(given)).toEqual(expect.arrayContaining(imagesOf(act)));
    expect(Number(given?.seq)).toBeLessThan(Number(act.seq));
    expect(Number(given?.expires_at)).toBeGreaterThan(Date.parse(at));
    const withdrawn = acts.find(
      ({ type, waiver_id: id }) =>
        type === 'waiver-withdrawal' && id === waiver.id,
    );
    expect(Number(withdrawn?.seq ?? Infinity)).toBeGreaterThan(Number(act.seq));
  }
}

function isChange({ type }: ActRow): boolean {
  return ['promotion', 'roll-back', 'clearing'].includes(type);
}

function imagesOf(act: ActRow | undefined): Image[] {
  return act ? JSON.parse(act.images) : [];
}
