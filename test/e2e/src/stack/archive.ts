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

/** The objects of a run's folder, by path, as any S3 client reads them. */
export async function readArchive(
  endpoint: string,
  url: string,
): Promise<Map<string, Buffer>> {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'reader', secretAccessKey: 'local' },
  });
  const objects = new Map<string, Buffer>();
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
  );
  for (const { Key = '' } of Contents) {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key }),
    );
    const bytes = await Body?.transformToByteArray();
    objects.set(Key.slice(prefix.length), Buffer.from(bytes ?? []));
  }
  client.destroy();
  return objects;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
