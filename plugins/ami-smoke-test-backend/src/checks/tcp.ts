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
import type { TcpCheckSpec } from '../config';
import type { Answer, Check } from './Check';
import { answerOfError } from './networkErrors';

/**
 * A connection that is reset this soon was accepted by something in between (a proxy, an address translator) for a port that
 * nobody listens on.
 */
const SETTLE_MS = 100;

/** Can the port be reached? */
export function tcpCheck(spec: TcpCheckSpec): Pick<Check, 'target' | 'ask'> {
  return {
    target: `tcp :${spec.port}`,
    ask: ({ address }, signal) =>
      new Promise<Answer>((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const socket = connect({ host: address, port: spec.port });
        let timer: NodeJS.Timeout | undefined;
        let stopListening = () => {};
        const end = (settle: () => void) => {
          clearTimeout(timer);
          stopListening();
          socket.destroy();
          settle();
        };
        const answer = (value: Answer) => end(() => resolve(value));
        timer = setTimeout(
          () =>
            answer({
              outcome: 'silent',
              detail: `no answer in ${spec.timeoutSeconds} s`,
            }),
          spec.timeoutSeconds * 1000,
        );
        const interrupt = () => end(() => reject(signal.reason));
        signal.addEventListener('abort', interrupt);
        stopListening = () => signal.removeEventListener('abort', interrupt);
        socket.on('error', error => answer(answerOfError(error)));
        socket.on('connect', () => {
          clearTimeout(timer);
          timer = setTimeout(
            () => answer({ outcome: 'passed', detail: 'connected' }),
            SETTLE_MS,
          );
        });
        // A service may hang up on a client that says nothing: it is there.
        socket.on('end', () =>
          answer({ outcome: 'passed', detail: 'connected' }),
        );
        socket.resume();
      }),
  };
}
