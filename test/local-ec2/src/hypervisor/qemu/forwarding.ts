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

import { QmpClient } from './QmpClient';
import { hiddenHost } from './GuestQuestion';
import { netdev } from './qemuArguments';
import { Forwarding } from './PublicPort';

/**
 * Which hidden port of the host leads to which port of the guest.
 * See https://www.qemu.org/docs/master/system/monitor.html, `info usernet`.
 *
 * @returns the hidden ports, by the guest's
 */
export async function hiddenPorts(
  qmp: QmpClient,
): Promise<Map<number, number>> {
  const connections = await monitor(qmp, 'info usernet');
  const forwarded = connections.matchAll(
    /TCP\[HOST_FORWARD\]\s+\d+\s+(\S+)\s+(\d+)\s+\S+\s+(\d+)/g,
  );
  return new Map(
    [...forwarded]
      .filter(([, host]) => host === hiddenHost)
      .map(([, , hidden, guest]) => [Number(guest), Number(hidden)]),
  );
}

/** Forwards ports of an address to the guest's ports of the same number, while QEMU runs. */
export function forwardingTo(qmp: QmpClient, host: string): Forwarding {
  const change = async (command: string, success: RegExp) => {
    const answer = await monitor(qmp, command);
    if (!success.test(answer)) throw new Error(`QEMU: ${answer.trim()}`);
  };
  return {
    add: port =>
      change(`hostfwd_add ${netdev} tcp:${host}:${port}-:${port}`, /^$/),
    remove: port =>
      change(`hostfwd_remove ${netdev} tcp:${host}:${port}`, /removed/),
  };
}

/** Forwarding is changed with commands for people; they answer with text, also when they fail. */
async function monitor(qmp: QmpClient, commandLine: string): Promise<string> {
  return String(
    await qmp.execute('human-monitor-command', {
      'command-line': commandLine,
    }),
  );
}
