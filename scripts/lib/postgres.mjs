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

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { script } from './repository.mjs';

/**
 * Starts a PostgreSQL of our own on a free port of the loopback interface, with its data in a temporary folder.
 * It lives in a process that stops it when `stop` is called and when we die, however that happens.
 *
 * @returns `connectionString`, for a user that may create databases, `stop`, and `restart`, which takes it away for `downMs`,
 * in good order or as a crash, and resolves when it is there again
 */
export async function startPostgres() {
  const server = fork(script('lib/postgresServer.mjs'), {
    // Ctrl-C is for us to handle: the database has to outlive what uses it.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(server, 'exit');
  const answer = await Promise.race([
    once(server, 'message').then(([message]) => message),
    exited.then(([code]) => ({ error: `it ended with ${code}` })),
  ]);
  if (answer.error) {
    throw new Error(`PostgreSQL did not start: ${answer.error}`);
  }
  return {
    connectionString: answer.connectionString,
    async restart({ downMs, crash }) {
      server.send({ restart: { downMs, crash } });
      await once(server, 'message');
    },
    async stop() {
      if (server.connected) {
        server.disconnect();
      }
      await exited;
    },
  };
}

/** The environment in which the tests run on this PostgreSQL, beside SQLite. */
export function databaseEnvironment(postgres) {
  return {
    ...process.env,
    BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
      postgres.connectionString,
  };
}
