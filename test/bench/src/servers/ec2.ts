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

import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { serve } from '@ami-smoke-test/demo';
import {
  CUT_CONNECTION,
  LocalEc2,
  ScriptedHypervisor,
  type BootScript,
  type InterceptedCall,
} from '@ami-smoke-test/local-ec2';

/** What this server is told, in a JSON file that its first argument names. */
export interface Ec2ServerOptions {
  folder: string;
  journalPath: string;
  /** How long each call takes. */
  answerMs: number;
  /** By name. */
  boots: Record<string, BootScript>;
  images: { region: string; name: string; boot: string }[];
}

/** What it tells when it is ready. */
export interface Ec2Ready {
  url: string;
  /** In the order in which the images were given. */
  imageIds: string[];
}

// A local EC2 that answers as slowly as AWS does, and enforces AWS's request limits.
serve(async () => {
  const options: Ec2ServerOptions = JSON.parse(
    readFileSync(process.argv[2], 'utf8'),
  );
  // Half of it on the way there: what a call sees is of the middle.
  const halfWay = async ({ signal }: InterceptedCall) => {
    await setTimeout(options.answerMs / 2, undefined, { signal }).catch(
      () => {},
    );
    return signal.aborted ? CUT_CONNECTION : undefined;
  };
  const ec2 = await LocalEc2.start({
    hypervisor: new ScriptedHypervisor({ scripts: options.boots }),
    stateDirectory: options.folder,
    journalPath: options.journalPath,
    limits: 'aws',
    images: [],
    interceptors: [{ beforeAction: halfWay, afterAction: halfWay }],
  });
  const imageIds = options.images.map(({ region, name, boot }) =>
    ec2.addImage({ region, name, disk: boot, ports: [8080] }),
  );
  return {
    ready: { url: ec2.url, imageIds } satisfies Ec2Ready,
    stop: () => ec2.close(),
  };
});
