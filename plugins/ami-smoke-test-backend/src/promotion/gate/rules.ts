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
  Finding,
  GateRule,
  GateRuleResult,
  Image,
  Severity,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  EvidenceRecord,
  PromotedImageRecord,
  Stay,
  WaiverRecord,
} from '../../database/PromotionStore';
import { matchesFamily } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { ChannelConfig } from '../policy';
import { ago, duration, inWords, isSame, place } from '../words';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEVERITIES: Severity[] = ['info', 'warning', 'error'];

/** What EC2 said of an image just now. */
export interface Availability {
  image: Image;
  state: 'available' | 'not-available' | 'unknown';
  /** Of what is not available or unknown: why, and the way out. */
  message?: string;
}

/** All that a decision is made of. */
export interface GateQuestion {
  channel: string;
  policy: ChannelConfig;
  images: Image[];
  /** All of the build by which they are known: where one image is asked about, the others may be in other regions. */
  ofBuild: Image[];
  /** Of the build that is known to have made or tested the images; missing when an image is in none. */
  family?: string;
  /** By the clock of the database. */
  now: Date;
  availability: Availability[];
  promoted: PromotedImageRecord[];
  /** The profiles that must have been passed, with every instance type. */
  required: { profile: string; instanceTypes: string[] }[];
  /** In which regions there has to be an image. */
  regions: string[];
  evidence: EvidenceRecord[];
  /** By the id of the run. */
  findings: Map<string, Finding[]>;
  /** What was on the channel before this one. */
  staysBefore: Stay[];
  waivers: WaiverRecord[];
}

/** What a rule says; of one image, or of all of them together. */
type Answer = Pick<GateRuleResult, 'state' | 'message'> & {
  image?: Image;
  evidence?: EvidenceRecord[];
};

type Rule = (question: GateQuestion) => Answer[];

/** The rules, in the order in which they are told. */
export const RULES: Record<GateRule, Rule> = {
  'known-image': question =>
    question.images.length > 0
      ? question.images.map(image => knownImage(image, question))
      : [{ state: 'fail', message: 'There is no image to be asked about' }],
  'image-available': question =>
    question.images.map(image => imageAvailable(image, question)),
  'not-revoked': question =>
    question.images.map(image => notRevoked(image, question)),
  'required-runs': question =>
    eachImageOf(question, image => requiredRuns(image, question)),
  'evidence-age': question =>
    eachImageOf(question, image => evidenceAge(image, question)),
  findings: question =>
    eachImageOf(question, image => findingsBelow(image, question)),
  regions: question => [everyRegion(question)],
  'previous-channel': question => [previousChannel(question)],
};

function knownImage(
  image: Image,
  { family, channel, policy, promoted }: GateQuestion,
): Answer {
  const other = promoted.find(
    one => isSame(one, image) && family !== undefined && one.family !== family,
  );
  if (family === undefined) {
    return fail(
      image,
      `No build is known that has made or tested ${place(
        image,
      )}: the account is the one in which it was tested. Have it tested first`,
    );
  }
  if (other) {
    return fail(
      image,
      // Which one is not told: not everybody who may see this family may see that one.
      `${place(
        image,
      )} was promoted as an image of another family, and an image can be of one only: build one of its own`,
    );
  }
  if (!matchesFamily(family, policy.families)) {
    return fail(
      image,
      `The channel '${channel}' is not for the family '${family}': amiSmokeTest.promotion.channels.${channel}.families has ${policy.families.join(
        ', ',
      )}`,
    );
  }
  return pass(image, `${image.imageId} is an image of ${family}`);
}

function imageAvailable(image: Image, { availability }: GateQuestion): Answer {
  const { state = 'unknown', message = undefined } =
    availability.find(one => isSame(one.image, image)) ?? {};
  if (state === 'available') {
    return pass(image, `EC2 has ${image.imageId} in ${image.region}`);
  }
  return {
    image,
    state: state === 'unknown' ? 'unknown' : 'fail',
    message: message ?? `EC2 was not asked about ${place(image)}`,
  };
}

function notRevoked(image: Image, { promoted }: GateQuestion): Answer {
  const revoked = promoted.find(one => isSame(one, image))?.revoked;
  return revoked
    ? fail(
        image,
        `${image.imageId} was revoked on ${inWords(revoked.at)} by ${
          revoked.by
        }: ${revoked.reason}. Promote another build`,
      )
    : pass(image, `Nobody has revoked ${image.imageId}`);
}

function requiredRuns(image: Image, question: GateQuestion): Answer {
  const { required, now } = question;
  const evidence = evidenceFor(image, question);
  for (const { profile, instanceTypes } of required) {
    for (const type of instanceTypes) {
      const run = evidence.find(
        one => one.profileName === profile && one.wantedInstanceType === type,
      );
      if (!run) {
        return fail(
          image,
          `No run of the profile '${profile}' on ${type} says anything about ${place(
            image,
          )}: have it tested`,
          evidence,
        );
      }
      if (run.verdict === 'failed') {
        return fail(
          image,
          `The newest run of the profile '${profile}' on ${type} of ${
            image.imageId
          } in ${image.region} failed ${ago(run.at, now)}${
            run.headline ? `: ${run.headline.title}` : ''
          }`,
          [run],
        );
      }
    }
  }
  return pass(
    image,
    `Every required run of ${image.imageId} has passed`,
    evidence,
  );
}

