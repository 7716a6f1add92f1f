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

import type { Finding } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Boot } from '../ladder/Boot';
import type { Boots } from '../ladder/Boots';

/** So many beginnings in one log are no accident: a system may well restart once while it is set up. */
const BOOTS_OF_A_LOOP = 3;

/** That a machine begins to boot again and again, of which no single line tells. */
export function bootLoop({ vain, current }: Boots): Finding | undefined {
  if (vain < BOOTS_OF_A_LOOP) return undefined;
  const again = current.stages[0];
  return {
    id: 'boot-loop',
    category: 'kernel',
    severity: 'error',
    title: `The system restarts before it is up, ${vain} times in this log`,
    cause:
      'Each boot ends before its services are started, and the machine begins again: after a panic, by a watchdog, or because something in the image restarts it.',
    remedy:
      'Look at the last lines before each restart. Without `panic=` on the kernel command line it stops at the panic, and its screen can be read.',
    references: ['https://docs.kernel.org/admin-guide/kernel-parameters.html'],
    evidence: again?.evidence ?? { source: 'console' },
    count: vain,
    inLastGood: false,
  };
}

/** That the system is up and its service is not, where nothing tells why. */
export function silentService(boot: Boot): Finding {
  const furthest = boot.stages[boot.stages.length - 1];
  return {
    id: 'service-silent',
    category: 'service',
    severity: 'error',
    title: 'The system came up, but its service does not answer',
    cause:
      'The boot went to its end without an error that is known. The service was not started, listens elsewhere, or is shut off by a firewall in the image.',
    remedy:
      'Enable the service at boot, let it write its errors to the console, and look that it listens on the port and the address that the profile checks.',
    references: [
      'https://www.freedesktop.org/software/systemd/man/latest/systemctl.html',
    ],
    evidence: furthest.evidence,
    count: 1,
    inLastGood: false,
  };
}
