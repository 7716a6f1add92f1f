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

import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Ready } from '@ami-smoke-test/demo';
import pLimit from 'p-limit';

const AT_ONCE = 16;

/** What S3 has of one object. */
export interface StoredObject {
  sha256: string;
  size: number;
  /** Of JSON documents. */
  text?: string;
}

/**
 * Everything that S3 has of the runs, by run id and path in the run's folder
 * (`<prefix>/<accountId>/<region>/<imageId>/<runId>/<path>`).
 */
export async function readBucket({
  endpoint,
  bucket,
}: S3Ready): Promise<Map<string, Map<string, StoredObject>>> {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'judge', secretAccessKey: 'local' },
  });
  const limit = pLimit(AT_ONCE);
  const runs = new Map<string, Map<string, StoredObject>>();
  let from: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: from }),
    );
    const keys = (page.Contents ?? []).map(({ Key = '' }) => Key);
    await Promise.all(
      keys.map(key =>
        limit(async () => {
          const [, , , , runId, ...path] = key.split('/');
          const objects = runs.get(runId) ?? new Map<string, StoredObject>();
          runs.set(runId, objects);
          objects.set(path.join('/'), await read(client, bucket, key));
        }),
      ),
    );
    from = page.NextContinuationToken;
  } while (from);
  client.destroy();
  return runs;
}

async function read(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<StoredObject> {
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: bucket, Key: key }),
  );
  const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    ...(key.endsWith('.json') && { text: bytes.toString() }),
  };
}
