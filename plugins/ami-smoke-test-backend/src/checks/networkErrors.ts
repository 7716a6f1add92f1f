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

import type { Answer } from './Check';

/** Answers of a machine that is there, with nobody behind the port. */
const REFUSALS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/**
 * What an error of a connection says about the machine at its other end. What the system reports, and not the protocol, means
 * that nothing was heard; everything else is about bytes that came from somewhere.
 */
export function answerOfError(
  error: Error & { code?: string; syscall?: string },
): Answer {
  if (error.code && REFUSALS.includes(error.code)) {
    return {
      outcome: 'refused',
      detail:
        error.code === 'ECONNREFUSED'
          ? 'connection refused'
          : 'connection reset',
    };
  }
  if (error.syscall && error.code !== 'EPROTO') {
    return { outcome: 'silent', detail: error.code ?? error.message };
  }
  return {
    outcome: 'wrong-answer',
    detail: `answered what cannot be understood: ${error.message}`,
  };
}
