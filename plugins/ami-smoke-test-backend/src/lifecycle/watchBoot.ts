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
import { isVerification } from '../database/verifications';
import type { Online } from '../run/RunTools';
import { askUntilAnswered, type Answers } from './askUntilAnswered';
import { FailFast } from './FailFast';
import { confirmSame, watchSame } from './instance';
import { isInterruption, type Outcome } from '../run/outcomes';
import type { RunContext } from './RunContext';
import { screenshotOffsets } from './schedule';
import { explainIntegrity } from './explainIntegrity';
import { explainUnverified } from './explainUnverified';

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
  const offsets = screenshotOffsets(run.journal.run.profile.screenshots);
  const asking = askUntilAnswered(run, online, signal);
  const failFast = new FailFast(run);
  const reading = run.console.follow(online, signal, read =>
    failFast.look(read),
  );
  try {
    const ending = await Promise.race([
      asking,
      failFast.hopeless,
      record(run, run.film.follow(online, offsets, signal), signal),
      record(run, reading, signal),
      watchSame(run, online, signal),
    ]);
    if (!('passed' in ending)) return await explainEnd(run, online, ending);
    return ending.passed
      ? await confirmPass(run, online)
      : await explainSilence(run, online, ending);
  } finally {
    ended.abort(new Error('The watching has ended'));
    await asking.catch(() => {});
  }
}

/**
 * Lets a recording go on beside the checks: it ends with the watching, and its troubles are notices. Only what ends this
 * process's part in the run rejects.
 */
function record(
  run: RunContext,
  recording: Promise<void>,
  signal: AbortSignal,
): Promise<never> {
  const ended = recording.catch(async error => {
    if (isInterruption(error)) throw error;
    if (signal.aborted) return;
    await run.journal.notice(`A recording ended early: ${error.message}`);
  });
  const settled = ended
    .catch(() => {})
    .finally(() => run.recordings.delete(settled));
  run.recordings.add(settled);
  return ended.then(() => new Promise<never>(() => {}));
}

/** A pass counts only for the instance that was launched: it still runs, at the address that answered. */
async function confirmPass(run: RunContext, online: Online): Promise<Outcome> {
  await confirmSame(run, online);
  const { checks } = run.journal.run;
  // Its files are compared for longer than the service takes.
  const answeredMs = Math.max(
    ...checks
      .filter(({ type }) => type !== 'integrity')
      .map(one => one.passedAtMs ?? 0),
  );
  return {
    verdict: 'passed',
    reason: `The service answered ${seconds(
      answeredMs,
    )} after the instance was online (${checks.length} of ${
      checks.length
    } checks)`,
  };
}

/** After what was found nothing more can come, and so nobody waits for it. */
async function explainEnd(
  run: RunContext,
  online: Online,
  { evidence }: Finding,
): Promise<Outcome> {
  await confirmSame(run, online);
  const { graceSeconds } = run.journal.run.profile.failFast;
  const where = evidence.source === 'screen' ? 'the screen' : 'the console';
  const reason = `Nothing more came on ${where} in ${graceSeconds} s, and no check has passed since`;
  const status = await statusCheck(run, online.instanceId);
  return status === 'host-impaired'
    ? hostAtFault(reason)
    : { verdict: 'failed', reason };
}

/** The budget is spent: the image's doing, unless it no longer ran, or nothing shows that we could have reached it. */
async function explainSilence(
  run: RunContext,
  online: Online,
  { progress }: Answers,
): Promise<Outcome> {
  await confirmSame(run, online);
  const { profile, profileName, image } = run.journal.run;
  const ofService = progress.filter(({ check }) => check.type !== 'integrity');
  const ofImage = progress.find(({ check }) => check.type === 'integrity');
  const isServing = ofService.every(one => one.passed);
  const unanswered = ofService
    .filter(one => !one.passed)
    .map(({ summary }) => `${summary.name}: ${summary.detail}`)
    .join('; ');
  const silence = `The service did not answer within ${profile.budgets.serviceSeconds} s: ${unanswered}`;
  const integrity = ofImage && explainIntegrity(ofImage, { isServing });
  const reason = integrity?.reason ?? silence;
  const status = await statusCheck(run, online.instanceId);
  if (status === 'host-impaired') return hostAtFault(reason);
  if (integrity) return integrity;
  if (isVerification(run.journal.run)) {
    return explainUnverified(run.journal.run, progress, status);
  }
  const heard = ofService.some(one => one.heard);
  if (heard || (await run.journal.networkIsProven())) {
    return { verdict: 'failed', reason };
  }
  // Nothing has ever been reached in this way from here. EC2, which asks from within, may know that it did not boot.
  if (status === 'impaired') {
    return {
      verdict: 'failed',
      reason: `${reason}; EC2's instance status check says impaired`,
    };
  }
  return {
    verdict: 'errored',
    reason: `Unreachable from here: nothing has ever answered through the network of profile '${profileName}' in ${image.region}, so the way to it may be at fault (routes, security groups, the profile's \`address\`). ${reason}`,
  };
}

function hostAtFault(reason: string): Outcome {
  return {
    verdict: 'errored',
    reason: `AWS's host is at fault: EC2's system status check says impaired. ${reason}`,
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
