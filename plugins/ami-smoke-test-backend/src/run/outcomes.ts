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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ClaimLostError } from '../database/SmokeTestStore';
import { isEc2Error } from '../ec2/Ec2Error';
import type { RunTools } from './RunTools';

/** What a run came to, and why, in one sentence. */
export interface Outcome {
  verdict: Verdict;
  reason: string;
}

/** The image is at fault. */
export class ImageFaultError extends Error {
  readonly name = 'ImageFaultError';
}

/** AWS or we are at fault; says nothing about the image. */
export class NotTheImageError extends Error {
  readonly name = 'NotTheImageError';
}

/** Somebody asked for the run to stop. */
export class CancelledError extends Error {
  readonly name = 'CancelledError';
}

/** This process stops driving the run, without ending it: another one resumes it. */
export class HandoverError extends Error {
  readonly name = 'HandoverError';
}

/** The run's progress could not be written down, so nothing more may be done. */
export class JournalError extends Error {
  readonly name = 'JournalError';
}

/**
 * Reads or writes what the run's progress depends on; that it cannot be reached is an interruption, never a verdict.
 *
 * @throws ClaimLostError or JournalError
 */
export async function journalled<T>(access: () => Promise<T>): Promise<T> {
  try {
    return await access();
  } catch (error) {
    if (error instanceof ClaimLostError) throw error;
    throw new JournalError(`The database cannot be reached: ${error}`, {
      cause: error,
    });
  }
}

/** Whether an error ends this process's part in the run, but not the run. */
export function isInterruption(error: unknown): boolean {
  return (
    error instanceof ClaimLostError ||
    error instanceof HandoverError ||
    error instanceof JournalError
  );
}

/** Does what must not hold the run up: that it went wrong is a notice. */
export async function withNotice(
  run: Pick<RunTools, 'journal'>,
  what: string,
  task: () => Promise<void>,
): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (isInterruption(error)) throw error;
    await run.journal.notice(
      `${what}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** What an error that ended a smoke test says about the image. Interruptions say nothing, and are thrown on. */
export function outcomeOf(error: unknown): Outcome {
  if (isInterruption(error)) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof ImageFaultError) return { verdict: 'failed', reason };
  if (error instanceof CancelledError) return { verdict: 'cancelled', reason };
  if (error instanceof NotTheImageError || isEc2Error(error)) {
    return { verdict: 'errored', reason };
  }
  return {
    verdict: 'errored',
    reason: `AMI Smoke Test itself went wrong: ${reason}`,
  };
}
