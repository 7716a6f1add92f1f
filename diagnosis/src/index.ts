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

/**
 * What a boot's console log and screenshots tell: how far it came, what went wrong, and what to do about it.
 *
 * @packageDocumentation
 */
export { compareConsoles } from './comparison/compareConsoles';
export {
  compareHardware,
  type HardwareComparison,
} from './comparison/compareHardware';
export {
  type BootTimeLimits,
  type BootTimes,
  slowBoot,
} from './comparison/slowBoot';
export {
  guestFindings,
  type GuestExpectations,
  type GuestReport,
  printGuestReport,
  readGuestReport,
  type Reported,
  type ReportedFile,
  type VerifiedFiles,
} from './guest';
export type { BootRecord } from './BootRecord';
export { BootReader } from './BootReader';
export {
  diagnose,
  examine,
  examineInTurns,
  fatalFinding,
  type Examination,
} from './diagnose';
export { loadCatalogue, type Catalogue } from './signatures/catalogue';
export { signatureSchema, type Signature } from './signatures/schema';
export { ScreenReader, type ScreenReaderOptions } from './screen/ScreenReader';
export { type FramePrint, printFrame } from './screen/framePrint';
export { framesThatMatter } from './screen/framesThatMatter';
export { standstill } from './screen/standstill';
export { guessEncoding } from './text/guessEncoding';
