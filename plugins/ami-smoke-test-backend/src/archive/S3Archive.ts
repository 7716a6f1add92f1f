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

import {
  DeleteObjectsCommand,
  type _Error as KeyError,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { NotFoundError } from '@backstage/errors';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import type { Readable } from 'node:stream';
import type { SmokeTestConfig } from '../config';
import { credentialsOf } from '../credentials';
import {
  type Archive,
  type ArchiveObject,
  ArchiveUnavailableError,
  ObjectRefusedError,
  ObjectsNotDeletedError,
  type RunFolder,
} from './Archive';
import { keyOf } from './keys';
import {
  explainS3Error,
  isMissing,
  isMissingBucket,
  isRefusal,
} from './s3Errors';
import { withIdleLimit } from './withIdleLimit';

type S3Config = SmokeTestConfig['archive']['s3'];

/** How long S3 is left alone after it could not take an object: those wait elsewhere meanwhile. */
const COOL_DOWN_MS = 3_000;

/**
 * How long S3 may take to store one object, a few hundred kilobytes at most but for long console logs. Shorter than a run's
 * lease: a driver that has lost its run is not still putting when the next one is.
 */
const PUT_TIMEOUT_MS = 5_000;
/** How long any other answer may take, with its body; of an object that is read, until its body begins. */
const ANSWER_TIMEOUT_MS = 10_000;
/** For how long nothing may come of an object that is being read. */
const IDLE_TIMEOUT_MS = 15_000;

/** How many keys one request deletes. */
const DELETE_AT_ONCE = 1_000;

/** The evidence, in an S3 bucket. */
export class S3Archive implements Archive {
  readonly #client: S3Client;
  readonly #config: S3Config;
  /** Opens at the first failure, so that with S3 away not every run waits out its time for every object. */
  readonly #breaker: CircuitBreakerPolicy = circuitBreaker(
    handleWhen(
      error =>
        error instanceof ArchiveUnavailableError &&
        !(error instanceof ObjectRefusedError),
    ),
    { halfOpenAfter: COOL_DOWN_MS, breaker: new ConsecutiveBreaker(1) },
  );
  #lastProblem = '';

  private constructor(client: S3Client, config: S3Config) {
    this.#client = client;
    this.#config = config;
  }

  /** The bucket of `amiSmokeTest.archive.s3`. */
  static fromConfig(
    config: Pick<SmokeTestConfig, 'archive'>,
    credentials: AwsCredentialsManager,
  ): S3Archive {
    const { s3 } = config.archive;
    // Newer checksums are not understood by every server that speaks S3.
    const checksums = s3.endpoint ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED';
    const client = new S3Client({
      region: s3.region,
      endpoint: s3.endpoint,
      forcePathStyle: s3.forcePathStyle,
      credentials: credentialsOf(credentials, s3.accountId),
      customUserAgent: 'ami-smoke-test',
      maxAttempts: 2,
      requestChecksumCalculation: checksums,
      responseChecksumValidation: checksums,
      requestHandler: new NodeHttpHandler({
        connectionTimeout: 2_000,
        // Until the answer begins.
        requestTimeout: ANSWER_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      }),
    });
    return new S3Archive(client, s3);
  }

  url(key: string): string {
    return `s3://${this.#config.bucket}/${key}`;
  }

  key(folder: RunFolder, path: string): string {
    return keyOf(this.#config.prefix, folder, path);
  }

  async put(
    object: ArchiveObject,
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    try {
      await this.#breaker.execute(() => this.#send(object, options.signal));
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
      throw new ArchiveUnavailableError(this.#lastProblem, { cause: error });
    }
  }

  async get(
    key: string,
  ): Promise<{ body: Readable; contentType?: string; size?: number }> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_TIMEOUT_MS);
    try {
      const answer = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#config.bucket, Key: key }),
        { abortSignal: late.signal },
      );
      return {
        body: withIdleLimit(
          answer.Body as Readable,
          IDLE_TIMEOUT_MS,
          this.url(key),
        ),
        contentType: answer.ContentType,
        size: answer.ContentLength,
      };
    } catch (error) {
      if (isMissing(error) && !isMissingBucket(error)) {
        throw new NotFoundError(`There is no ${this.url(key)}`);
      }
      throw this.#unavailable(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async list(
    prefix: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<{ key: string; size: number }[]> {
    const found: { key: string; size: number }[] = [];
    let from: string | undefined;
    do {
      const page = await this.#page(prefix, from, options.signal);
      for (const { Key: key, Size: size = 0 } of page.Contents ?? []) {
        if (key) found.push({ key, size });
      }
      from = page.NextContinuationToken;
    } while (from);
    return found;
  }

  async delete(
    keys: string[],
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    const kept: KeyError[] = [];
    for (let from = 0; from < keys.length; from += DELETE_AT_ONCE) {
      const some = keys.slice(from, from + DELETE_AT_ONCE);
      kept.push(...(await this.#delete(some, options.signal)));
    }
    if (kept.length === 0) return;
    const [{ Key = '', Code, Message }] = kept;
    throw new ObjectsNotDeletedError(
      `${kept.length} of ${
        keys.length
      } objects could not be deleted, one of them ${this.url(
        Key,
      )} (${Code}: ${Message})`,
    );
  }

  async problem(): Promise<string | undefined> {
    const { bucket, prefix } = this.#config;
    try {
      // Unlike HeadBucket, this is allowed to who may see only the prefix, and its refusal comes with a reason.
      await this.#client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix && `${prefix}/`,
          MaxKeys: 1,
        }),
        { abortSignal: AbortSignal.timeout(PUT_TIMEOUT_MS) },
      );
      return undefined;
    } catch (error) {
      return explainS3Error(error, this.#config);
    }
  }

  /** @returns those that S3 keeps, and why */
  async #delete(
    keys: string[],
    signal: AbortSignal | undefined,
  ): Promise<KeyError[]> {
    try {
      const { Errors = [] } = await this.#client.send(
        new DeleteObjectsCommand({
          Bucket: this.#config.bucket,
          Delete: { Objects: keys.map(Key => ({ Key })), Quiet: true },
        }),
        { abortSignal: within(ANSWER_TIMEOUT_MS, signal) },
      );
      return Errors;
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#unavailable(error);
    }
  }

  async #page(
    prefix: string,
    from: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ListObjectsV2CommandOutput> {
    try {
      return await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#config.bucket,
          Prefix: prefix,
          ContinuationToken: from,
        }),
        { abortSignal: within(ANSWER_TIMEOUT_MS, signal) },
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#unavailable(error);
    }
  }

  async #send(object: ArchiveObject, signal?: AbortSignal): Promise<void> {
    const { serverSideEncryption, kmsKeyId, bucket } = this.#config;
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: object.key,
          Body: object.body,
          ContentType: object.contentType,
          Tagging: new URLSearchParams(object.tags).toString() || undefined,
          ServerSideEncryption:
            serverSideEncryption === 'none' ? undefined : serverSideEncryption,
          SSEKMSKeyId: kmsKeyId,
        }),
        { abortSignal: within(PUT_TIMEOUT_MS, signal) },
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (isRefusal(error)) {
        const message = explainS3Error(error, this.#config);
        throw new ObjectRefusedError(message, { cause: error });
      }
      throw this.#unavailable(error);
    }
  }

  /** Whatever S3 says can be mended: the network comes back, a bucket is made, a policy is changed. */
  #unavailable(error: unknown): ArchiveUnavailableError {
    this.#lastProblem = explainS3Error(error, this.#config);
    return new ArchiveUnavailableError(this.#lastProblem, { cause: error });
  }
}

/** Aborted after so long, or with the signal. */
function within(ms: number, signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(ms);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}
