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

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildBaseImage,
  LocalEc2,
  QemuHypervisor,
  ScriptedHypervisor,
} from '@ami-smoke-test/local-ec2';
import { VARIANTS } from '../variants';
import { scriptedBoots } from './scriptedBoots';
import { serve } from './serve';

/** What this server is told, as JSON in its first argument. */
export interface Ec2ServerOptions {
  virtualization: 'qemu' | 'scripted';
  folder: string;
  cacheFolder: string;
  journalPath: string;
  region: string;
}

/** What it tells when it is ready. */
export interface Ec2Ready {
  url: string;
  journalPath: string;
  /** By name, the images to build on: `base`, or, scripted, one for each variant. */
  images: Record<string, string>;
}

serve(async () => {
  const options: Ec2ServerOptions = JSON.parse(process.argv[2]);
  mkdirSync(options.folder, { recursive: true });
  const { hypervisor, names } =
    options.virtualization === 'qemu' ? await withQemu(options) : withScripts();
  const ec2 = await LocalEc2.start({
    hypervisor,
    stateDirectory: options.folder,
    journalPath: options.journalPath,
    images: [],
  });
  const images = names.map(name => [
    name,
    ec2.addImage({
      region: options.region,
      name: `acme-${name}`,
      disk: name,
      // SSH at 2222: to listen at 22 takes privileges.
      ports: [2222, 8080],
    }),
  ]);
  return {
    ready: {
      url: ec2.url,
      journalPath: options.journalPath,
      images: Object.fromEntries(images),
    } satisfies Ec2Ready,
    async stop() {
      await ec2.close();
    },
  };
});

async function withQemu({ folder, cacheFolder }: Ec2ServerOptions) {
  const base = join(cacheFolder, 'acme-base.img');
  await buildBaseImage({ cacheDirectory: cacheFolder, output: base });
  const hypervisor = await QemuHypervisor.create({
    directory: join(folder, 'disks'),
  });
  await hypervisor.importDisk(base, 'base');
  return { hypervisor, names: ['base'] };
}

function withScripts() {
  const names = VARIANTS.map(({ name }) => name);
  return {
    hypervisor: new ScriptedHypervisor({ scripts: scriptedBoots() }),
    names,
  };
}
