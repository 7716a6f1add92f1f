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

import type {
  BootStage,
  Finding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** How long a boot took to do what it should, in ms from online. @public */
export interface BootTimes {
  /** Until the last check had passed. */
  serviceMs: number;
  /** Until the rungs of its ladder were reached, in their order, as far as that is known. */
  stages: { stage: BootStage; offsetMs: number }[];
}

/** When a boot that passed counts as slow. @public */
export interface BootTimeLimits {
  /** How long its service may take to answer. */
  budgetMs: number;
  /** Longer than that is slow; 80 % of the budget when it is missing. */
  warnAfterMs?: number;
  /** So many times as long as usual is slow, e.g. 1.5. */
  warnAboveUsual: number;
}

/** What is usual is told by so many good boots at least. */
const FEWEST = 3;
/** A boot that is slower by less is slow by chance. Console logs are read about as often, so rungs are known no better. */
const NOTABLE_MS = 5_000;
const MOST_OF_BUDGET = 0.8;

/**
 * The finding that a boot took too long though it passed: a warning before it becomes a failure.
 *
 * @param boot - of the run that passed
 * @param usual - the good boots before it that were like it
 *
 * @public
 */
export function slowBoot(
  boot: BootTimes,
  usual: BootTimes[],
  limits: BootTimeLimits,
): Finding | undefined {
  const usualMs =
    usual.length >= FEWEST
      ? median(usual.map(one => one.serviceMs))
      : undefined;
  const tooLong =
    boot.serviceMs > (limits.warnAfterMs ?? limits.budgetMs * MOST_OF_BUDGET);
  const longerThanUsual =
    usualMs !== undefined &&
    boot.serviceMs > usualMs * limits.warnAboveUsual &&
    boot.serviceMs >= usualMs + NOTABLE_MS;
  if (!tooLong && !longerThanUsual) return undefined;

  const took = inWords(boot.serviceMs);
  const budget = inWords(limits.budgetMs);
  return {
    id: 'slow-boot',
    category: 'service',
    severity: 'warning',
    title: longerThanUsual
      ? `The boot took ${took} instead of the usual ${inWords(usualMs)}`
      : `The boot took ${took} of the ${budget} that it may take`,
    cause:
      (usualMs === undefined ? undefined : whereItWent(boot, usual, usualMs)) ??
      'Something in the image takes longer to start: a new service, an update at boot, a wait for the network, or a volume that has to be read from its snapshot first.',
    remedy:
      'Compare the run with the last good one to see at which stage the time goes. `systemd-analyze critical-chain` on an instance of the image names the units that the others wait for. If the time is as it should be, raise `budgets.serviceSeconds`, or `bootTime`, of the profile.',
    references: [
      'https://www.freedesktop.org/software/systemd/man/latest/systemd-analyze.html',
      'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-initialize.html',
    ],
    evidence: {
      source: 'run',
      offsetMs: boot.serviceMs,
      text: [
        `It took ${took}`,
        ...(usualMs === undefined ? [] : [`usual is ${inWords(usualMs)}`]),
        `the budget is ${budget}`,
      ].join('; '),
    },
    count: 1,
    inLastGood: false,
  };
}

/** Between which two rungs most of the delay came about; nothing when it is spread over several, or not known. */
function whereItWent(
  boot: BootTimes,
  usual: BootTimes[],
  usualMs: number,
): string | undefined {
  const delayMs = boot.serviceMs - usualMs;
  const steps = stepsOf(boot).map(({ from, to, ms }) => {
    const before = usual.flatMap(one =>
      stepsOf(one)
        .filter(step => step.from === from && step.to === to)
        .map(step => step.ms),
    );
    return {
      from,
      to,
      ms,
      usualMs: before.length >= FEWEST ? median(before) : undefined,
    };
  });
  const step = steps.find(
    one =>
      one.usualMs !== undefined &&
      one.ms - one.usualMs >= Math.max(NOTABLE_MS, delayMs / 2),
  );
  return (
    step &&
    `Most of the delay is between ${step.from} and ${step.to}: ${inWords(
      step.ms,
    )} instead of ${inWords(step.usualMs!)}.`
  );
}

/** From each rung to the next that is known of the boot, and from the last to the service's answer. */
function stepsOf(boot: BootTimes): { from: string; to: string; ms: number }[] {
  const points = [
    { name: 'the start', offsetMs: 0 },
    ...boot.stages.map(({ stage, offsetMs }) => ({
      name: `the stage \`${stage}\``,
      offsetMs,
    })),
    { name: "the service's answer", offsetMs: boot.serviceMs },
  ];
  return points.slice(1).map((point, index) => ({
    from: points[index].name,
    to: point.name,
    ms: Math.max(0, point.offsetMs - points[index].offsetMs),
  }));
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** e.g. `4.2 s`, `41 s`, `3 min 5 s` */
function inWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const rest = whole % 60;
  const minutes = `${Math.floor(whole / 60)} min`;
  return rest === 0 ? minutes : `${minutes} ${rest} s`;
}
