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

import { z } from 'zod';
import { STAGES } from '../stages';

/**
 * What a smoke test says about an image.
 *
 * - `passed`: every required check answered within its budget
 * - `failed`: the image is at fault
 * - `errored`: AWS or we are at fault; says nothing about the image
 * - `cancelled`: someone stopped it
 *
 * @public
 */
export const verdictSchema = z
  .enum(['passed', 'failed', 'errored', 'cancelled'])
  .meta({ id: 'Verdict' });

/** {@inheritDoc verdictSchema} @public */
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * One part of a run, in the order in which they happen; `finished` is the end.
 *
 * @public
 */
export const stageSchema = z.enum(STAGES).meta({ id: 'Stage' });

/** {@inheritDoc stageSchema} @public */
export type Stage = z.infer<typeof stageSchema>;

/**
 * Whether everything that a run made in AWS was seen gone: `pending` while it is not, `leaked` when it stayed although its
 * removal was asked for again and again.
 *
 * @public
 */
export const cleanupSchema = z
  .enum(['pending', 'clean', 'leaked'])
  .meta({ id: 'Cleanup' });

/** {@inheritDoc cleanupSchema} @public */
export type Cleanup = z.infer<typeof cleanupSchema>;

/** The name of an image family: the rules of a catalog entity's name. @public */
export const familySchema = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$/,
    'must be letters and digits, with single `-`, `_` or `.` between them, e.g. `web-base`',
  )
  .meta({ description: 'The image family, e.g. `web-base`' });

/**
 * What a build is of: an image family, or, when it is the verification of a profile, `profile:` and the profile's name, which no
 * family can be called.
 *
 * @public
 */
export const buildFamilySchema = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^([A-Za-z0-9]+([-_.][A-Za-z0-9]+)*|profile:[\w.-]+)$/,
    'must be an image family, e.g. `web-base`, or a verified profile, e.g. `profile:default`',
  )
  .meta({
    description:
      'The image family, e.g. `web-base`; of the verification of a profile `profile:<name>`',
  });

/** An AWS region, e.g. `eu-central-1`. @public */
export const regionSchema = z
  .string()
  .max(32)
  .regex(
    /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/,
    'must be an AWS region, e.g. `eu-central-1`',
  )
  .meta({ description: 'An AWS region, e.g. `eu-central-1`' });

/** An AMI's id. @public */
export const imageIdSchema = z
  .string()
  .regex(
    /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/,
    'must be an AMI id, e.g. `ami-0abcdef1234567890`',
  )
  .meta({ description: 'An AMI id, e.g. `ami-0abcdef1234567890`' });

/** An instant: RFC 3339 in UTC with milliseconds. @public */
export const instantSchema = z.iso
  .datetime()
  .meta({ description: 'An instant, RFC 3339 in UTC' });

/** A duration or an offset in whole milliseconds. @public */
export const millisecondsSchema = z
  .number()
  .int()
  .min(0)
  .meta({ description: 'Milliseconds' });
