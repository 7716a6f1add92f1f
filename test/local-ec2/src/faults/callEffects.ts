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

import { once } from 'events';
import { setTimeout as sleep } from 'timers/promises';
import { CUT_CONNECTION, InterceptedCall, Interception } from '../interception';
import { Ec2Error } from '../wire/Ec2Error';
import { CompleteCallFault } from './FaultPlan';

/** Does to a call what a fault says is done before it has had any effect. */
export async function beforeEffect(
  { do: effect }: CompleteCallFault,
  call: InterceptedCall,
): Promise<Interception> {
  if ('throttle' in effect) {
    throw new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503);
  }
  if ('capacity' in effect) throw noCapacity(call);
  if ('error' in effect && effect.error.when === 'before')
    throw failure(effect);
  if ('reset' in effect && effect.reset === 'before') return CUT_CONNECTION;
  if ('hang' in effect && effect.hang === 'before') return hang(effect, call);
  return undefined;
}

/** Does to a call what a fault says is done when the call has had its effect. */
export async function afterEffect(
  { do: effect }: CompleteCallFault,
  call: InterceptedCall,
): Promise<Interception> {
  if ('delayMs' in effect) {
    await sleep(effect.delayMs, undefined, { signal: call.signal }).catch(
      () => {},
    );
  }
  if ('error' in effect && effect.error.when === 'after') throw failure(effect);
  if ('reset' in effect && effect.reset === 'after') return CUT_CONNECTION;
  if ('hang' in effect && effect.hang === 'after') return hang(effect, call);
  return undefined;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html */
function noCapacity({ action, parameters }: InterceptedCall): Ec2Error {
  return new Ec2Error(
    'InsufficientInstanceCapacity',
    `We currently do not have sufficient ${
      parameters.InstanceType ?? 'instance'
    } capacity in the Availability Zone you requested for ${action}.`,
    500,
  );
}

function failure({
  error,
}: {
  error: { code: string; status: number; message: string };
}): Ec2Error {
  return new Ec2Error(error.code, error.message, error.status);
}

async function hang(
  { ms }: { ms?: number },
  { signal }: InterceptedCall,
): Promise<Interception> {
  if (signal.aborted) return CUT_CONNECTION;
  if (ms === undefined) await once(signal, 'abort');
  else await sleep(ms, undefined, { signal }).catch(() => {});
  return CUT_CONNECTION;
}
