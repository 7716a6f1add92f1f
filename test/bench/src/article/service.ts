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

const PORT = 8080;
const PING_MS = 1000;

/** Can the service be pinged on its port? */
export async function ping(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port: PORT, timeout: PING_MS });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/**
 * Can a REST call be sent to it?
 *
 * @throws Error when it does not answer, or not rightly
 */
export async function testServer(address: string): Promise<void> {
  const response = await fetch(`http://${address}:${PORT}/health`);
  const { status } = await response.json();
  if (!response.ok || status !== 'ok') {
    throw new Error(`The service says ${response.status}: ${status}`);
  }
}