function evidenceAge(image: Image, question: GateQuestion): Answer {
  const { policy, now, channel } = question;
  const evidence = evidenceFor(image, question);
  const oldest = evidence.reduce<EvidenceRecord | undefined>(
    (found, run) => (found && found.at <= run.at ? found : run),
    undefined,
  );
  if (!oldest) {
    return fail(image, `There is no evidence about ${place(image)}`);
  }
  if (now.getTime() - oldest.at.getTime() > policy.maxAgeDays * DAY_MS) {
    return fail(
      image,
      `The evidence about ${image.imageId} in ${image.region} is from ${inWords(
        oldest.at,
      )}, and '${channel}' wants it not older than ${
        policy.maxAgeDays
      } days: run it again`,
      [oldest],
    );
  }
  return pass(
    image,
    `The oldest evidence about ${image.imageId} is ${ago(oldest.at, now)}`,
    [oldest],
  );
}

function findingsBelow(image: Image, question: GateQuestion): Answer {
  const { policy, findings, channel } = question;
  const { blockSeverity } = policy;
  if (blockSeverity === 'none') {
    return pass(image, `No finding is in the way of '${channel}'`);
  }
  const blocks = (severity: Severity) =>
    SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(blockSeverity);
  for (const run of evidenceFor(image, question)) {
    const bad = findings
      .get(run.runId)
      ?.find(({ severity }) => blocks(severity));
    if (bad) {
      return fail(
        image,
        `The diagnosis of ${image.imageId} in ${image.region} says (${bad.severity}): ${bad.title}. '${channel}' takes nothing from ${blockSeverity} upwards`,
        [run],
      );
    }
  }
  return pass(
    image,
    `The diagnosis of ${image.imageId} saw no ${blockSeverity}`,
  );
}

function everyRegion({
  images,
  ofBuild,
  regions,
  channel,
}: GateQuestion): Answer {
  const missing = regions.filter(
    region => ![...images, ...ofBuild].some(image => image.region === region),
  );
  return missing.length > 0
    ? {
        state: 'fail',
        message: `The build has no image in ${missing.join(
          ', ',
        )}, where '${channel}' has or needs one: build it for every region`,
      }
    : { state: 'pass', message: 'The build has an image in every region' };
}

function previousChannel(question: GateQuestion): Answer {
  const { policy, images, staysBefore, now, channel } = question;
  if (!policy.after) {
    return { state: 'pass', message: `'${channel}' comes after no other` };
  }
  const { channel: before, hours } = policy.after;
  const stays = staysBefore.filter(stay =>
    images.every(image => stay.images.some(one => isSame(one, image))),
  );
  const longest = Math.max(
    ...stays.map(({ from, to = now }) => to.getTime() - from.getTime()),
    -1,
  );
  if (longest < 0) {
    return {
      state: 'fail',
      message: `It was never on '${before}', which comes before '${channel}': promote it there first`,
    };
  }
  if (longest >= hours * HOUR_MS) {
    return { state: 'pass', message: `It was on '${before}' before` };
  }
  const there = stays.find(({ to }) => to === undefined);
  return {
    state: 'fail',
    message: `It was on '${before}' for ${duration(
      longest,
    )} of the ${hours} h that '${channel}' wants${
      there
        ? `: it can be promoted from ${inWords(
            new Date(there.from.getTime() + hours * HOUR_MS),
          )} on`
        : `, and has left it: promote it there again`
    }`,
  };
}

/** What is known of the required runs of an image. */
function evidenceFor(
  image: Image,
  { evidence, required }: GateQuestion,
): EvidenceRecord[] {
  return evidence.filter(
    run => isSame(run.image, image) && isRequired(run, required),
  );
}

/** Whether a run is one of those that must have been passed. */
export function isRequired(
  { profileName, wantedInstanceType }: EvidenceRecord,
  required: GateQuestion['required'],
): boolean {
  return required.some(
    ({ profile, instanceTypes }) =>
      profile === profileName && instanceTypes.includes(wantedInstanceType),
  );
}

function eachImageOf(
  { images }: GateQuestion,
  answer: (image: Image) => Answer,
): Answer[] {
  return images.map(answer);
}

function pass(
  image: Image,
  message: string,
  evidence: EvidenceRecord[] = [],
): Answer {
  return { image, state: 'pass', message, evidence };
}

function fail(
  image: Image,
  message: string,
  evidence: EvidenceRecord[] = [],
): Answer {
  return { image, state: 'fail', message, evidence };
}
