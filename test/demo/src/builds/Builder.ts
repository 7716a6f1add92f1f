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

import type { Variant } from '../variants';

/** What building one variant came to. */
export interface Built {
  variant: Variant;
  family: string;
  /** Packer's, or the bridge's where there is no Packer. */
  exitCode: number;
  /** Where the bridge wrote its result. */
  resultFile: string;
}

/** What every build is given. */
export interface BuildEnvironment {
  region: string;
  /** The local EC2. */
  ec2: string;
  /** By name: see `Ec2Ready.images`. */
  images: Record<string, string>;
  virtualization: 'qemu' | 'scripted';
  backend: { url: string; token: string };
  folder: string;
  /** The bridge, one JavaScript file. */
  bridge: string;
  signal: AbortSignal;
  /** Takes a line of output. */
  say(variant: Variant, line: string): void;
}

/** Makes an image of a variant and has it smoke tested. */
export type Builder = (
  environment: BuildEnvironment,
  variant: Variant,
) => Promise<Built>;
