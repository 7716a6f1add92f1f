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

export { LocalEc2 } from './LocalEc2';
export type { LocalEc2Options } from './LocalEc2';
export { CUT_CONNECTION, EVEN_IF_GONE } from './interception';
export type { Hold } from './faults/Holds';
export type {
  InterceptedCall,
  Interception,
  Interceptor,
  ReadyAnswer,
} from './interception';
export { parseFaultPlan } from './faults/FaultPlan';
export type {
  CallFault,
  CompleteFaultPlan,
  FaultPlan,
  InstanceFault,
} from './faults/FaultPlan';
export { parsePolicy } from './iam/Policy';
export type { IamPolicyDocument, IamStatement } from './iam/Policy';
export type {
  DiskRef,
  Hypervisor,
  Machine,
  MachineExit,
  MachineSpec,
  Reachability,
} from './hypervisor/Hypervisor';
export { ScriptedHypervisor } from './hypervisor/scripted/ScriptedHypervisor';
export type { ScriptedHypervisorOptions } from './hypervisor/scripted/ScriptedHypervisor';
export type { BootScript } from './hypervisor/scripted/BootScript';
export { demoScripts } from './hypervisor/scripted/demoScripts';
export type { DemoVariant } from './hypervisor/scripted/demoScripts';
export { Journal, readJournal } from './journal/Journal';
export type {
  CallEvent,
  FaultsEvent,
  JournalEvent,
  LifeEvent,
  ResourceKind,
  StartedEvent,
  StoppedEvent,
} from './journal/events';
export {
  launchedTwice,
  RUN_TAG,
  serviceAnsweredAfterLaunchMs,
  whatIsLeft,
} from './journal/leaks';
export type { DoubleLaunch, LeftOptions, LeftResource } from './journal/leaks';
export type { Bucket, RequestLimits } from './limits/requestLimits';
export { DEFAULT_ACCOUNT_ID, defaultNetwork } from './state/regions';
export type { DefaultNetwork } from './state/regions';
export type { SeedImage } from './state/seedImage';
export { DAMAGE_TAG } from './actions/images/makeImage';
export type { Credential } from './wire/authentication';
export { ApiError } from './wire/ApiError';
export { Ec2Error } from './wire/Ec2Error';
export { SsmError } from './ssm/SsmError';
export { isQemuAvailable, QemuHypervisor } from './hypervisor/qemu';
export type {
  QemuAvailability,
  QemuHypervisorOptions,
} from './hypervisor/qemu';
export { buildBaseImage } from './images';
export type { DiskDamage } from './images';
