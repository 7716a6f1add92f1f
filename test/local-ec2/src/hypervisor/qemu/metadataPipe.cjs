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

// QEMU runs one of these for each connection of a guest to the metadata address, with the connection as standard input and
// output. It passes everything on to the server at the address that it is given.
const net = require('node:net');

const [host, port] = process.argv.slice(2);
const guest = new net.Socket({ fd: 0 });
const server = net.connect(Number(port), host);

guest.pipe(server).pipe(guest);
guest.on('error', () => server.destroy());
server.on('error', () => guest.destroy());
