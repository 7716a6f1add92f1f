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

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { SmokeTestConfig } from '../../config';
import { S3Archive } from '../S3Archive';

/** Jest cannot load ES modules; as a process of its own the server can also be stopped and frozen as a real one. It ends with whoever started it. */
const SERVER = `
  import { buildApp } from 'fauxqs';
  const app = buildApp({ logger: false });
  const url = await app.listen({ host: '127.0.0.1', port: Number(process.argv[1]) });
  process.stdout.write(url + '\\n');
  process.stdin.resume().on('end', () => process.exit());
`;

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

/** What any AWS account is reached with here. */
export const credentials: AwsCredentialsManager = {
  getCredentialProvider: async () => ({
    sdkCredentialProvider: async () => CREDENTIALS,
  }),
};

/** A real S3 server in memory, with one bucket. */
export class LocalS3 {
  static readonly bucket = 'evidence';
  #server: ChildProcess | undefined;
  #url = '';

  static async start(): Promise<LocalS3> {
    const s3 = new LocalS3();
    await s3.up();
    return s3;
  }

  get url(): string {
    return this.#url;
  }

  /** A plain client, as anybody could use. */
  get client(): S3Client {
    return new S3Client({
      region: 'eu-central-1',
      endpoint: this.#url,
      forcePathStyle: true,
      credentials: CREDENTIALS,
    });
  }

  archive(changes: Partial<SmokeTestConfig['archive']['s3']> = {}): S3Archive {
    return archiveAt(this.#url, changes);
  }

  /** Starts it, again at the address that it had, with an empty bucket. */
  async up(): Promise<void> {
    const port = this.#url ? new URL(this.#url).port : '0';
    this.#server = spawn(
      process.execPath,
      ['--input-type=module', '--eval', SERVER, port],
      { stdio: ['pipe', 'pipe', 'inherit'], cwd: __dirname },
    );
    const [line] = await once(this.#server.stdout!, 'data');
    this.#url = String(line).trim();
    await this.client.send(new CreateBucketCommand({ Bucket: LocalS3.bucket }));
  }

  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  /** It accepts connections and never answers. */
  freeze(): void {
    this.#server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#server?.kill('SIGCONT');
  }
}

/** The archive in a bucket of any server. */
export function archiveAt(
  endpoint: string,
  changes: Partial<SmokeTestConfig['archive']['s3']> = {},
): S3Archive {
  const config: Pick<SmokeTestConfig, 'archive'> = {
    archive: {
      s3: {
        bucket: LocalS3.bucket,
        region: 'eu-central-1',
        prefix: 'ami-smoke-test',
        endpoint,
        forcePathStyle: true,
        serverSideEncryption: 'AES256',
        ...changes,
      },
    },
  };
  return S3Archive.fromConfig(config, credentials);
}
