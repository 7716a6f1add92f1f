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

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { serve } from './serve';

/** The one bucket that there is. */
const BUCKET = 'ami-smoke-test';

/** A local S3, in memory, on the loopback interface only. Argument: the port, 0 for a free one. */
serve(async () => {
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false, host: '127.0.0.1' });
  const endpoint = await app.listen({
    host: '127.0.0.1',
    port: Number(process.argv[2] ?? 0),
  });
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  client.destroy();
  return {
    ready: { endpoint, bucket: BUCKET },
    stop: () => app.close(),
  };
});
