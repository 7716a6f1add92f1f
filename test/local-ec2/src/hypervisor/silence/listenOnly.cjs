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

// Listens at ports and never accepts a connection. A listening socket whose event loop turns would accept; so this thread never
// gives its event loop a turn: it sleeps until it is told something, and everything it does is done before its next turn.
const { once } = require('node:events');
const { createServer } = require('node:net');
const { receiveMessageOnPort, workerData } = require('node:worker_threads');

const { messages, signals } = workerData;
const [ASKED, ANSWERED] = [0, 1];
const listening = new Map();

async function obey({ id, listen }) {
  if (!listen) {
    listening.get(id)?.close();
    listening.delete(id);
    return undefined;
  }
  const server = createServer();
  try {
    server.listen({ ...listen, exclusive: true });
    await once(server, 'listening');
    listening.set(id, server);
    return undefined;
  } catch ({ code, message }) {
    return { code, message };
  }
}

(async () => {
  for (;;) {
    Atomics.wait(signals, ASKED, 0);
    Atomics.store(signals, ASKED, 0);
    for (;;) {
      const received = receiveMessageOnPort(messages);
      if (!received) break;
      const { id } = received.message;
      messages.postMessage({ id, error: await obey(received.message) });
      Atomics.store(signals, ANSWERED, 1);
      Atomics.notify(signals, ANSWERED);
    }
  }
})();
