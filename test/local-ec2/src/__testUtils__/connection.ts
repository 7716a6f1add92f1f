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

import { connect } from 'node:net';

/** What becomes of an attempt to connect: as on EC2, it need not be answered at all. */
export function connection(
  host: string,
  port: number,
  patienceMs = 500,
): Promise<'connected' | 'refused' | 'no answer'> {
  return new Promise((resolvePromise, reject) => {
    const socket = connect({ host, port });
    const done = (what: 'connected' | 'refused' | 'no answer') => {
      socket.destroy();
      resolvePromise(what);
    };
    socket.setTimeout(patienceMs, () => done('no answer'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? done('refused') : reject(error),
    );
    socket.once('connect', () => done('connected'));
  });
}
