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

import { Output } from './output';
import { preflightCommand } from './preflightCommand';
import { createProgram, type Job } from './program';
import { profilesCommand } from './profilesCommand';
import { channelsCommand } from './promotion/channels';
import { gateCommand } from './promotion/gate';
import { promoteCommand } from './promotion/promote';
import {
  promotionCommand,
  type PromotionCommand,
} from './promotion/promotionCommand';
import { revokeCommand } from './promotion/revoke';
import { rollBackCommand } from './promotion/rollBack';
import { waiveCommand } from './promotion/waive';
import { testCommand } from './testCommand';
import { verifyCommand } from './verifyCommand';

// Node 18 calls its fetch experimental, in the middle of a Packer log.
process.removeAllListeners('warning');

const output = new Output(process.stdout, process.env);
const remarks = new Output(process.stderr, process.env);

/** Everything is printed by now: pipes are written at once on POSIX. Idle connections are not waited for. */
const exit = (code: number) =>
  process.stdout.write('', () => process.exit(code));

function promotionJob<S>(command: PromotionCommand<S>): Job {
  const outputs = { result: output, remarks };
  return async (flags, unparsed) => {
    exit(
      await promotionCommand(command, flags, unparsed, process.env, outputs),
    );
  };
}

createProgram({
  test: async (flags, unparsed) => {
    exit(await testCommand(flags, unparsed, process.env, output));
  },
  preflight: async (flags, unparsed) => {
    exit(await preflightCommand(flags, unparsed, process.env, output));
  },
  verify: async (flags, unparsed) => {
    exit(await verifyCommand(flags, unparsed, process.env, output));
  },
  profiles: async (flags, unparsed) => {
    exit(await profilesCommand(flags, unparsed, process.env, output));
  },
  promotion: {
    gate: promotionJob(gateCommand),
    promote: promotionJob(promoteCommand),
    'roll-back': promotionJob(rollBackCommand),
    revoke: promotionJob(revokeCommand),
    waive: promotionJob(waiveCommand),
    channels: promotionJob(channelsCommand),
  },
  diagnose: async (paths, flags) => {
    // The signatures are read when they are needed.
    const { diagnoseCommand } = await import('./diagnose/diagnoseCommand');
    exit(await diagnoseCommand(paths, flags, { result: output, remarks }));
  },
})
  .parseAsync()
  .catch((error: Error) => {
    output.line(
      `AMI Smoke Test: a fault in the bridge: ${error.stack}`,
      output.red,
    );
    exit(3);
  });
