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

import { Backend } from './backend';
import { Refusal } from './errors';
import { DeadlineExceeded, Interrupted, Interruption } from './interruption';
import type { Output } from './output';
import type { Connection } from './settings';
import { tokenSource, Tokens } from './token';

/** How long an answer may take once the backend can be reached. */
const ANSWER_MS = 30_000;

/**
 * Asks the backend something that it answers at once: what it gives, or in words why it gives nothing, and whether that is final:
 * it has refused, and so it has done nothing.
 *
 * @param more - `waitMs`: for what is waited beside the answers; `impatientCode`: what to exit with when someone wants us to stop at
 *   once
 */
export async function askOnce<T>(
  settings: Connection,
  env: NodeJS.ProcessEnv,
  output: Output,
  ask: (backend: Backend) => Promise<T>,
  more: { waitMs?: number; impatientCode?: number } = {},
): Promise<{ given: T } | { problem: string; refused: boolean }> {
  const { url, connectTimeoutMs } = settings;
  const { waitMs = 0, impatientCode } = more;
  const interruption = new Interruption(
    connectTimeoutMs + ANSWER_MS + waitMs,
    impatientCode,
  );
  const backend = new Backend({
    url,
    tokens: new Tokens(tokenSource(settings, env)),
    connectTimeoutMs,
    signal: interruption.signal,
    onConnection: message => output.line(`  ! ${message}`),
  });
  try {
    return { given: await ask(backend) };
  } catch (error) {
    return {
      problem: whatHappened(error),
      refused: error instanceof Refusal,
    };
  } finally {
    interruption.dispose();
  }
}

function whatHappened(error: unknown): string {
  if (error instanceof Interrupted) return 'interrupted before it answered';
  if (error instanceof DeadlineExceeded) return 'did not answer in time';
  return (error as Error).message;
}
