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

/** What became of one image that was tested. */
export interface Tested {
  imageId: string;
  /** Nothing when it says neither. */
  verdict?: 'passed' | 'failed';
  /** When the process ended that Packer waits for, epoch milliseconds. */
  exitedAt: number;
  /** The zero of its schedule, epoch milliseconds; nothing when it did not come so far. */
  zeroAt?: number;
  /** The offsets of the frames that it took, in ms, in the order in which it took them. */
  frames: number[];
}

/** What images were tested with, and what all of it cost. */
export interface TestedTogether {
  tested: Tested[];
  cpuSeconds: number;
  /** From the first request to when everything was cleaned up, epoch milliseconds. */
  from: number;
  until: number;
}

/** Whoever tests images. */
export interface Contender {
  /** Where it does so: request limits are each region's own. */
  readonly region: string;
  /** @param images - each with how long to wait before it is tested */
  test(images: { imageId: string; afterMs: number }[]): Promise<TestedTogether>;
}

/** The schedule of both, from being online: every second until 15 s, then every 15 s until 300 s. In ms. */
export const SCHEDULE = [
  ...Array.from({ length: 15 }, (_, index) => (index + 1) * 1000),
  ...Array.from({ length: 19 }, (_, index) => (index + 2) * 15_000),
];
