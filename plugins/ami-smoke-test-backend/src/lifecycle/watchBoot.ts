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

import { film } from '../capture/film';
import { askUntilAnswered, type Answers } from './askUntilAnswered';
import { isInterruption, NotTheImageError, type Outcome } from './outcomes';
import type { RunContext } from './RunContext';
import { addressOf, endedTooEarly, look, type Online } from './waitForOnline';

const LOOK_EVERY_MS = 5_000;

/**
 * Watches the boot: screenshots, console and checks side by side, until the service answers or the time is spent. A check that
 * turns good ends it at once, not at the next frame.
 */
export async function watchBoot(
  run: RunContext,
  online: Online,
): Promise<Outcome> {
  const ended = new AbortController();
  const signal = AbortSignal.any([run.stopped, ended.signal]);
  record(run, film(run, online, signal), signal);
  record(run, run.console.follow(online, signal), signal);
  const watching = watchInstance(run, online, signal);
  watching.catch(() => {});
  try {
    const answers = await Promise.race([
      askUntilAnswered(run, online, signal),
      watching,
    ]);
    return answers.passed
      ? await confirmPass(run, online)
      : await explainSilence(run, online, answers);
  } finally {
    ended.abort(new Error('The watching has ended'));
  }
}

/** Lets a recording go on beside the checks: it ends with the watching, and its troubles are notices. */
function record(
  run: RunContext,
  recording: Promise<void>,
  signal: AbortSignal,
) {
  const settled = recording
    .catch(async error => {
      if (signal.aborted || isInterruption(error)) return;
      await run.journal.notice(`A recording ended early: ${error.message}`);
    })
    .catch(() => {})
    .finally(() => run.recordings.delete(settled));
  run.recordings.add(settled);
}

/** Rejects as soon as EC2 says that the instance no longer runs. */
async function watchInstance(
  run: RunContext,
  online: Online,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await run.clock.sleep(LOOK_EVERY_MS, signal);
    const instance = await look(run, online.instanceId);
    if (instance && instance.state !== 'running') throw endedTooEarly(instance);
  }
}

/** A pass counts only for the instance that was launched: it still runs, at the address that answered. */
async function confirmPass(run: RunContext, online: Online): Promise<Outcome> {
  const instance = await run.ec2.describe(online.instanceId);
  if (instance?.state !== 'running') {
    throw instance
      ? endedTooEarly(instance)
      : new NotTheImageError(
          `EC2 no longer knows the instance ${online.instanceId}`,
        );
  }
  const address = addressOf(run, instance);
  if (address !== online.address) {
    throw new NotTheImageError(
      `The instance's address changed from ${online.address} to ${address}: who answered is not known`,
    );
  }
  const checks = run.journal.run.checks.length;
  return {
    verdict: 'passed',
    reason: `The service answered ${seconds(
      run.clock.now() - online.onlineAt.getTime(),
    )} after the instance was online (${checks} of ${checks} checks)`,
  };
}

/** The budget is spent: the image's doing, unless nothing shows that we could have reached it. */
async function explainSilence(
  run: RunContext,
  online: Online,
  { progress }: Answers,
): Promise<Outcome> {
  const budget = run.journal.run.profile.budgets.serviceSeconds;
  const unanswered = progress
    .filter(one => !one.passed)
    .map(({ summary }) => `${summary.name}: ${summary.detail}`)
    .join('; ');
  const reason = `The service did not answer within ${budget} s: ${unanswered}`;
  const heard = progress.some(one => one.heard);
  if (heard || (await run.journal.networkIsProven())) {
    return { verdict: 'failed', reason };
  }
  // Nobody has ever reached an instance of this profile from here. EC2, which asks from within, may know that it did not boot.
  const status = await statusCheck(run, online.instanceId);
  if (status === 'impaired') {
    return {
      verdict: 'failed',
      reason: `${reason}; EC2's instance status check says impaired`,
    };
  }
  return {
    verdict: 'errored',
    reason: `Unreachable from here: no instance of profile '${run.journal.run.profileName}' in ${run.journal.run.image.region} has ever answered, so the way to it may be at fault (routes, security groups, the profile's \`address\`). ${reason}`,
  };
}

async function statusCheck(run: RunContext, instanceId: string) {
  try {
    return await run.ec2.statusCheck(instanceId);
  } catch {
    return 'insufficient-data';
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
