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

import { createHash, randomUUID } from 'node:crypto';
import type {
  createBuildRequestSchema,
  verifyProfileRequestSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import stringify from 'fast-json-stable-stringify';
import type { z } from 'zod';

const LONGEST_KEY = 200;

/** The body of `POST /builds` with its defaults. */
export type BuildRequest = z.output<typeof createBuildRequestSchema>;

/**
 * What makes two posts the same build: its key, and a hash of everything that was asked for.
 *
 * Packer gives one `PACKER_RUN_UUID` to all that one `packer build` makes, so the name of the build belongs to the key; so does
 * the type of its builder, because in HCL2 sources of different builders may have the same name. Without anything that
 * identifies it, every post is a new build.
 */
export function identityOf(request: BuildRequest): {
  key: string;
  bodyHash: string;
} {
  const { packer, key, family } = request;
  const parts = packer
    ? ['packer', packer.runUuid, packer.builderType, packer.buildName]
    : ['key', family, key ?? randomUUID()];
  return { key: toKey(parts), bodyHash: sha256(stringify(request)) };
}

/** The same of a verification, which is identified by the key that its caller gave it, if any. */
export function identityOfVerification(
  profile: string,
  request: z.output<typeof verifyProfileRequestSchema>,
): { key: string; bodyHash: string } {
  const parts = ['verification', profile, request.key ?? randomUUID()];
  return { key: toKey(parts), bodyHash: sha256(stringify(request)) };
}

/** The same of a re-test: the one that was due at an instant is one, whoever admits it, and however often. */
export function identityOfRetest(
  channel: string,
  buildId: string,
  due: Date,
): { key: string; bodyHash: string } {
  const key = toKey(['retest', channel, buildId, due.toISOString()]);
  return { key, bodyHash: sha256(key) };
}

/** The parts, told apart by slashes that none of them has; a hash of them where that would be too long for an index. */
function toKey(parts: string[]): string {
  const key = parts.map(encodeURIComponent).join('/');
  return key.length <= LONGEST_KEY ? key : `${parts[0]}/${sha256(key)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
